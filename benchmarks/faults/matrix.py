"""The faults, and what came of an announcement under each of them on one database."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from storage.database import Database
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import BotApi
from tests.fakes import FakeClock
from tests.faults import announcing_runs as runs
from tests.faults.announcing_runs import Result, Scene
from tests.faults.killed_runs import Site, killed_at_random_points, two_at_once
from tests.faults.processes import Peer
from tests.faults.refused_runs import approved_by_its_author, edited_after_approval
from tests.faults.towns import Towns

Run: TypeAlias = Callable[["Place"], Awaitable["Found"]]

KILLS, READERS = 20, 100
ANSWER_WITHIN = 1.0


@dataclass(frozen=True)
class Found:
    """What came of a fault. `bound`: how many may get it twice, because they were on the wire."""

    result: Result | None = None
    bound: int = 0
    note: str = ""
    as_promised: bool = True

    @property
    def holds(self) -> bool:
        """Whether nobody was lost, none but those got it twice, and the figures add up."""
        one = self.result
        return self.as_promised and (
            one is None or (one.lost == 0 and one.repeated <= self.bound and one.adds_up)
        )


@dataclass(frozen=True)
class Row:
    """The same as a line of the table."""

    fault: str
    database: str
    found: Found


@dataclass(frozen=True)
class Place:
    """A kind of database: makes an empty one, with all tables, for each fault."""

    name: str
    new_url: Callable[[Path], Awaitable[str]]
    peer: Peer

    @asynccontextmanager
    async def scene(self) -> AsyncIterator[Scene]:
        """A bot on a database of its own, and the messenger's side."""
        async with self._url() as (url, _), BotApi() as api:
            towns = Towns(url, FakeClock(), api)
            try:
                yield Scene(towns, api)
            finally:
                await towns.end()

    @asynccontextmanager
    async def site(self) -> AsyncIterator[Site]:
        """A database of its own for programs that are killed."""
        async with self._url() as (url, folder):
            site = Site(url, self.peer, folder, READERS)
            try:
                yield site
            finally:
                await site.database.close()

    @asynccontextmanager
    async def uow(self) -> AsyncIterator[tuple[SqlUnitOfWork, FakeClock]]:
        """Transactions alone."""
        async with self._url() as (url, _):
            database, clock = Database(url), FakeClock()
            try:
                yield SqlUnitOfWork(database, clock), clock
            finally:
                await database.close()

    @asynccontextmanager
    async def _url(self) -> AsyncIterator[tuple[str, Path]]:
        with tempfile.TemporaryDirectory() as name:
            url = await self.new_url(Path(name))
            database = Database(url)
            await upgrade(database)
            await database.close()
            yield url, Path(name)


async def killed(place: Place) -> Found:
    """kill -9 while it is planned and sent."""
    async with place.site() as site:
        one = await killed_at_random_points(site, KILLS)
    note = f"{one.killed} killed before they were done"
    return Found(one.result, one.bound, note, one.killed >= KILLS // 2)


async def two_processes(place: Place) -> Found:
    """Two programs with one bot."""
    async with place.site() as site:
        return Found(await two_at_once(site))


async def asked_while_429(place: Place) -> Found:
    """A question in five seconds of silence."""
    async with place.scene() as scene:
        result, waited = await runs.asked_while_429(scene)
    note = f"the answer came after {waited * 1000:.0f} ms"
    return Found(result, 0, note, waited < ANSWER_WITHIN)


async def stopped_and_resumed(place: Place) -> Found:
    """Both states: stopped, and in the end."""
    async with place.scene() as scene:
        between, result = await runs.stopped_and_resumed(scene)
    note = f"{between.report.sent} sent and {between.report.skipped} left out when it was stopped"
    return Found(result, 0, note, Found(between).holds)


def played(run: Callable[[Scene], Awaitable[Result]], note: str = "") -> Run:
    """One of the runs in which nobody may get anything twice."""

    async def one(place: Place) -> Found:
        async with place.scene() as scene:
            return Found(await run(scene), 0, note)

    return one


def refused(run: Callable[[SqlUnitOfWork, FakeClock], Awaitable[bool]]) -> Run:
    """What must not get anything out."""

    async def one(place: Place) -> Found:
        async with place.uow() as (uow, clock):
            was = await run(uow, clock)
        return Found(note="refused" if was else "**not refused**", as_promised=was)

    return one


FAULTS: dict[str, Run] = {
    f"kill -9 at {KILLS} random points of planning and sending": killed,
    "Two processes with the same bot": two_processes,
    "429 for 5 s while a resident asks": asked_while_429,
    "A recipient blocks the bot in the middle": played(runs.blocked),
    "Database locked by another program": played(runs.database_locked),
    "Disk full while outcomes are recorded": played(runs.disk_full),
    "Clock 3 h forward, then 6 h back": played(runs.clock_jumps),
    "No answers: timeouts and lost connections": played(
        runs.time_outs, "`STADTBOTE_UNKNOWN_SENDS=resend` sends these again"
    ),
    "HTML page instead of an answer, and 500": played(runs.html_pages),
    "Rescheduled before its time": played(runs.rescheduled, "nothing went out at the former time"),
    "Stopped in the middle and resumed": stopped_and_resumed,
    "Approved by its author through a forged button": refused(approved_by_its_author),
    "Edited between approval and sending": refused(edited_after_approval),
}


async def matrix(place: Place) -> AsyncIterator[Row]:
    """All faults on one kind of database, one after the other."""
    for fault, run in FAULTS.items():
        try:
            found = await run(place)
        except (AssertionError, TimeoutError) as failure:
            found = Found(note=f"**{type(failure).__name__}** {failure}".strip(), as_promised=False)
        yield Row(fault, place.name, found)
