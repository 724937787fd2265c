"""Processes of one bot on one PostgreSQL server, with people writing to them and an announcement on its way.

Each run is a function of a site, so that tests and a table of faults use the same ones.
"""

import asyncio
import itertools
import os
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import text

from civic.announcements import AnnouncementStatus
from civic.residents import ALL_TOPICS, Address, Channel
from civic.time import utc_now
from storage.database import Database
from storage.session import key_of
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import TOKEN, Call
from tests.civic.answers.packs import write_pack
from tests.factories import a_kept_event, a_resident, an_announcement
from tests.faults.crowd import SECRET, Visitor, Wait, Writer, browser
from tests.faults.processes import LONGEST_RUN, ROOT, Peer, ended, start
from tests.faults.program import run_command
from tests.faults.sendings import arrived

_chats = itertools.count(8_000_000_000, 1000)
VISITORS, WRITERS, READERS, RATE = 6, 6, 60, 12
FIRST, SECOND, THIRD = "web,telegram", "web,telegram,deliver,clock", "deliver,clock"
SPLIT = {"third": THIRD, "second": SECOND, "first": FIRST}
"""In the order in which they start: the third has the clock and sends, the second stands by for both."""


@dataclass
class Program:
    """One process, and the file into which it prints."""

    roles: str
    process: ForkServerProcess
    output: Path
    url: str = ""

    async def ready(self) -> None:
        """Waits for its address."""
        async with asyncio.timeout(LONGEST_RUN):
            while not self.url:
                await asyncio.sleep(0.05)
                printed = self.output.read_text("utf-8") if self.output.exists() else ""
                for line in printed.splitlines():
                    if line.startswith("Stadtbote is ready: "):
                        self.url = line.removeprefix("Stadtbote is ready: ").strip()


@dataclass
class Site:
    """A database of its own, Telegram's side, and the processes."""

    url: str
    peer: Peer
    folder: Path
    programs: dict[str, Program] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.content = write_pack(self.folder / "content")
        self.database = Database(self.url)
        self.uow = SqlUnitOfWork(self.database)
        self._earlier = len(self.peer.calls)
        self._started = 0

    @property
    def urls(self) -> Sequence[str]:
        """The web addresses of the processes that serve people."""
        return [one.url for one in self.programs.values() if one.url and "web" in one.roles]

    def calls(self) -> Sequence[Call]:
        """What Telegram heard since the site was made."""
        return self.peer.calls[self._earlier :]

    async def begin(self, name: str, roles: str) -> None:
        """Starts a process and waits until it is ready."""
        self._started += 1
        output = self.folder / f"{name}-{self._started}.txt"
        running = start(run_command, self._environ(), output, "--roles", roles)
        program = Program(roles, running, output)
        await program.ready()
        self.programs[name] = program

    async def end(self, name: str, by: signal.Signals) -> int:
        """Ends a process; returns its exit code. Nobody writes to one that ends by itself from then on."""
        program = self.programs.pop(name) if by == signal.SIGTERM else self.programs[name]
        pid = program.process.pid
        assert pid is not None
        os.kill(pid, by)
        code = await ended(program.process)
        self.programs.pop(name, None)
        return code

    async def holder(self, name: str) -> int | None:
        """The connection that holds a lock, by its number at the server."""
        high, low = divmod(key_of(name) % 2**64, 2**32)
        found = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1"
        async with self.database.engine.connect() as connection:
            rows = await connection.execute(
                text(f"{found} AND classid = CAST(:high AS bigint) AND objid = CAST(:low AS bigint)"),
                {"high": high, "low": low},
            )
            return rows.scalar()

    async def close(self) -> None:
        """Ends whatever still runs."""
        for name in list(self.programs):
            await self.end(name, signal.SIGKILL)
        await self.database.close()

    def _environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "STADTBOTE_DATABASE_URL": self.url,
            "STADTBOTE_WEB_PORT": "0",
            "STADTBOTE_EMBEDDINGS": "off",
            "STADTBOTE_CONTENT": str(self.content),
            "STADTBOTE_TELEGRAM_TOKEN": TOKEN,
            "STADTBOTE_TELEGRAM_API": self.peer.base,
            "STADTBOTE_WEBHOOK_URL": "https://bot.city.example/telegram",
            "STADTBOTE_WEBHOOK_SECRET": SECRET,
            "STADTBOTE_QUIET_HOURS": "off",
            "STADTBOTE_NEWS_PER_DAY": "0",
            "STADTBOTE_SEND_RATE": str(RATE),
        }


@dataclass(frozen=True)
class Outcome:
    """What came of it. `answers_twice` and `copies_twice` count messages too many; the times are seconds."""

    lost: Sequence[str]
    asked: int
    answers_twice: int
    copies_twice: int
    longest_wait: float


@dataclass
class Load:
    """People who register and ask, and readers of an announcement, on a site whose processes run."""

    site: Site
    over: asyncio.Event = field(default_factory=asyncio.Event)
    visitors: list[Visitor] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)
    readers: list[int] = field(default_factory=list)

    async def prepare(self) -> None:
        """The event, and an announcement that is due."""
        uow, first = self.site.uow, next(_chats)
        # Readers of an earlier announcement get no other.
        async with self.site.database.engine.begin() as connection:
            await connection.execute(text("DELETE FROM subscription"))
        self.event = await a_kept_event(uow, seats=100)
        author = await a_resident(uow, address=Address(Channel.TELEGRAM, first))
        self.readers = list(range(first + 1, first + 1 + READERS))
        for chat in self.readers:
            await a_resident(uow, address=Address(Channel.TELEGRAM, chat), topics=[ALL_TOPICS])
        self.announcement = await an_announcement(uow, author, due_at=utc_now())

    async def live(self, disturb: Callable[["Load"], Awaitable[None]]) -> Outcome:
        """Everybody at the same time as what disturbs them; people go on until that is over."""
        async with AsyncExitStack() as stack:
            for number in range(VISITORS):
                http = await stack.enter_async_context(browser())
                self.visitors.append(Visitor(self.site, http, number))
            http = await stack.enter_async_context(browser())
            self.writers = [Writer(self.site, http, next(_chats), self.site.calls) for _ in range(WRITERS)]
            people = [one.lives(self.event.id, self.over) for one in self.visitors]
            people += [one.lives(self.over) for one in self.writers]
            failures = await asyncio.gather(*people, self._until(disturb), return_exceptions=True)
        broken = [repr(one) for one in failures if isinstance(one, BaseException)]
        return await self._outcome(broken)

    async def _until(self, disturb: Callable[["Load"], Awaitable[None]]) -> None:
        try:
            await disturb(self)
        finally:
            self.over.set()

    def copies(self) -> int:
        """How many copies arrived so far."""
        return arrived(self.site.calls(), self.readers).total()

    async def sent(self, copies: int) -> None:
        """Waits until so many copies arrived."""
        async with asyncio.timeout(LONGEST_RUN * 4):
            while self.copies() < copies:  # noqa: ASYNC110 - seen from outside
                await asyncio.sleep(0.1)

    async def leases_over(self) -> None:
        """As if two minutes had passed for the copies that a dead process had in hand."""
        async with self.site.database.engine.begin() as connection:
            await connection.execute(
                text("UPDATE delivery SET claimable_at = :now WHERE claimable_at > :now"), {"now": utc_now()}
            )

    async def announced(self) -> None:
        """Waits until the announcement is done."""
        async with asyncio.timeout(LONGEST_RUN * 4):
            while not await self._is_sent():  # noqa: ASYNC110 - a row, not an event
                await asyncio.sleep(0.1)

    async def _is_sent(self) -> bool:
        async with self.site.uow.reading() as r:
            one = await r.announcements.get(self.announcement.id)
        return one is not None and one.status is AnnouncementStatus.SENT

    async def _outcome(self, broken: Sequence[str]) -> Outcome:
        lost = list(broken)
        async with self.site.uow.reading() as r:
            registered = await r.registrations.of_event(self.event.id)
        if len(registered) != VISITORS:
            lost.append(f"{len(registered)} of {VISITORS} are registered")
        people: list[Visitor | Writer] = [*self.visitors, *self.writers]
        lost += [f"{one.answers} of {one.asked} answers" for one in people if one.answers < one.asked]
        copies = arrived(self.site.calls(), self.readers)
        if len(copies) != READERS:
            lost.append(f"{READERS - len(copies)} copies")
        waits: list[Wait] = [wait for one in people for wait in one.waits]
        return Outcome(
            lost,
            sum(one.asked for one in people),
            sum(max(one.answers - one.asked, 0) for one in people),
            copies.total() - len(copies),
            max((one.seconds for one in waits), default=0.0),
        )


async def followed(site: Site, name: str, before: int | None, since: float) -> float:
    """The seconds from then until another process holds a lock."""
    async with asyncio.timeout(LONGEST_RUN):
        while await site.holder(name) in (None, before):  # noqa: ASYNC110 - seen from outside
            await asyncio.sleep(0.05)
    return time.monotonic() - since
