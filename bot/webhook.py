"""Telegram's deliveries by webhook: answered only after they were handled, never repeated in vain."""

import asyncio
import hmac
import json
import logging
from collections.abc import Sequence
from urllib.parse import urlsplit

from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Update
from aiohttp import web
from pydantic import ValidationError

from bot.channel_state import ChannelState, Now, Retry, Sleep, StandingBy, Stopped, utc_now
from bot.leading import Leader
from bot.updates import Feed, Handled, Interrupted, faults_of, handle_update, kind_of

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header
BODY_LIMIT = 1024 * 1024
SECONDS_UNTIL_RESTARTED = "5"

log = logging.getLogger(__name__)


class Webhook:
    """The channel of one bot by webhook; used like a `Poller`, with `handle` as a route on `path`.

    Telegram repeats what is not answered with 2xx for a day and holds that chat's later updates back,
    so what can never succeed is answered 200 and logged.
    """

    def __init__(
        self,
        name: str,
        bot: Bot,
        feed: Feed,
        allowed_updates: Sequence[str],
        *,
        url: str,
        secret: str,
        sleep: Sleep = asyncio.sleep,
        now: Now = utc_now,
        turn: Leader | None = None,
    ) -> None:
        self.name = name
        self._turn = turn or Leader()
        self.path = urlsplit(url).path
        self.failed_updates = 0
        self._bot = bot
        self._feed = feed
        self._allowed_updates = list(allowed_updates)
        self._url = url
        self._secret = secret
        self._sleep = sleep
        self._retry = Retry(name, now)
        self._in_hand = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = asyncio.Event()
        self._registering: asyncio.Timeout | None = None

    @property
    def state(self) -> ChannelState:
        """How the registration with Telegram went, for health checks."""
        if self._stopping.is_set():
            return Stopped()
        return self._retry.state if self._turn.is_held else StandingBy()

    async def run(self) -> None:
        """Register the address with Telegram, again after failures, then wait for `stop`.

        Of several processes one registers; all of them answer deliveries from the start.
        """
        try:
            async with asyncio.timeout(None) as self._registering:
                await self._turn.wait()
                while not self._stopping.is_set() and (delay := await self._register()) is not None:
                    await self._sleep(delay)
        except TimeoutError:
            if self._turn.is_held:
                log.info("channel %s: stopped before the webhook was set", self.name)
        finally:
            self._registering = None
        await self._stopping.wait()

    async def stop(self, grace: float = 5.0) -> None:
        """Refuse new deliveries, which Telegram repeats, and give those in hand `grace` seconds."""
        self._stopping.set()
        if self._registering is not None:
            self._registering.reschedule(asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout(grace):
                await self._idle.wait()
        except TimeoutError:
            log.warning("channel %s: %d updates were not finished at the stop", self.name, self._in_hand)

    async def handle(self, request: web.Request) -> web.Response:
        """One delivery: 401 with a wrong secret, 503 while stopping or when it has to come again, else 200
        once it was handled."""
        given = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(given, self._secret.encode()):
            return web.Response(status=401)
        if self._stopping.is_set():
            return _again()
        self._in_hand += 1
        self._idle.clear()
        try:
            update = await self._read(request)
            handled = Handled(False) if update is None else await self._handle(update)
            self.failed_updates += not handled.is_well
        except Interrupted:
            return _again()
        finally:
            self._in_hand -= 1
            if not self._in_hand:
                self._idle.set()
        return _with(handled.answer)

    async def _handle(self, update: Update) -> Handled:
        if kind_of(update) not in self._allowed_updates:
            # Asked for by an earlier release, perhaps; Telegram goes on for a while.
            log.info("channel %s: update %d of a kind that was not asked for", self.name, update.update_id)
            return Handled(True)
        return await handle_update(self._bot, update, self._feed, answers=False)

    async def _register(self) -> float | None:
        """Try once; the seconds to wait before the next attempt, None after success."""
        try:
            await self._bot.set_webhook(
                self._url, allowed_updates=self._allowed_updates, secret_token=self._secret
            )
        except Exception as error:
            return self._retry.failed(error)
        self._retry.succeeded()
        return None

    async def _read(self, request: web.Request) -> Update | None:
        """The update, or None for what is none; logs why without the content."""
        try:
            body = await request.clone(client_max_size=BODY_LIMIT).read()
            return Update.model_validate(json.loads(body), context={"bot": self._bot})
        except web.HTTPRequestEntityTooLarge:
            log.error("channel %s: a delivery of more than %d bytes is ignored", self.name, BODY_LIMIT)
        except ValidationError as error:
            log.error("channel %s: a delivery is no update: %s", self.name, faults_of(error))
        except (ValueError, RecursionError):
            log.error("channel %s: a delivery is not JSON and is ignored", self.name)
        return None


def _with(answer: AnswerCallbackQuery | None) -> web.Response:
    """What Telegram is to do is part of the response, which spares a request of our own."""
    if answer is None:
        return web.Response()
    body = {"method": answer.__api_method__, **answer.model_dump(exclude_none=True)}
    return web.Response(body=json.dumps(body), content_type="application/json")


def _again() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": SECONDS_UNTIL_RESTARTED})
