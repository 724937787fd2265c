"""Long lists are cut into pages that fit into a message, and every entry is on one of them."""

import functools
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from civic.events import EventWithSeats
from civic.participants import Part, Participant, Roll
from civic.registrations import NAME_LIMIT, RegistrationStatus
from handlers.screen import Screen, Tap
from handlers.services import Services
from handlers.views import events, participants, staff_events
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_question, a_resident, an_event, residents
from tests.fakes import FakeClock
from tests.handlers.city import City, Person
from tests.handlers.test_views import a_registration, city_services, data_of, evil_event, faults, visit_in


@pytest.fixture
def services(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    """The city's services with the shipped content."""
    return city_services(sqlite_uow, clock)


@pytest.mark.parametrize(
    ("code", "name", "number"),
    [("ar", "Ada Lovelace", 500), ("ar", "😀" * NAME_LIMIT, 60), ("de", "&" * NAME_LIMIT, 60)],
)
def test_all_participants_can_be_seen(services: Services, code: str, name: str, number: int) -> None:
    lang, one = services.catalogues[code], EventWithSeats(evil_event(), 1800, 1200)
    seated, waiting = RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING
    statuses = [seated] * (number - 40) + [waiting] * 40
    people = [Participant(a_registration(n, status, name), "ar") for n, status in enumerate(statuses)]
    everybody = Roll(one, people)
    seen: list[str] = []
    page: int | None = 0
    while page is not None:
        screen = participants.roll(lang, services, everybody, Part.ALL, page)
        assert list(faults(lang, screen)) == []
        found = re.findall(r"C\d{5}", screen.text)
        assert 1 <= len(found) <= 20
        seen += found
        page = next_page(screen, "people_page:7:all:")
    assert seen == [person.registration.code for person in people]
    assert participants.roll(lang, services, everybody, Part.ALL, 10**18).text == screen.text
    few = participants.roll(lang, services, Roll(one, people[:5]))
    assert next_page(few, "people_page:7:all:") is None


def test_short_entries_make_pages_of_20(services: Services) -> None:
    guest = replace(a_registration(0, RegistrationStatus.CONFIRMED, "Ada"), needs=frozenset())
    people = [Participant(replace(guest, id=n), "de") for n in range(41)]
    found = Roll(EventWithSeats(evil_event(), 41, 0), people)
    german = services.catalogues["de"]
    pages = [participants.roll(german, services, found, Part.ALL, n) for n in range(3)]
    assert [page.text.count("Ada (6)") for page in pages] == [20, 20, 1]
    assert [button.label for button in pages[1].buttons[-2]] == ["◀ 1/3", "3/3 ▶"]


def next_page(screen: Screen, data: str) -> int | None:
    """The number behind the button to the next page."""
    for row in screen.buttons:
        button = row[-1]
        if isinstance(button, Tap) and button.data.startswith(data) and button.label.endswith("▶"):
            return int(button.data.removeprefix(data))
    return None


def test_every_event_is_on_one_page(services: Services) -> None:
    lang = services.catalogues["en"]
    coming = [EventWithSeats(replace(an_event(), id=number), 0, 0) for number in range(1, 26)]
    for more, one, build in (
        ("events_page:", "event:", functools.partial(events.event_list, visit_in(lang))),
        ("staff_events_page:", "card:", functools.partial(staff_events.staff_list, lang)),
    ):
        seen: list[int] = []
        page: int | None = 0
        while page is not None:
            screen = build(services, coming, page)
            seen += [int(data.removeprefix(one)) for data in data_of(screen) if data.startswith(one)]
            page = next((int(d.removeprefix(more)) for d in data_of(screen) if d.startswith(more)), None)
        assert seen == list(range(1, 26))
    assert "… and 5 more" in events.event_list(visit_in(lang), services, coming, 1).text
    assert "more" not in events.event_list(visit_in(lang), services, coming, 99).text


async def test_pages_are_turned_by_their_buttons(city: City, coordinator: Person, resident: Person) -> None:
    for number in range(21):
        at = NOW + timedelta(days=number + 2)
        event = await city.event(
            titles={"en": f"Number {number:02}"}, starts_at=at, ends_at=at + timedelta(hours=1), deadline=at
        )
    known = await a_resident(city.app.services.uow, language="en")
    guests = await residents(city.app.services.uow, 21)
    async with city.app.services.uow.writing() as w:
        for number, guest in enumerate(guests):
            coming = a_registration(number, RegistrationStatus.CONFIRMED, f"Guest {number:02}")
            await w.registrations.add(replace(coming, id=0, event_id=event.id, resident_id=guest.id))
            await w.questions.add(a_question(known, f"Question {number:02}"))
        await w.commit()
    assert "Number 00" in (await resident.says("/events"))[0].labels[0]
    assert "Number 10" in (await resident.taps("More events"))[0].labels[0]
    assert "Number 20" in (await resident.taps("More events"))[0].labels[0]
    await coordinator.says("/staff")
    assert "Number 00" in (await coordinator.taps("Our events"))[0].labels[0]
    assert "Number 20" in (await coordinator.taps("More events"))[0].labels[0]
    await coordinator.taps("Number 20")
    assert "Names are shown only to the coordinators" in (await coordinator.taps("Participants"))[0].text
    assert "Guest 00" in (await coordinator.taps("Look after this event"))[0].text
    assert "Guest 20" in (await coordinator.taps("2/2 ▶"))[0].text
    assert "Guest 00" in (await coordinator.taps("◀ 1/2"))[0].text
    assert (await coordinator.says("/inbox"))[0].labels[0] == "Question 00"
    assert (await coordinator.taps("More questions"))[0].labels[0] == "Question 10"
    last = (await coordinator.taps("More questions"))[0]
    assert last.labels == ["Question 20"]
