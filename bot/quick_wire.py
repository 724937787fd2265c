"""The wire of texts: JSON instead of forms, and of an answer only the number of the message."""

import json
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, cast

from aiogram import Bot
from aiogram.client.default import Default
from aiogram.client.session.base import BaseSession
from aiogram.methods import EditMessageCaption, EditMessageText, SendMessage, TelegramMethod
from aiogram.methods.base import Response, TelegramType
from aiogram.types import InlineKeyboardMarkup

from bot.http_session import HttpSession

# These carry no file, and of what they return nobody reads more than the number.
QUICK = (SendMessage, EditMessageText, EditMessageCaption)
# What differs between the copies that the readers of a language get.
_WHOSE = ("chat_id", "message_id")
MOST_KNOWN = 64
_JSON = json.JSONEncoder(ensure_ascii=False)
_NULL = "null"
_Key = tuple[int | str, ...]
_TAKEN = re.compile(rb'\{"ok":true,"result":\{"message_id":(\d+),')


@dataclass(frozen=True, slots=True)
class Taken:
    """Stands for the `Message` that was sent: making one with its 130 fields costs as much as sending it."""

    message_id: int


class QuickWire(BaseSession):
    """Sends texts over the connections of a `HttpSession` at about a quarter of aiogram's cost.

    aiogram builds a form and reads the whole answer into its classes. Whatever is not a text, and every
    answer but a plain success, goes the usual way, so that errors are the same. It remembers the bodies of
    so many texts that go to many.
    """

    def __init__(self, wire: HttpSession, most_known: int = MOST_KNOWN) -> None:
        super().__init__(api=wire.api, timeout=wire.timeout)
        self._wire = wire
        self._most_known = most_known
        self._defaults: dict[str, str] = {}
        # What was sent lately: the parameters (texts by value, others by identity), and all of the body but
        # whose it is. The parameters are kept, so that their identities are not given to others.
        self._known: dict[_Key, tuple[list[object], str]] = {}

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's signature
    ) -> TelegramType:
        """Sends one request. A message that was sent comes back with its `message_id` and nothing else."""
        if not isinstance(method, QUICK):
            return await self._wire.make_request(bot, method, timeout)
        sent = cast(TelegramMethod[Any], method)
        status, content = await self._wire.post(bot, sent, self._body(bot, sent), timeout)
        number = _message_id(content) if status == 200 else None
        if number is not None:
            return cast(TelegramType, Taken(number))
        answer: Response[Any] = self._wire.check_response(
            bot, method, status, content.decode(errors="replace")
        )
        return cast(TelegramType, answer.result)

    def _body(self, bot: Bot, method: TelegramMethod[Any]) -> bytes:
        """The parameters that are set, as JSON, with the bot's defaults in their places."""
        values = vars(method)
        whose = {name: values[name] for name in _WHOSE if values.get(name) is not None}
        shared = self._remembered(bot, method) if self._most_known else self._shared(bot, method)
        return f"{{{', '.join(filter(None, (_inside(whose), shared)))}}}".encode()

    def _remembered(self, bot: Bot, method: TelegramMethod[Any]) -> str:
        """What is shared, made once for all who get it."""
        shared = [value for name, value in vars(method).items() if name not in _WHOSE]
        key = (id(type(method)), *(one if type(one) is str else id(one) for one in shared))
        known = self._known.get(key)
        if known is None:
            known = shared, self._shared(bot, method)
            if len(self._known) >= self._most_known:
                self._known.clear()
            self._known[key] = known
        return known[1]

    def _shared(self, bot: Bot, method: TelegramMethod[Any]) -> str:
        found = (
            (name, self._encoded(bot, value)) for name, value in vars(method).items() if name not in _WHOSE
        )
        return ", ".join(f'"{name}": {value}' for name, value in found if value != _NULL)

    def _encoded(self, bot: Bot, value: object) -> str:
        """A parameter as JSON; aiogram's way to it takes as long as sending."""
        if value is None or type(value) is str:
            return _JSON.encode(value)
        if isinstance(value, InlineKeyboardMarkup):  # has no defaults to be filled in
            return value.model_dump_json(exclude_none=True)
        if not isinstance(value, Default):
            return _JSON.encode(self.prepare_value(value, bot, {}, _dumps_json=False))
        # Those of one token's bots are the same, and stay.
        if value.name not in self._defaults:
            self._defaults[value.name] = self._encoded(bot, bot.default[value.name])
        return self._defaults[value.name]

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


def _inside(fields: dict[str, object]) -> str:
    """Fields of a JSON object without its braces."""
    return _JSON.encode(fields)[1:-1]


def _message_id(content: bytes) -> int | None:
    """The number in an answer that says `ok`; None for anything else."""
    # As Telegram writes it; what follows may be long and is not read.
    begins = _TAKEN.match(content)
    if begins is not None:
        return int(begins[1])
    try:
        match json.loads(content):
            case {"ok": True, "result": {"message_id": int(number)}}:
                return number
    except ValueError:
        return None
    return None
