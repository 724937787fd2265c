"""The same conversations on PostgreSQL."""

import pytest
from aiohttp import ClientSession, CookieJar

from bot.app import App, NotMigrated
from bot.settings import Settings
from civic.staff import InvitationKind
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


async def test_a_question_and_its_answer(postgres_url: str, clock: FakeClock) -> None:
    city = await City.open(postgres_url, clock)
    async with (
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as one,
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as other,
    ):
        asker, member = Person(city, "en-US", one), Person(city, "en-US", other)
        await asker.start()
        await member.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
        await member.taps("Accept")
        await asker.follows("""
            > How do I renew my passport?
            > [Pass my question to a person]
            < passed your question on
            > It runs out next week and I live in Morlautern
            < I have added this
        """)
        assert len(await member.hears()) == 1
        await member.follows("""
            > [Answer]
            > At the town hall.
            > [Send]
            < on its way
        """)
        assert "At the town hall." in (await asker.hears())[-1].text
        await asker.follows("> [Not yet]\n< passed your question on again")
    await city.app._clean()
    await city.close()
