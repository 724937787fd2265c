"""Telegram's side of a round: delivers updates to a bot, by webhook or when asked, and sees its messages."""

import asyncio
import json
import re
import statistics
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

from benchmarks.load.telegram import Telegram, serving
from benchmarks.wire import Connection, chat_of, http, message, other
from tests.bot.bot_api import Json

AT_ONCE = 40
"""Deliveries that Telegram has open at once, unless the bot asks for another number."""
BATCH = 100
"""Updates in an answer to getUpdates."""
EMPTY_AFTER = 0.05
"""Seconds until somebody who asks for updates hears that there are none: Telegram waits longer."""
WITHIN = 300.0
_SEEN = re.compile(r"(send|edit)(?!ChatAction)[A-Z]")
_OFFSET = re.compile(rb'offset"?\s*[=:]\s*"?(\d+)')
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass
class Round:
    """What came of a round. `waits`: seconds from an update's delivery to the bot's message; `worked`:
    seconds of a processor, the bot's and this side's."""

    updates: int
    waits: list[float] = field(default_factory=list)
    seconds: float = 0.0
    worked: float = 0.0
    worked_here: float = 0.0

    @property
    def rate(self) -> float:
        """Updates per second."""
        return self.updates / self.seconds

    def percentile(self, hundredths: int) -> float:
        """So many of a hundred waits were no longer than this; seconds."""
        return statistics.quantiles(self.waits, n=100, method="inclusive")[hundredths - 1]


class _Others(dict[str, bytes]):
    """Answers to calls that show nothing, each made once."""

    def __missing__(self, method: str) -> bytes:
        self[method] = found = other(b"/%s " % method.encode())
        return found


_OTHERS = _Others()


class Side(Telegram):
    """Whoever is behind a chat gets the next update in it when the bot has answered the one before."""

    def __init__(self) -> None:
        super().__init__()
        self.keeps_screens = True
        """Off while it is measured: what the bot shows is then seen, not read."""
        self.queue: deque[bytes] = deque()
        self._lines: list[Delivering] = []
        self._first = 0
        self._open: dict[bytes, asyncio.Future[float]] = {}
        self._asking: set[Connection] = set()

    async def lines_to(self, door: "Door") -> "list[Delivering]":
        """The connections that deliveries come by. They stay open, as those of Telegram do."""
        self._lines = [line for line in self._lines if not line.transport.is_closing()]
        while len(self._lines) < AT_ONCE:
            self._lines.append(await _line(door))
        return self._lines

    def hang_up(self) -> None:
        """Closes them."""
        for line in self._lines:
            line.transport.close()

    def called(self, connection: Connection, method: str, body: bytes) -> bytes:
        """Answers at once but for updates while there are none."""
        return self.polled(connection, body) if method == "getUpdates" else self.take(method, body)

    def take(self, method: str, body: bytes) -> bytes:
        """Answers a call."""
        if not _SEEN.match(method):
            return super().take(method, body) if self.keeps_screens else http(200, _OTHERS[method])
        chat = chat_of(body)
        waiting = self._open.pop(chat, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(time.perf_counter())
        if self.keeps_screens:
            return super().take(method, body)
        self.messages += 1
        return http(200, message(self.messages, chat, b',"text":"x"'))

    def next_message(self, chat: int) -> asyncio.Future[float]:
        """When the bot's next message to a chat comes."""
        found = self._open[b"%d" % chat] = asyncio.get_running_loop().create_future()
        return found

    def polled(self, connection: Connection, body: bytes) -> bytes:
        """The next updates, or b"" where the answer comes once there are some."""
        offset = _OFFSET.search(body)
        while offset and self.queue and self._first < int(offset[1]):
            self.queue.popleft()
            self._first += 1
        if not self.queue:
            self._asking.add(connection)
            asyncio.get_running_loop().call_later(EMPTY_AFTER, self._tell, connection)
            return b""
        return self._batch()

    def _batch(self) -> bytes:
        return http(200, b'{"ok":true,"result":[%s]}' % b",".join(islice(self.queue, BATCH)))

    def _tell(self, connection: Connection) -> None:
        if connection in self._asking:
            self._asking.discard(connection)
            if not connection.transport.is_closing():
                connection.transport.write(self._batch())

    def fill(self, first: int, updates: Sequence[bytes]) -> None:
        """Puts updates with numbers from `first` on into the queue, and answers whoever asked already."""
        self._first = first
        self.queue.extend(updates)
        for connection in tuple(self._asking):
            self._tell(connection)


class Delivering(asyncio.Protocol):
    """One of the connections on which Telegram delivers."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[bytes] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the way there."""
        # uvloop's are none of asyncio's classes.
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tells whoever waits."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the bot closed the connection"))

    def data_received(self, data: bytes) -> None:
        """Ends the delivery when the answer is complete."""
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0 or self._answer is None:
            return
        head = self._buffer[:end]
        length = _LENGTH.search(head)
        whole = end + 4 + (int(length[1]) if length else 0)
        if len(self._buffer) < whole:
            return
        body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
        assert b" 200 " in head.partition(b"\r\n")[0], head
        self._answer.set_result(body)

    async def deliver(self, request: bytes) -> bytes:
        """The body of the bot's answer."""
        self._answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._answer


@dataclass(frozen=True)
class Door:
    """Where a bot listens: its port, path, and the headers that it wants."""

    port: int
    path: str = "/telegram"
    headers: str = ""

    def request(self, update: bytes) -> bytes:
        """A delivery as bytes."""
        head = f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        return f"{head}{self.headers}Content-Length: {len(update)}\r\n\r\n".encode() + update


@asynccontextmanager
async def side() -> AsyncIterator[Side]:
    """Serves until left."""
    async with serving(Side()) as one:
        try:
            yield one
        finally:
            one.hang_up()


async def by_webhook(one: Side, door: Door, jobs: Sequence[tuple[int, Json]], first: int) -> Round:
    """Delivers updates to chats, 40 at once; the next one on a connection after the bot's message came."""
    found, left = Round(len(jobs)), iter(enumerate(_encoded(jobs, first)))
    lines = await one.lines_to(door)

    async def deliver(line: Delivering) -> None:
        for number, update in left:
            came = one.next_message(jobs[number][0])
            begun = time.perf_counter()
            answer = await line.deliver(door.request(update))
            if b"method" in answer:
                one.take(json.loads(answer)["method"], answer)
            found.waits.append(await came - begun)

    begun = time.perf_counter()
    async with asyncio.timeout(WITHIN):
        await asyncio.gather(*map(deliver, lines))
    found.seconds = time.perf_counter() - begun
    return found


async def by_polling(one: Side, jobs: Sequence[tuple[int, Json]], first: int) -> Round:
    """All of them lie ready when the bot asks; it is done with its last message. No waits: those would tell
    how long the queue is. A chat may have one update only."""
    found = Round(len(jobs))
    came = [one.next_message(chat) for chat, _ in jobs]
    begun = time.perf_counter()
    one.fill(first, list(_encoded(jobs, first)))
    async with asyncio.timeout(WITHIN):
        await asyncio.gather(*came)
    found.seconds = time.perf_counter() - begun
    return found


async def _line(door: Door) -> Delivering:
    _, line = await asyncio.get_running_loop().create_connection(Delivering, "127.0.0.1", door.port)
    return line


def _encoded(jobs: Sequence[tuple[int, Json]], first: int) -> Iterator[bytes]:
    for number, (_, content) in enumerate(jobs, first):
        yield json.dumps({"update_id": number} | content).encode()
