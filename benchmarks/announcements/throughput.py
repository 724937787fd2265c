"""Messages per second: our whole path with its ledger, and aiogram alone as it is usually used.

`python -m benchmarks.announcements.throughput` sends the same text to the same number of people by both, in
turn, to the same server. Ours plans, claims with a lease, renders, sends and records each outcome.
"""

import asyncio
import gc
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from benchmarks.announcements.city import AnnouncingCity
from benchmarks.announcements.peer import Peer, peer
from handlers.telegram_out import keyboard
from storage.database import Database
from storage.migrate import upgrade
from tests.bot.bot_api import TOKEN
from tests.postgres import Postgres

PEOPLE = 3000
ROUNDS = 7
AT_ONCE = 20


@dataclass(frozen=True)
class Pair:
    """Messages per second of both in one round."""

    ours: float
    bare: float

    @property
    def ratio(self) -> float:
        """How many times as many as aiogram alone."""
        return self.ours / self.bare


async def bare(peer: Peer, city: AnnouncingCity, people: int) -> float:
    """The usual recipe: one task for each person, and a semaphore."""
    screen = city.screen()
    session = AiohttpSession(api=TelegramAPIServer.from_base(peer.base), limit=AT_ONCE)
    bot = Bot(TOKEN, session=session, default=DefaultBotProperties(parse_mode="HTML"))
    turn = asyncio.Semaphore(AT_ONCE)

    async def send(chat: int) -> None:
        async with turn:
            await bot.send_message(chat, screen.text, reply_markup=keyboard(screen.buttons))

    await peer.begin(echo=city.message())
    begun = perf_counter()
    await asyncio.gather(*(send(city.first_chat + number) for number in range(people)))
    seconds = perf_counter() - begun
    await bot.session.close()
    counted = await peer.counted()
    assert (counted.taken, counted.repeated) == (people, 0), counted
    return people / seconds


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
    """Both in turn, so that whatever else the machine does hits both."""
    database = Database(url)
    await upgrade(database)
    found = []
    async with peer() as server, AnnouncingCity.on(database, server.base, people) as city:
        for _ in range(rounds):
            alone = await bare(server, city, people)
            with frozen():
                found.append(Pair(await ours(server, city, people), alone))
    return found


@contextmanager
def frozen() -> Iterator[None]:
    """The garbage collector passes over what was there before, as in a program that has started."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


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
