"""Where a fault is tried: a kind of database, and how much is tried on it."""

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.database import Database
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import BotApi
from tests.fakes import FakeClock
from tests.faults.announcing_runs import Scene
from tests.faults.killed_commands import Desk, at_a_desk
from tests.faults.killed_runs import Site
from tests.faults.people_runs import Stage
from tests.faults.processes import Peer
from tests.faults.towns import Towns
from tests.postgres import Postgres


@dataclass(frozen=True)
class Size:
    """How many kills there are of people's programs, of commands, while planning and while sending; and how
    many readers an announcement has there."""

    people: int = 8
    commands: int = 6
    planning: int = 6
    sending: int = 20
    readers: int = 100


@dataclass(frozen=True)
class Place:
    """A kind of database: makes an empty one, with all tables, for each fault. `server` can be stopped."""

    name: str
    new_url: Callable[[Path], Awaitable[str]]
    peer: Peer
    size: Size = Size()
    server: Postgres | None = None

    @asynccontextmanager
    async def scene(self) -> AsyncIterator[Scene]:
        """A bot that sends an announcement, and the messenger's side."""
        async with self._url() as (url, _), BotApi() as api:
            towns = Towns(url, FakeClock(), api)
            try:
                yield Scene(towns, api, hurried=False)
            finally:
                await towns.end()

    @asynccontextmanager
    async def stage(self) -> AsyncIterator[Stage]:
        """A bot to which people write, in this process or in others."""
        async with self._url() as (url, folder), BotApi() as api:
            stage = Stage(Towns(url, FakeClock(), api), api, folder, self.size.people)
            try:
                yield stage
            finally:
                await stage.towns.end()
                await stage.end()

    @asynccontextmanager
    async def site(self) -> AsyncIterator[Site]:
        """A database of its own for programs that send and are killed."""
        async with self._url() as (url, folder):
            site = Site(url, self.peer, folder, self.size.readers)
            try:
                yield site
            finally:
                await site.database.close()

    @asynccontextmanager
    async def desk(self) -> AsyncIterator[Desk]:
        """Where commands are run."""
        async with self._url() as (url, folder), at_a_desk(url, folder, self.size.commands) as desk:
            yield desk

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
