"""Messages per second: our whole path with its ledger, and aiogram alone as it is usually used.

`python -m benchmarks.announcements.throughput` sends the same text to the same number of people by both, in
turn, to the same server, each from a process of its own. Ours plans, claims with a lease, renders, sends and
records each outcome.
"""

import asyncio
import gc
import json
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

from benchmarks.announcements.city import AnnouncingCity
from benchmarks.announcements.peer import Peer, peer
from benchmarks.wire import ROOT
from handlers.telegram_out import keyboard
from storage.database import Database
from storage.migrate import upgrade
from tests.postgres import Postgres

PEOPLE = 3000
ROUNDS = 7


@dataclass(frozen=True)
class Pair:
    """Messages per second of both in one round."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        """How many times as many as aiogram alone."""
        return self.ours / self.bare


class Alone:
    """aiogram alone in another process; see `benchmarks.announcements.alone`."""

    def __init__(self, process: asyncio.subprocess.Process, peer: Peer, city: AnnouncingCity) -> None:
        self._process = process
        self._peer = peer
        self._city = city

    async def send(self, people: int) -> float:
        """Messages per second."""
        given, taken = self._process.stdin, self._process.stdout
        screen = self._city.screen()
        buttons = keyboard(screen.buttons)
        assert given is not None
        assert taken is not None
        assert buttons is not None
        shown = {"text": screen.text, "buttons": buttons.model_dump(exclude_none=True)}
        order = {**shown, "first": self._city.first_chat, "people": people}
        await self._peer.begin(echo=self._city.message())
        given.write(json.dumps(order).encode() + b"\n")
        seconds = float(await taken.readline())
        counted = await self._peer.counted()
        assert (counted.taken, counted.repeated) == (people, 0), counted
        return people / seconds


@asynccontextmanager
async def alone(peer: Peer, city: AnnouncingCity) -> AsyncIterator[Alone]:
    """Starts it, and ends it."""
    pipe = asyncio.subprocess.PIPE
    command = (sys.executable, "-m", "benchmarks.announcements.alone", peer.base)
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe)
    try:
        yield Alone(process, peer, city)
    finally:
        process.terminate()
        await process.wait()


async def ours(peer: Peer, city: AnnouncingCity, people: int) -> float:
    """From `scheduled` to `sent`; every figure of the report is what the server counted."""
    announcement = await city.scheduled()
    await peer.begin(echo=city.message())
    begun = perf_counter()
    await city.send_what_is_due()
    seconds = perf_counter() - begun
    counted, report = await peer.counted(), await city.report(announcement)
    assert (counted.taken, counted.repeated) == (people, 0), counted
    assert (report.planned, report.sent) == (people, people), report
    return people / seconds


async def pairs(url: str, people: int = PEOPLE, rounds: int = ROUNDS) -> list[Pair]:
    """Both in turn, so that whatever else the machine does hits both; each has sent once before."""
    database = Database(url)
    await upgrade(database)
    found = []
    async with (
        peer() as server,
        AnnouncingCity.on(database, server.base, people) as city,
        alone(server, city) as other,
    ):
        # As the program does once it has started.
        gc.collect()
        gc.freeze()
        for _ in range(1 + rounds):
            bare = await other.send(people)
            found.append(Pair(await ours(server, city, people), bare))
    return found[1:]


async def throughput() -> dict[str, list[Pair]]:
    """Rounds by database."""
    with tempfile.TemporaryDirectory() as folder:
        found = {"SQLite": await pairs(f"sqlite:///{folder}/throughput.db")}
    async with Postgres() as server:
        found["PostgreSQL"] = await pairs(await server.new_database())
    return found


async def main() -> None:
    """Prints a line for each round and the median."""
    for name, found in (await throughput()).items():
        for one in found:
            print(f"{name}: ours {one.ours:.0f}/s, aiogram alone {one.bare:.0f}/s, {one.ratio:.2f} times")
        print(f"{name}: median {statistics.median(one.ratio for one in found):.2f} times")


if __name__ == "__main__":
    asyncio.run(main())
