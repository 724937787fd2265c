"""The wire of announcements: JSON instead of forms, and of an answer only the number of the message."""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import aiohttp
from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import EditMessageCaption, EditMessageText, SendMessage, TelegramMethod
from aiogram.methods.base import Response, TelegramType
from aiogram.types import TelegramObject

if TYPE_CHECKING:
    from bot.wire_session import HttpSession

MOST_KNOWN = 256
JSON_HEADERS = {"Content-Type": "application/json"}
# These carry no file, and of what they return nobody reads more than the number.
_PLAIN = (str, int, bool)
QUICK = (SendMessage, EditMessageText, EditMessageCaption)


@dataclass(frozen=True, slots=True)
class Taken:
    """Stands for the `Message` that was sent: making one with its 130 fields costs as much as sending it."""

    message_id: int


class QuickWire(BaseSession):
    """Sends texts over the connections of a `HttpSession` at about a quarter of aiogram's cost.

    aiogram builds a form and reads the whole answer into its classes. Whatever is not a text, and every
    answer but a plain success, goes the usual way, so that errors are the same.
    """

    def __init__(self, wire: "HttpSession") -> None:
        super().__init__(api=wire.api, timeout=wire.timeout)
        self._wire = wire
        # They are the same for every message of the one bot that uses this wire.
        self._defaults: dict[str, object] = {}
        # Objects that were sent lately and what they are on the wire, by identity: the readers of a language
        # share their buttons. The object is kept, so that its identity is not given to another one.
        self._known: dict[int, tuple[TelegramObject, object]] = {}

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """Sends one request. A message that was sent comes back with its `message_id` and nothing else."""
        if not isinstance(method, QUICK):
            return await self._wire.make_request(bot, method, timeout)
        status, content = await self._post(bot, cast(TelegramMethod[Any], method), timeout)
        number = _message_id(content) if status == 200 else None
        if number is not None:
            return cast(TelegramType, Taken(number))
        answer: Response[Any] = self._wire.check_response(bot, method, status, content)
        return cast(TelegramType, answer.result)

    async def _post(self, bot: Bot, method: TelegramMethod[Any], seconds: int | None) -> tuple[int, str]:
        client = await self._wire.create_session()
        url = self.api.api_url(bot.token, method.__api_method__)
        body = json.dumps(self._fields(bot, method), ensure_ascii=False).encode()
        total = aiohttp.ClientTimeout(self._wire.timeout if seconds is None else seconds)
        try:
            async with client.post(url, data=body, headers=JSON_HEADERS, timeout=total) as answer:
                return answer.status, await answer.text()
        except TimeoutError as late:
            raise TelegramNetworkError(method, "Request timeout error") from late
        except aiohttp.ClientError as failure:
            raise TelegramNetworkError(method, f"{type(failure).__name__}: {failure}") from failure

    def _fields(self, bot: Bot, method: TelegramMethod[Any]) -> dict[str, object]:
        """The parameters that are set, with the bot's defaults in their places."""
        found = {}
        for name, value in vars(method).items():
            if value is None:
                continue
            plain = value if type(value) in _PLAIN else self._prepared(bot, value)
            if plain is not None:
                found[name] = plain
        return found

    def _prepared(self, bot: Bot, value: object) -> object:
        if isinstance(value, Default):
            if value.name not in self._defaults:
                self._defaults[value.name] = self.prepare_value(value, bot, {}, _dumps_json=False)
            return self._defaults[value.name]
        if not isinstance(value, TelegramObject):
            return self.prepare_value(value, bot, {}, _dumps_json=False)
        known = self._known.get(id(value))
        if known is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            known = self._known[id(value)] = value, self.prepare_value(value, bot, {}, _dumps_json=False)
        return known[1]

    async def close(self) -> None:
        """Does nothing: the connections belong to the session below."""

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 - aiogram's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,
    ) -> AsyncGenerator[bytes, None]:
        """Downloads a file through the same connections."""
        async for chunk in self._wire.stream_content(url, headers, timeout, chunk_size, raise_for_status):
            yield chunk


def _message_id(content: str) -> int | None:
    """The number in an answer that says `ok`; None for anything else."""
    try:
        match json.loads(content):
            case {"ok": True, "result": {"message_id": int(number)}}:
                return number
    except ValueError:
        return None
    return None
