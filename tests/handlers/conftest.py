"""Fixtures of conversation tests: a running city, and people of several languages."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from aiohttp import ClientSession, CookieJar

from civic.staff import InvitationKind
from tests.fakes import FakeClock
from tests.handlers.city import City, Person

NewPerson = Callable[[str], Awaitable[Person]]


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    """A bot of its own for each test, on a SQLite file."""
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


@pytest.fixture
async def new_person(city: City) -> AsyncIterator[NewPerson]:
    """Makes people with the page open; `language` is what their browser says."""
    async with AsyncExitStack() as sessions:

        async def make(language: str) -> Person:
            jar = CookieJar(unsafe=True)
            session = await sessions.enter_async_context(ClientSession(cookie_jar=jar))
            return Person(city, language, session)

        yield make


@pytest.fixture
async def resident(new_person: NewPerson) -> Person:
    """Somebody whose browser speaks English, after the first screen."""
    person = await new_person("en-US")
    await person.start()
    return person


@pytest.fixture
async def coordinator(city: City, new_person: NewPerson) -> Person:
    """A coordinator whose browser speaks English, after accepting the invitation."""
    person = await new_person("en-US")
    token = await city.invitation(InvitationKind.COORDINATOR)
    await person.start(f"staff_{token}")
    await person.taps("Accept")
    return person
