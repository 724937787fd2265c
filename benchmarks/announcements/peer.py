"""A Bot API server that costs next to nothing: it counts messages by chat and can refuse what is too fast.

`python -m benchmarks.announcements.peer` prints its address. POST /control/RATE begins to count anew, with at
most so many messages in any second (0: no limit), and its body, as JSON, in each answer, as Telegram answers
with the whole message; GET /control says what was counted, as JSON.
"""

import asyncio
import json
import sys
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

import aiohttp

from benchmarks.wire import ROOT, TOO_MANY, Connection, chat_of, http, message, other

_SENDS = (b"/sendMessage ", b"/sendPhoto ")


@dataclass(frozen=True)
class Counted:
    """What came: messages that were taken, refusals, chats that got several, and when the first and the last
    was taken (seconds). `busiest` is the largest number in any one second."""

    taken: int
    refused: int
    chats: int
    repeated: int
    seconds: float
    busiest: int
    first_second: int


class Ledger:
    """What was taken since the last beginning."""

    def __init__(self) -> None:
        self.begin(0)

    def begin(self, rate: int, echo: bytes = b"") -> None:
        """Counts anew. `echo` is JSON that each answer holds besides the message's number, chat and time."""
        self._rate = rate
        self._times: list[float] = []
        self._window: deque[float] = deque()
        self._chats: Counter[bytes] = Counter()
        self._refused = 0
        self.echo = b"," + echo[1:-1] if echo else b""

    def take(self, chat: bytes) -> int:
        """The number of the new message, or 0 where it comes too fast."""
        now = time.monotonic()
        window = self._window
        while window and window[0] <= now - 1:
            window.popleft()
        if self._rate and len(window) >= self._rate:
            self._refused += 1
            return 0
        window.append(now)
        self._times.append(now)
        self._chats[chat] += 1
        return len(self._times)

    def counted(self) -> Counted:
        """The figures."""
        times = self._times
        begun = times[0] if times else 0.0
        busiest = first = left = 0
        for right, at in enumerate(times):
            while times[left] <= at - 1:
                left += 1
            busiest = max(busiest, right - left + 1)
            first += at < begun + 1
        return Counted(
            taken=len(times),
            refused=self._refused,
            chats=len(self._chats),
            repeated=sum(number - 1 for number in self._chats.values()),
            seconds=times[-1] - begun if times else 0.0,
            busiest=busiest,
            first_second=first,
        )


class _Counting(Connection):
    """Each connection of the server that counts."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger = ledger

    def answer(self, line: bytes, body: bytes) -> bytes:
        """What a request is answered with: its first line, and its body."""
        if b"/control" in line:
            rate = line.split()[1].rpartition(b"/control")[2].strip(b"/")
            if rate:
                self._ledger.begin(int(rate), body)
            return http(200, json.dumps(asdict(self._ledger.counted())).encode())
        if not any(method in line for method in _SENDS):
            return http(200, other(line))
        chat = chat_of(body)
        number = self._ledger.take(chat)
        if not number:
            return http(429, TOO_MANY)
        return http(200, message(number, chat, self._ledger.echo))


@dataclass(frozen=True)
class Peer:
    """Such a server in another process."""

    base: str

    async def begin(self, rate: int = 0, echo: Mapping[str, object] | None = None) -> None:
        """Counts anew, refuses more than `rate` in any second, and answers with the message."""
        content = json.dumps(echo).encode() if echo else b""
        async with aiohttp.ClientSession() as client:
            await client.post(f"{self.base}/control/{rate}", data=content)

    async def counted(self) -> Counted:
        """What came since."""
        async with aiohttp.ClientSession() as client, client.get(f"{self.base}/control") as answer:
            return Counted(**json.loads(await answer.text()))


@asynccontextmanager
async def peer() -> AsyncIterator[Peer]:
    """Starts one, and ends it."""
    command = (sys.executable, "-m", "benchmarks.announcements.peer")
    server = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert server.stdout is not None
    try:
        yield Peer((await server.stdout.readline()).decode().strip())
    finally:
        server.terminate()
        await server.wait()


async def _serve() -> None:
    ledger = Ledger()
    server = await asyncio.get_running_loop().create_server(lambda: _Counting(ledger), "127.0.0.1", 0)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
