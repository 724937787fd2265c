"""How long a resident waits for an answer while an announcement is being sent, and while none is.

`python -m benchmarks.announcements.replies` runs the whole program against a Bot API server in another
process. A question is asked when the one before was answered; its time runs from when the server has the
update until the answer reaches the server.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path

import aiohttp
from pydantic import SecretStr

from bot.app import App
from bot.settings import Settings
from civic.residents import ALL_TOPICS, Address, Channel
from tests.bot.bot_api import TOKEN, message_update
from tests.factories import a_resident, an_announcement, residents

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = 80
READERS = 1500
# Nobody asks so often that the bot would ask them to wait.
PAUSE = 0.1
ASKERS = tuple(range(7_900_000_000, 7_900_000_010))
QUESTION = "Was ist die Engagierte Stadt?"


@dataclass(frozen=True)
class Waits:
    """Seconds until answers, and how many announcements left meanwhile."""

    seconds: list[float]
    announced: int

    @property
    def median(self) -> float:
        """Half of the answers came within so many seconds."""
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        """95 of 100 did."""
        return statistics.quantiles(self.seconds, n=20)[-1]


class Server:
    """Telegram's side in another process, with a log of its calls."""

    def __init__(self, base: str, log: Path, client: aiohttp.ClientSession) -> None:
        self.base = base
        self._log = log.open(encoding="utf-8")
        self._client = client
        self._updates = count(1)
        self._askers = cycle(ASKERS)
        self.announced = 0

    async def ask(self, text: str) -> float:
        """Seconds until the next asker got an answer."""
        asker = next(self._askers)
        begun = time.monotonic()
        update = message_update(next(self._updates), asker, text)
        async with self._client.post(f"{self.base}/control/updates", json=[update]) as taken:
            taken.raise_for_status()
        while True:
            for chat, at in self.news():
                if chat == asker and at > begun:
                    return at - begun
            await asyncio.sleep(0.002)

    def news(self) -> Iterator[tuple[int, float]]:
        """Chats that were sent to since the last look, and when."""
        while line := self._log.readline():
            call = json.loads(line)
            if call["method"] == "sendMessage":
                chat = int(call["params"]["chat_id"])
                self.announced += chat not in ASKERS
                yield chat, call["at"]


@asynccontextmanager
async def server(folder: Path) -> AsyncIterator[Server]:
    """Starts such a server, and ends it."""
    log = folder / "calls.jsonl"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bot.bot_api", "--log", str(log)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        base = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession() as client:
            yield Server(base, log, client)
    finally:
        process.terminate()
        await process.wait()


async def _asked(side: Server) -> Waits:
    before, seconds = side.announced, []
    for _ in range(QUESTIONS):
        # Answers go first: whoever asks without a pause takes all that Telegram lets a bot send.
        await asyncio.sleep(PAUSE)
        seconds.append(await side.ask(QUESTION))
    return Waits(seconds, side.announced - before)


async def waits() -> tuple[Waits, Waits]:
    """Without an announcement, and with one that takes longer than all questions."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with server(folder) as side:
            settings = Settings(
                web_port=0,
                embeddings="off",
                quiet_hours="off",
                telegram_token=SecretStr(TOKEN),
                telegram_api=side.base,
                database_url=f"sqlite:///{folder}/replies.db",
            )
            app = await App.build(settings)
            await app.start()
            try:
                return await _both(app, side)
            finally:
                await app.stop()


async def _both(app: App, side: Server) -> tuple[Waits, Waits]:
    uow = app.services.uow
    await residents(uow, READERS, topics=[ALL_TOPICS])
    author = await a_resident(uow, address=Address(Channel.WEB, 1))
    for _ in ASKERS:
        await side.ask(QUESTION)  # the first answers pay for what is loaded late
    idle = await _asked(side)
    await an_announcement(uow, author, due_at=app.services.clock())
    while not side.announced:
        list(side.news())
        await asyncio.sleep(0.01)
    busy = await _asked(side)
    assert busy.announced > 0
    return idle, busy


async def main() -> None:
    """Prints both."""
    idle, busy = await waits()
    for name, one in (("idle", idle), ("while an announcement is sent", busy)):
        print(
            f"{name}: p50 {one.median * 1000:.0f} ms, p95 {one.p95 * 1000:.0f} ms, "
            f"{one.announced} announcements meanwhile"
        )


if __name__ == "__main__":
    asyncio.run(main())
