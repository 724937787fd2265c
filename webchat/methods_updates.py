"""Bot API methods that hand the bot its updates."""

import asyncio
import json

from telegram import WebhookInfo
from telegram.constants import PollingLimit, UpdateType

from webchat.errors import bad_request
from webchat.gateway import Gateway
from webchat.news import UPDATES
from webchat.params import Params
from webchat.wire import Json, update_json

MAX_TIMEOUT = 50.0  # seconds
ALLOWED = "allowed_updates"


async def get_updates(gateway: Gateway, params: Params) -> list[Json]:
    """Long polling; asking for an offset forgets everything before it, as on Telegram."""
    timeout = min(max(params.integer("timeout") or 0, 0), MAX_TIMEOUT)
    wanted = params.integer("limit") or int(PollingLimit.MAX_LIMIT)
    limit = min(max(wanted, int(PollingLimit.MIN_LIMIT)), int(PollingLimit.MAX_LIMIT))
    kinds = await _kinds(gateway, params)
    offset = await _confirmed(gateway, params.integer("offset") or 0)
    deadline = asyncio.get_running_loop().time() + timeout
    with gateway.news.listen(UPDATES) as inbox:
        while True:
            found = await gateway.rooms.updates(offset, limit, kinds)
            left = deadline - asyncio.get_running_loop().time()
            if found or left <= 0 or gateway.news.closed:
                return [update_json(update) for update in found]
            await inbox.wait(min(left, gateway.news.poll_seconds))


async def _confirmed(gateway: Gateway, offset: int) -> int:
    """The first update to send. A negative offset counts from the end of the queue."""
    if offset < 0:
        waiting = await gateway.rooms.count_updates()
        last = await gateway.rooms.updates(0, waiting, None) if waiting else []
        offset = last[max(len(last) + offset, 0)].id if last else 0
    if offset > 0:
        await gateway.rooms.confirm_updates(offset)
    return offset


async def _kinds(gateway: Gateway, params: Params) -> list[str] | None:
    """Which updates the bot wants. Its last wish holds until it has another; an empty one means all."""
    value = params.json(ALLOWED, "allowed updates JSON object")
    stored = await gateway.rooms.setting(ALLOWED)
    kinds: list[str] = json.loads(stored) if stored else []
    if isinstance(value, list) and all(isinstance(kind, str) for kind in value):
        wanted = [kind for kind in value if kind in list(UpdateType)]
        if wanted != kinds:
            await gateway.rooms.set_setting(ALLOWED, json.dumps(wanted) if wanted else None)
            kinds = wanted
    elif value is not None:
        raise bad_request("can't parse allowed updates JSON object")
    return kinds or None


async def set_webhook(gateway: Gateway, params: Params) -> bool:
    """The bot is in the same process: only the absence of a webhook can be set."""
    if params.string("url"):
        raise bad_request("webhook is not supported on the web channel")
    return await delete_webhook(gateway, params)


async def delete_webhook(gateway: Gateway, params: Params) -> bool:
    if params.flag("drop_pending_updates"):
        await gateway.rooms.confirm_updates(2**63 - 1)
    return True


async def get_webhook_info(gateway: Gateway, params: Params) -> Json:
    return WebhookInfo("", False, await gateway.rooms.count_updates()).to_dict()
