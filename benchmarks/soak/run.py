"""One soak: a town, the program, everybody who writes, faults in their turn, and a look at the end."""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from benchmarks.load.people import FIRST_CHAT
from benchmarks.load.telegram import serving
from benchmarks.soak.doors import TelegramDoor
from benchmarks.soak.evidence import Evidence
from benchmarks.soak.faults import FIRST, LAST, Breaker, Fault, plan
from benchmarks.soak.invariants import Check, check_all
from benchmarks.soak.log import complaints
from benchmarks.soak.messenger import Messenger
from benchmarks.soak.running import Running
from benchmarks.soak.screens import Screen
from benchmarks.soak.staff import Coordinator, Desk
from benchmarks.soak.stored import left_open
from benchmarks.soak.traffic import PAUSES, Exchange, Traffic
from benchmarks.soak.words import Words
from civic.events import create_event
from civic.residents import ALL_TOPICS, Address, Channel
from civic.staff import InvitationKind
from civic.staff_invitations import invite
from civic.time import utc_now
from storage.database import Database
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_resident, an_event
from tests.postgres import Postgres

SEATS = (200, 200, 3, 2, 4)
"""Of each event: most are soon full."""
STAFF_CHAT = FIRST_CHAT + 500_000
FIRST_READER, READERS = FIRST_CHAT + 600_000, 24
"""People on Telegram who only read announcements."""
LOOK_EVERY = 1.0
LATEST = 0.95
"""The part of the time after which no fault begins, however long the others took."""
SETTLED_WITHIN = 180.0
"""Seconds in which all that was begun is done: for what a killed program had in hand it takes two minutes."""


@dataclass(frozen=True)
class Size:
    """How long, and how many people: for each language so many on Telegram, and in the web chat. `faults`:
    these instead of a plan by chance. `settings`: of the program, besides the usual ones."""

    seconds: float
    on_telegram: int = 3
    on_web: int = 1
    seed: int = 1
    faults: Sequence[Fault] | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    pauses: tuple[float, float] = PAUSES
    announce_every: float = 40.0
    embeddings: str = "local"


@dataclass
class Soak:
    """What was found."""

    name: str
    size: Size
    seen: Evidence
    checks: Sequence[Check]
    settled: float
    busy_before: float
    starting: float
    troubled: int

    @property
    def broken(self) -> list[Check]:
        """What does not hold."""
        return [one for one in self.checks if not one.holds]


async def on_sqlite(size: Size) -> Soak:
    """With a file."""
    with tempfile.TemporaryDirectory() as folder:
        return await _soak("SQLite", f"sqlite:///{folder}/soak.db", Path(folder), size)


async def on_postgres(size: Size) -> Soak:
    """With a server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with Postgres() as server:
            return await _soak("PostgreSQL", await server.new_database(), Path(folder), size)


async def _soak(name: str, url: str, folder: Path, size: Size) -> Soak:
    busy_before = os.getloadavg()[0]
    async with AsyncExitStack() as stack:
        side = await stack.enter_async_context(serving(Messenger()))
        database = await stack.enter_async_context(_town(url))
        running = Running(folder, url, side.base, size.embeddings, size.settings)
        begun = time.perf_counter()
        await running.begin()
        starting = time.perf_counter() - begun
        whole = await _whole(name, size, database, running, side, stack)
        try:
            await whole.lives()
            settled = await whole.settles()
            last_words = await whole.last_words()
        finally:
            if running.is_started:
                await running.end(signal.SIGTERM)
        seen = whole.evidence(last_words)
        checks = await check_all(database, seen)
    return Soak(name, size, seen, checks, settled, busy_before, starting, side.troubled)


async def _whole(
    name: str, size: Size, database: Database, running: Running, side: Messenger, stack: AsyncExitStack
) -> "_Whole":
    """Everybody and everything, before anything happens."""
    connector = aiohttp.TCPConnector(limit=0)
    client = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
    words, door = Words.load(), TelegramDoor(running.url, client)
    traffic = Traffic(running.url, words, side, door, stack, size.pauses)
    side.screens[STAFF_CHAT] = screen = Screen(is_staff=True)
    token = await invite(SqlUnitOfWork(database), utc_now, InvitationKind.COORDINATOR)
    coordinator = Coordinator(STAFF_CHAT - FIRST_CHAT, screen, words=words, token=token)
    desk = Desk(running.folder, running.environ, words, coordinator)
    faults = plan(size.seconds, size.seed) if size.faults is None else size.faults
    breaker = Breaker(running, side, door, database, traffic.now, faults)
    return _Whole(name, size, database, running, traffic, desk, breaker)


@dataclass
class _Whole:
    """Everything that belongs to one soak."""

    name: str
    size: Size
    database: Database
    running: Running
    traffic: Traffic
    desk: Desk
    breaker: Breaker

    async def lives(self) -> None:
        """Everybody at the same time, for so many seconds."""
        over, size = asyncio.Event(), self.size
        self.begun_at = datetime.now(UTC)
        self.traffic.begun = time.perf_counter()
        places = [("telegram", size.on_telegram), ("web", size.on_web)]
        crowd = [
            self.traffic.lives(code, channel, over)
            for channel, number in places
            for code in self.traffic.words.codes
            for _ in range(number)
        ]
        coordinator = self.desk.coordinator
        async with asyncio.TaskGroup() as tasks:
            for one in (
                *crowd,
                self.traffic.acts(coordinator, coordinator.life(), over),
                self._breaks(),
                self._announces(over),
                self._watches(over),
            ):
                tasks.create_task(one)
            await asyncio.sleep(size.seconds)
            over.set()

    async def settles(self) -> float:
        """Waits until nothing is left to do; returns how many seconds that took."""
        begun = self.traffic.now()
        for page in list(self.traffic.pages.values()):
            await page.look()
        while await left_open(self.database):
            if self.traffic.now() > begun + SETTLED_WITHIN:
                break
            await asyncio.sleep(0.5)
        return self.traffic.now() - begun

    async def last_words(self) -> list[Exchange]:
        """A fresh message of everybody who is there: their registrations."""
        self.shown: dict[int, frozenset[int]] = {}
        found = []
        for person in self.traffic.living:
            for sent in person.my_registrations():
                found.append(await self.traffic.exchange(person, sent))
                self.traffic.exchanges.pop()
            shown = [data for number, data in person.seen.button("reg") if number in person.seen.fresh]
            self.shown[person.number] = frozenset(int(one.partition(":")[2]) for one in shown)
        return found

    def evidence(self, last_words: Sequence[Exchange]) -> Evidence:
        """All that was seen."""
        return Evidence(
            exchanges=self.traffic.exchanges,
            people=self.traffic.people,
            screens=self.traffic.side.screens,
            shown=self.shown,
            last_words=last_words,
            announced=self.desk.announced,
            released=frozenset(self.desk.sent | set(self.desk.coordinator.released)),
            faults=self.breaker.faults,
            complaints=list(complaints(self.running.logs, self.begun_at)),
            looks=self.running.looks,
            bad_ends=self.running.bad_ends,
        )

    async def _breaks(self) -> None:
        for fault in self.breaker.faults:
            await self._until(fault.at)
            if self.traffic.now() > self.size.seconds * LATEST:
                return
            await self.breaker.breaks(fault)
            print(f"{self.name}: {fault.begun:.0f} s: {fault.kind}", flush=True)

    async def _announces(self, over: asyncio.Event) -> None:
        """The first and every second one goes out at once; there is time for the others, too."""
        at, number = self.size.seconds * FIRST + self.size.pauses[1] * 2, 0
        while at < self.size.seconds * LAST and not over.is_set():
            await self._until(at)
            at_once = number % 2 == 0 or at > self.size.seconds * 0.6
            number += await self.desk.announces(at_once=at_once)
            at += self.size.announce_every

    async def _watches(self, over: asyncio.Event) -> None:
        while not over.is_set():
            self.running.look(self.traffic.now)
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await over.wait()
            except TimeoutError:
                pass

    async def _until(self, at: float) -> None:
        await asyncio.sleep(max(0.0, at - self.traffic.now()))


@asynccontextmanager
async def _town(url: str) -> AsyncIterator[Database]:
    """A database with events, most of them small, and readers of announcements in all languages."""
    database = Database(url)
    await upgrade(database)
    uow, begins = SqlUnitOfWork(database), utc_now() + timedelta(days=20)
    for number, seats in enumerate(SEATS):
        event = an_event(starts_at=begins + timedelta(days=number), seats=seats)
        await create_event(uow, replace(event, titles={"de": f"Stadtteiltreff {number}"}))
    codes = Words.load().codes
    for number in range(READERS):
        address = Address(Channel.TELEGRAM, FIRST_READER + number)
        language = codes[number % len(codes)]
        await a_resident(uow, language=language, address=address, topics=[ALL_TOPICS])
    try:
        yield database
    finally:
        await database.close()
