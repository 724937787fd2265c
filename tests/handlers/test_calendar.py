"""The calendar file through the life of a registration, read by an independent parser."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from civic.calendar_ids import sequence
from civic.event_changes import call_off, change_event
from civic.events import Event, EventStatus
from civic.registrations import Registration, RegistrationStatus
from handlers.views.calendar import calendar_file
from tests.factories import BERLIN, NOW, an_event
from tests.handlers import calendars
from tests.handlers.city import City, Line, Person
from tests.handlers.test_registering import register

SEAT = Registration(7, 1, 1, "ABCDEF", "Ada", 1, RegistrationStatus.CONFIRMED, 1, NOW)
EVENT = replace(an_event(), id=1)


async def changed(city: City, event: Event, **changes: object) -> Event:
    async with city.app.services.uow.reading() as r:
        one = await r.events.get(event.id)
    assert one is not None
    following = replace(one.event, **changes)  # type: ignore[arg-type]
    kept = await change_event(city.app.services.uow, city.clock, BERLIN, following)
    assert kept is not None
    return kept


async def test_one_uid_and_rising_numbers(city: City, resident: Person) -> None:
    event = await city.event(titles={"en": "Café, with tea; and cake"}, latitude=49.44, longitude=7.77)
    first = await calendars.downloaded(resident, await register(resident, "Café", "Ada"))
    assert (first.method, first.status, first.sequence) == ("PUBLISH", "CONFIRMED", 0)
    assert (first.starts_at, first.ends_at) == (event.starts_at, event.ends_at)
    assert (first.summary, first.place, first.geo) == ("Café, with tea; and cake", event.place, "49.44;7.77")

    later = event.starts_at + timedelta(hours=1)
    await changed(city, event, starts_at=later, ends_at=later + timedelta(hours=1))
    moved = await calendars.downloaded(resident, await resident.hears())
    assert (moved.uid, moved.method, moved.sequence) == (first.uid, "PUBLISH", 1)
    assert moved.starts_at == later

    gone = await calendars.downloaded(resident, await resident.taps("I cannot come then"))
    assert (gone.uid, gone.method, gone.status) == (first.uid, "CANCEL", "CANCELLED")
    assert gone.sequence > moved.sequence

    again = await calendars.downloaded(resident, await again_registered(resident, "Café"))
    assert (again.uid, again.method) == (first.uid, "PUBLISH")
    assert again.sequence > gone.sequence

    await call_off(city.app.services.uow, city.clock, event.id)
    off = await calendars.downloaded(resident, await resident.hears())
    assert (off.uid, off.method, off.status) == (first.uid, "CANCEL", "CANCELLED")
    assert off.sequence > again.sequence


async def again_registered(person: Person, title: str) -> list[Line]:
    await person.says("/events")
    await person.taps(title)
    await person.taps("Register")
    await person.taps("1")
    return await person.taps("Yes, register")


@pytest.mark.parametrize("language", ["de", "en", "uk", "ar"])
def test_titles_of_every_script_and_hostile_ones(city: City, language: str) -> None:
    titles = {language: "حفل, قهوة; Tee\\\nBEGIN:VEVENT " + "ä" * 80}
    event = replace(EVENT, titles=titles, place="Straße 1; Hof,\nhinten")
    services = city.app.services
    file = calendar_file(event, services.catalogues[language], services, NOW, SEAT, "https://city.test/r/x")
    entry = calendars.read(file.content)
    assert entry.summary == titles[language]
    assert entry.place == event.place
    assert all(len(line) <= 75 for line in file.content.split(b"\r\n"))


@pytest.mark.parametrize(
    "starts_at", [datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]
)
def test_times_in_the_nights_of_the_clock_change(city: City, starts_at: datetime) -> None:
    event = replace(EVENT, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    services = city.app.services
    entry = calendars.read(calendar_file(event, services.catalogues["de"], services, NOW).content)
    assert entry.ends_at - entry.starts_at == timedelta(hours=2)
    assert entry.starts_at == starts_at


def test_numbers_only_grow() -> None:
    lives = [
        sequence(EVENT, SEAT),
        sequence(EVENT, replace(SEAT, status=RegistrationStatus.CANCELLED)),
        sequence(EVENT, replace(SEAT, sequence=1)),
        sequence(replace(EVENT, sequence=1), replace(SEAT, sequence=1)),
        sequence(replace(EVENT, sequence=1), replace(SEAT, sequence=1, status=RegistrationStatus.RELEASED)),
    ]
    assert lives == sorted(set(lives))
    assert sequence(replace(EVENT, sequence=3, status=EventStatus.CANCELLED)) == 3
