"""Telegram's side, in the process of those who write: what the bot sends, when, and with which buttons."""

import asyncio
import json
import re
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar
from urllib.parse import unquote_plus

from benchmarks.wire import Connection, http, message, other

_METHOD = re.compile(rb"/(\w+) HTTP")
_CHAT_PART = re.compile(rb'name="chat_id"\r\n(?:[^\r\n]+\r\n)*\r\n(\d+)')
Side = TypeVar("Side", bound="Telegram")
_SENDS = re.compile(r"(send|edit)(?!ChatAction)[A-Z]")


@dataclass
class Chat:
    """What one person has on their screen. `answered_at`: when the first answer to the message in hand came,
    by `perf_counter`."""

    answers: int = 0
    answered_at: float = 0.0
    text: str = ""
    buttons: dict[int, list[str]] = field(default_factory=dict)

    def listen(self) -> None:
        """Waits for the answer to another message."""
        self.answers, self.answered_at = 0, 0.0

    def show(self, number: int, text: str, markup: str) -> None:
        """A message of the bot, new or changed."""
        self.hear()
        self.text = text
        rows = json.loads(markup)["inline_keyboard"] if markup else []
        self.buttons.pop(number, None)
        self.buttons[number] = [one["callback_data"] for one in chain(*rows) if "callback_data" in one]
        if len(self.buttons) > _KEPT:
            del self.buttons[next(iter(self.buttons))]

    def hear(self) -> None:
        """Something that the person sees."""
        self.answers += 1
        self.answered_at = self.answered_at or time.perf_counter()

    def button(self, name: str, *args: object) -> Iterator[tuple[int, str]]:
        """Buttons so called, with their messages, the newest first; with these arguments at the end."""
        ending = "".join(f":{one}" for one in args)
        for number, datas in reversed(self.buttons.items()):
            for data in datas:
                if data.partition(":")[0] == name and data.endswith(ending):
                    yield number, data


_KEPT = 3
"""Messages on a screen."""


class Telegram:
    """All chats, and the bot's calls."""

    def __init__(self) -> None:
        self.base = ""
        self.chats: defaultdict[int, Chat] = defaultdict(Chat)
        self.messages = 0
        self.connections: set[asyncio.BaseTransport] = set()

    def called(self, connection: Connection, method: str, body: bytes) -> bytes:
        """The answer to a call on a connection; b"" where that comes later."""
        return self.take(method, body)

    def take(self, method: str, body: bytes) -> bytes:
        """Answers a call as Telegram does."""
        if method == "answerCallbackQuery":
            given = _fields(body)
            if given.get("text"):
                self.chats[int(given["callback_query_id"].partition("-")[0])].hear()
            return http(200, other(b""))
        if not _SENDS.match(method):
            return http(200, other(b"/%s " % method.encode()))
        part = _CHAT_PART.search(body)
        given = {"chat_id": part[1].decode()} if part else _fields(body)
        self.messages += 1
        number = int(given.get("message_id") or self.messages)
        text, markup = given.get("text", ""), given.get("reply_markup", "")
        self.chats[int(given["chat_id"])].show(number, text, markup)
        echo = f',"text":{json.dumps(text)}' + (f',"reply_markup":{markup}' if markup else "")
        return http(200, message(number, given["chat_id"].encode(), echo.encode()))


class _Connection(Connection):
    def __init__(self, telegram: Telegram) -> None:
        super().__init__()
        self._telegram = telegram

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._telegram.connections.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._telegram.connections.discard(self.transport)

    def answer(self, line: bytes, body: bytes) -> bytes:
        method = _METHOD.search(line)
        assert method is not None, line
        return self._telegram.called(self, method[1].decode(), body)


def _fields(body: bytes) -> dict[str, str]:
    if body.startswith(b"{"):
        given = json.loads(body)
        return {name: one if isinstance(one, str) else json.dumps(one) for name, one in given.items()}
    pairs = (one.partition(b"=") for one in body.split(b"&"))
    return {name.decode(): unquote_plus(value.decode()) for name, _, value in pairs}


@asynccontextmanager
async def telegram() -> AsyncIterator[Telegram]:
    """Serves until left."""
    async with serving(Telegram()) as side:
        yield side


@asynccontextmanager
async def serving(side: Side) -> AsyncIterator[Side]:
    """The same with a side that does something of its own."""
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(side), "127.0.0.1", 0)
    side.base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield side
    finally:
        server.close()
