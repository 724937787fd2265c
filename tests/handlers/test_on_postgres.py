"""The same conversations on PostgreSQL."""

import pytest
from aiohttp import ClientSession, CookieJar

from bot.app import App, NotMigrated
from bot.settings import Settings
from tests.fakes import FakeClock
from tests.handlers.city import City, Person
from tests.postgres import Postgres


async def test_a_registration_and_an_announcement(postgres_url: str, clock: FakeClock) -> None:
    city = await City.open(postgres_url, clock)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        person = Person(city, "en-US", session)
        await city.event(titles={"en": "Café"})
        await person.start()
        await person.says("/events")
        await person.taps("Café")
        await person.follows("""
            > [Register]
            < What is your name?
            > Ada
            > [2]
            > [No support needed]
            > [Yes, register]
            < You are registered
            > How many local groups are in the Engagierte Stadt network?
            < 112
        """)
    await city.close()


async def test_an_empty_database_names_the_command(postgres: Postgres) -> None:
    settings = Settings.model_validate({"database_url": await postgres.new_database(), "web_port": 0})
    with pytest.raises(NotMigrated, match="stadtbote migrate"):
        await App.build(settings)
