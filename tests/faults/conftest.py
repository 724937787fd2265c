"""Fixtures of the fault tests: bots on one database, a Bot API server, and people."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from aiohttp import ClientSession, CookieJar

from tests.bot.bot_api import BotApi
from tests.fakes import FakeClock
from tests.faults import processes
from tests.faults.naps import Naps
from tests.faults.towns import Towns
from tests.handlers.city import City, Person

NewPerson = Callable[[City], Awaitable[Person]]


@pytest.fixture(scope="session", autouse=True)
def _fork_server() -> None:
    """Begins early what takes long."""
    processes.prepare()


@pytest.fixture(scope="session")
async def peer(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[processes.Peer]:
    """Telegram's side in a process of its own, which no kill of the program reaches."""
    async with processes.peer(tmp_path_factory.mktemp("peer")) as peer:
        yield peer


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """Telegram's side."""
    async with BotApi() as api:
        yield api


@pytest.fixture
async def towns(sqlite_url: str, clock: FakeClock, api: BotApi) -> AsyncIterator[Towns]:
    """Bots on one SQLite file."""
    async with _towns(sqlite_url, clock, api) as towns:
        yield towns


@pytest.fixture
async def towns_on_both(database_url: str, clock: FakeClock, api: BotApi) -> AsyncIterator[Towns]:
    """The test runs once on SQLite and once on PostgreSQL."""
    async with _towns(database_url, clock, api) as towns:
        yield towns


@asynccontextmanager
async def _towns(url: str, clock: FakeClock, api: BotApi) -> AsyncIterator[Towns]:
    towns = Towns(url, clock, api)
    yield towns
    await towns.end()


@pytest.fixture
def naps() -> Naps:
    """Time of the channels."""
    return Naps()


@pytest.fixture
async def new_person() -> AsyncIterator[NewPerson]:
    """Makes people who have the page open and read English."""
    async with AsyncExitStack() as sessions:

        async def make(city: City) -> Person:
            session = await sessions.enter_async_context(ClientSession(cookie_jar=CookieJar(unsafe=True)))
            person = Person(city, "en-US", session)
            await person.start()
            return person

        yield make
