"""One load on one database: a town, its processes, people who write to them, and a look at the end."""

import asyncio
import os
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import aiohttp
from sqlalchemy import text

from benchmarks.load.driving import Driver, Tally
from benchmarks.load.people import crowd
from benchmarks.load.program import Effort, Memory, Program, program
from benchmarks.load.telegram import Telegram, telegram
from civic.events import create_event
from civic.time import utc_now
from handlers.views import safety, welcome
from locales import Catalogues
from storage.database import Database
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import an_event
from tests.postgres import Postgres

EVENTS, SEATS = 3, 2000
STEADY_PART = 20
"""One of so many messages comes at the steady rate."""
SHARE = 0.5
"""The steady rate, of the highest that was found."""
LOOKS = 10
"""How often memory is looked at while the bot is fully loaded."""


@dataclass(frozen=True)
class Setting:
    """Where it runs: the roles of each process."""

    name: str
    roles: Sequence[str]


SQLITE = Setting("SQLite, one process", ("",))
POSTGRES = Setting("PostgreSQL, two processes", ("web,telegram", "web,telegram"))


@dataclass(frozen=True)
class Look:
    """The memory of each process after so many messages."""

    messages: int
    memory: Sequence[Memory]


@dataclass
class Run:
    """What was found. `effort` is what the processes worked in full load, together; `size` is the
    database's, in MB; `busy_before` the machine's load average before; `seconds` with starting and all."""

    setting: Setting
    people: int
    full: Tally
    steady: Tally
    steady_rate: float
    looks: Sequence[Look]
    effort: Effort
    complaints: Counter[str]
    figures: Counter[tuple[str, ...]]
    missing: Sequence[str]
    size: float
    busy_before: float = 0.0
    seconds: float = 0.0

    @property
    def messages(self) -> int:
        """How many were written."""
        return self.full.messages + self.steady.messages

    @property
    def faults(self) -> list[str]:
        """What should not have happened."""
        found = {
            "deliveries refused": self.full.refused + self.steady.refused,
            "messages unanswered": self.full.unanswered + self.steady.unanswered,
            "apologies": self.full.apologies + self.steady.apologies,
            "messages held back": self.full.held_back + self.steady.held_back,
            "updates failed": self.figures["errors",],
            "buttons missing": len(self.missing),
            **{f"{level}s in the log": number for level, number in self.complaints.items()},
        }
        return [f"{number} {what}" for what, number in found.items() if number]


@dataclass
class _Watch:
    """Looks at memory each so many messages, and says so."""

    name: str
    programs: Sequence[Program]
    every: int
    looks: list[Look] = field(default_factory=list)
    begun: float = field(default_factory=time.perf_counter)

    def look(self, messages: int) -> None:
        """After each message."""
        if messages % self.every:
            return
        memory = [one.memory() for one in self.programs]
        self.looks.append(Look(messages, memory))
        shown = ", ".join(f"{one.main:.0f} + {one.worker:.0f} MB" for one in memory)
        print(
            f"{self.name}: {messages:,} after {time.perf_counter() - self.begun:.0f} s; {shown}", flush=True
        )


async def on_sqlite(messages: int, people: int, *, embeddings: str = "local") -> Run:
    """One process with everything."""
    with tempfile.TemporaryDirectory() as folder:
        return await _run(SQLITE, f"sqlite:///{folder}/load.db", Path(folder), messages, people, embeddings)


async def on_postgres(messages: int, people: int, *, embeddings: str = "local") -> Run:
    """Two processes for people on a server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with Postgres() as server:
            url = await server.new_database()
            return await _run(POSTGRES, url, Path(folder), messages, people, embeddings)


def crowd_for(messages: int) -> int:
    """Of how many people so many messages are: nobody writes more often than the bot lets them."""
    return min(1000, max(20, messages // 10))


async def _run(setting: Setting, url: str, folder: Path, messages: int, people: int, embeddings: str) -> Run:
    begun, busy_before = time.perf_counter(), os.getloadavg()[0]
    async with _town(url) as database, telegram() as side, AsyncExitStack() as stack:
        programs = [
            await stack.enter_async_context(
                program(folder, f"{number}", url, side.base, embeddings=embeddings, roles=roles)
            )
            for number, roles in enumerate(setting.roles)
        ]
        client = await stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        )
        watch = _Watch(setting.name, programs, max(1, messages // LOOKS))
        watch.look(0)
        driver = _driver(side, programs, client, people, watch)
        run = await _driven(setting, driver, programs, messages)
        run.looks, run.size = watch.looks, await _size(database, folder)
        run.figures = sum([await one.figures(client) for one in programs], Counter())
    run.complaints = sum([one.complaints() for one in programs], Counter())
    run.busy_before, run.seconds = busy_before, time.perf_counter() - begun
    return run


async def _driven(setting: Setting, driver: Driver, programs: Sequence[Program], messages: int) -> Run:
    before = _effort(programs)
    full = await driver.flat_out(messages - messages // STEADY_PART)
    worked = _effort(programs)
    effort = Effort(worked.main - before.main, worked.worker - before.worker)
    rate = full.rate * SHARE
    print(f"{setting.name}: {full.rate:.0f}/s; now {rate:.0f}/s", flush=True)
    steady = await driver.steadily(messages // STEADY_PART, rate)
    missing = [name for one in driver.people for name in one.missing]
    nothing = Counter[str](), Counter[tuple[str, ...]]()
    return Run(setting, len(driver.people), full, steady, rate, [], effort, *nothing, missing, 0.0)


def _driver(
    side: Telegram, programs: Sequence[Program], client: aiohttp.ClientSession, people: int, watch: _Watch
) -> Driver:
    languages = [Catalogues.load()[code] for code in ("de", "en", "uk", "ar")]
    apology = frozenset(str(welcome.trouble(lang).text) for lang in languages)
    brake = frozenset(str(safety.too_many(lang).text) for lang in languages)
    urls = [one.url for one in programs]
    return Driver(urls, client, crowd(people, side.chats), watch.look, apology, brake)


def _effort(programs: Sequence[Program]) -> Effort:
    each = [one.effort() for one in programs]
    return Effort(sum(one.main for one in each), sum(one.worker for one in each))


@asynccontextmanager
async def _town(url: str) -> AsyncIterator[Database]:
    """A database with a few events."""
    database = Database(url)
    await upgrade(database)
    uow, begins = SqlUnitOfWork(database), utc_now() + timedelta(days=20)
    for number in range(EVENTS):
        event = an_event(starts_at=begins + timedelta(days=number), seats=SEATS)
        titles = {"de": f"Stadtteiltreff {number}", "en": f"Neighbours' meeting {number}"}
        await create_event(uow, replace(event, titles=titles))
    try:
        yield database
    finally:
        await database.close()


async def _size(database: Database, folder: Path) -> float:
    if database.engine.dialect.name == "sqlite":
        return await asyncio.to_thread(_size_of_files, folder)
    async with database.engine.connect() as connection:
        found = await connection.execute(text("SELECT pg_database_size(current_database())"))
        return int(found.scalar_one()) / 2**20


def _size_of_files(folder: Path) -> float:
    return sum(one.stat().st_size for one in folder.glob("load.db*")) / 2**20
