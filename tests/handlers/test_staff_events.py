"""Coordinators create, change, publish and cancel events; residents see it."""

from dataclasses import replace

import pytest

from civic.event_changes import change_event
from tests.factories import BERLIN
from tests.handlers.city import City, Person


async def test_new_event_in_four_messages(city: City, coordinator: Person, resident: Person) -> None:
    await coordinator.follows("""
        > /newevent
        < What is the event called?
        < Step 1 of 4
        > Democracy café
        < When does it begin?
        > Fr 18.12. 18 Uhr
        < Where does it take place?
        > Königstraße
        < How many seats are there?
        > 20
        < Draft – nobody sees it yet
        < Friday, December 18, 2026, 18:00 to 20:00
        < Free of charge
        < Organised by: Stadt Kaiserslautern
        < Step-free access: not known
        < 20 seats are free
    """)
    assert "Democracy café" not in str(await resident.says("/events"))
    await coordinator.follows("""
        > [Publish]
        < Published!
        < ?start=ev_1
    """)
    (screen,) = await resident.says("/events")
    assert "Democracy café" in screen.labels[0]


@pytest.mark.parametrize(
    ("field", "said", "answered"),
    [
        ("Title", "Tea & talk", "Tea & talk"),
        ("Description", "Line one\n\nLine two", "Line one"),
        ("Beginning", "19.12.2026 10:00", "Saturday, December 19, 2026, 10:00 to 12:00"),
        ("Beginning", "31.2.2027 10:00", "does not exist"),
        ("Beginning", "28.03.2027 02:30", "does not exist"),
        ("Beginning", "31.10.2027 02:30", "comes twice"),
        ("Beginning", "1.1.2020 10:00", "in the past"),
        ("Beginning", "soon", "did not understand this time"),
        ("End", "18.12.2026 17:00", "after the beginning"),
        ("End", "18.12.2026 21:30", "18:00 to 21:30"),
        ("Deadline", "19.12.2026 12:00", "not be after the beginning"),
        ("Deadline", "17.12.2026 12:00", "Register until Thursday, December 17, 2026, 12:00"),
        ("Seats", "0", "a whole number from 1"),
        ("Seats", "-5", "a whole number from 1"),
        ("Seats", "1e9", "a whole number from 1"),
        ("Seats", "٢١", "21 seats are free"),
        ("Cost", "5 euros", "Cost: 5 euros"),
        ("Place", "Alte Eintracht", "Place: Alte Eintracht"),
        ("Contact", "Anna, 0631 1", "Contact: Anna, 0631 1"),
    ],
)
async def test_every_field_is_changed_by_a_tap(
    coordinator: Person, field: str, said: str, answered: str
) -> None:
    await _draft(coordinator)
    await coordinator.taps(field)
    heard = await coordinator.says(said)
    assert answered in heard[-1].text


async def test_step_free_access_is_one_tap(coordinator: Person) -> None:
    await _draft(coordinator)
    for answer in ("yes", "no", "not known"):
        (card,) = await coordinator.taps("Step-free access")
        assert f"Step-free access: {answer}" in card.text


async def test_title_in_another_language(city: City, coordinator: Person) -> None:
    await _draft(coordinator)
    await coordinator.follows("""
        > [Another language]
        > [Deutsch]
        < What is the event called?
        > Demokratie-Café
        < Please write a short description
        > Ein Abend bei Tee.
        < Draft
    """)
    async with city.app.services.uow.reading() as r:
        one = await r.events.get(1)
    assert one is not None
    assert one.event.titles == {"en": "Tea", "de": "Demokratie-Café"}
    assert one.event.descriptions == {"de": "Ein Abend bei Tee."}


async def test_cancelled_event_is_told_to_everybody(
    city: City, coordinator: Person, resident: Person
) -> None:
    await _draft(coordinator)
    await coordinator.taps("Publish")
    await resident.says("/events")
    await resident.taps("Tea")
    await resident.taps("Register")
    await resident.says("Ada")
    await resident.taps("1")
    await resident.taps("No support needed")
    await resident.taps("Yes, register")
    await coordinator.follows("""
        > [Participants]
        < Ada (1)
        > [Back]
        > [Cancel event]
        < Everybody who registered will be told
        > [Yes, cancel the event]
        < This event has been cancelled
    """)
    (news, calendar) = await resident.hears()
    assert "We are sorry: this event has been cancelled." in news.text
    assert calendar.file is not None
    await resident.start("ev_1")
    assert "Register" not in max(resident.newest.values(), key=lambda one: one.id).labels


async def test_two_coordinators_editing_see_each_other(city: City, coordinator: Person) -> None:
    await _draft(coordinator)
    await coordinator.taps("Place")
    async with city.app.services.uow.reading() as r:
        one = await r.events.get(1)
    assert one is not None
    await change_event(city.app.services.uow, city.clock, BERLIN, replace(one.event, place="Elsewhere"))
    await coordinator.follows("""
        > Here
        < Somebody else has changed this in the meantime:
        < Place: Königstraße → Elsewhere
        < Your change:
        < Place: Elsewhere → Here
        < Shall I save it?
        > [Yes, save]
        < Place: Here
    """)


async def _draft(coordinator: Person) -> None:
    await coordinator.says("/newevent")
    for answer in ("Tea", "18.12.2026 18:00", "Königstraße", "20"):
        await coordinator.says(answer)
