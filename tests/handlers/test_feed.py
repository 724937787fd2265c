"""The private calendar feed from the chat: made once, shown once, changed, switched off."""

import re

import pytest
from icalendar import Calendar

from tests.handlers.city import City, Line, Person, plain
from tests.handlers.conftest import NewPerson
from tests.handlers.test_registering import register


def token_in(heard: list[Line]) -> str:
    """The token of the address in an answer."""
    found = re.findall(r"/feed/([\w-]{22})\.ics", "\n".join(plain(line.text) for line in heard))
    assert len(found) == 1
    return str(found[0])


async def entries(city: City, person: Person, token: str) -> list[str] | int:
    """The titles in the feed, or the status where there is none."""
    async with person.session.get(f"{city.url}/feed/{token}.ics") as got:
        if got.status != 200:
            return got.status
        return [str(entry["SUMMARY"]) for entry in Calendar.from_ical(await got.read()).walk("VEVENT")]


async def test_from_ones_registrations_to_ones_calendar_and_back(city: City, resident: Person) -> None:
    await city.event(titles={"en": "Democracy café"})
    await register(resident, "Democracy café", "Ada")
    await resident.follows("""
        > /my
        < In my calendar
        > [In my calendar]
        < Whoever knows it can see your registrations
        <! You have had an address
    """)
    first = token_in(await resident.taps("Get an address"))
    assert await entries(city, resident, first) == ["Democracy café"]
    await resident.follows("""
        > /calendar
        < You have had an address since Tuesday, December 1, 2026
        < The old one then stops working
    """)
    second = token_in(await resident.taps("New address"))
    assert await entries(city, resident, first) == 404
    assert await entries(city, resident, second) == ["Democracy café"]
    await resident.follows("""
        > [Switch the calendar off]
        < no longer works
        > /calendar
        <! You have had an address
    """)
    assert await entries(city, resident, second) == 404


async def test_everybody_has_a_feed_of_their_own(city: City, new_person: NewPerson) -> None:
    await city.event(titles={"en": "Democracy café"})
    ada, bert = await new_person("en-US"), await new_person("en-US")
    tokens = []
    for person in (ada, bert):
        await person.start()
        await person.says("/calendar")
        tokens.append(token_in(await person.taps("Get an address")))
    await register(ada, "Democracy café", "Ada")
    assert await entries(city, bert, tokens[0]) == ["Democracy café"]
    assert await entries(city, ada, tokens[1]) == []


@pytest.mark.parametrize(
    ("browser", "command", "button"),
    [
        ("de-DE", "/kalender", "Adresse holen"),
        ("uk", "/calendar", "Отримати адресу"),
        ("ar", "/calendar", "الحصول"),
    ],
)
async def test_in_other_languages(
    city: City, new_person: NewPerson, browser: str, command: str, button: str
) -> None:
    person = await new_person(browser)
    await person.start()
    await person.says(command)
    assert await entries(city, person, token_in(await person.taps(button))) == []


async def test_an_event_that_is_only_listed_leads_to_its_own_page(city: City, resident: Person) -> None:
    event = await city.event(
        titles={"en": "Evening class"}, listing_only=True, link="https://vhs.example/kurs", seats=0, cost="?"
    )
    await resident.says("/events")
    heard = await resident.taps("Evening class")
    [line] = heard
    assert "You cannot register for this event here." in plain(line.text)
    assert "Register" not in line.labels
    assert {"text": "More information", "url": "https://vhs.example/kurs"}.items() <= dict(
        line.button("More information") or {}
    ).items()
    async with resident.session.get(f"{city.url}/e/{event.id}?lang=en") as got:
        assert "Evening class" in await got.text()
    async with resident.session.get(f"{city.url}/events") as got:
        assert got.status == 200
    async with resident.session.get(f"{city.url}/static/pages.css") as got:
        assert (got.status, got.content_type) == (200, "text/css")
