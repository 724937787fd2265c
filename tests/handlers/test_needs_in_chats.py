"""What coordinators' web chats show of needs goes with the needs; lines about other things stay."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from civic.event_forgetting import NEED_DAYS, forget_needs
from civic.events import Event
from civic.registrations import Need
from storage.tables import WebMessageRow
from tests.factories import a_resident
from tests.fakes import FakeClock
from tests.handlers.city import City, Person, plain
from tests.handlers.held_buttons import tap
from tests.handlers.test_door import an_evening
from tests.handlers.test_registering import register
from tests.participants import a_registration, keep

INTERPRETED, RAMP = "Interpreter (Arabic)", "Step-free access"
FOOD = "I eat no nuts"


async def chats(city: City) -> str:
    """Every line of every web chat."""
    async with city.app.database.reading() as session:
        rows = await session.exec(select(WebMessageRow).order_by(col(WebMessageRow.id)))
        return plain("\n".join(row.body for row in rows))


async def evening_with_needs(city: City) -> Event:
    """Two people who need something, one with a name too short to be looked for."""
    uow = city.app.services.uow
    event = await an_evening(city)
    ada = a_registration(
        event, await a_resident(uow, language="ar"), name="Ada", needs=[Need.INTERPRETER, Need.STEP_FREE]
    )
    ben = a_registration(
        event, await a_resident(uow), name="Benjamin", needs=[Need.OTHER], details={"other": FOOD}
    )
    await keep(uow, ada, ben)
    return event


async def look_at_everything(coordinator: Person, event: Event) -> None:
    """Each screen that tells what somebody needs."""
    for data in ("people_of", "people_menu", "people_csv", "people_print", "needs_of"):
        await tap(coordinator, f"{data}:{event.id}")
    await tap(coordinator, f"people_of:{event.id}")
    await coordinator.taps("Ada")
    await coordinator.says("/door")
    await coordinator.taps("Repair")
    await coordinator.says("Ada")
    await coordinator.taps("Is here: 1 person")


async def test_lines_go_with_the_needs(city: City, coordinator: Person, clock: FakeClock) -> None:
    event = await evening_with_needs(city)
    await coordinator.hears()
    await look_at_everything(coordinator, event)
    await coordinator.says("/imprint")
    shown = await chats(city)
    for told in (INTERPRETED, RAMP, FOOD, "✓ Ada"):
        assert told in shown
    clock.now = event.ends_at + timedelta(days=NEED_DAYS) - timedelta(seconds=1)
    assert await forget_needs(city.app.services.uow, clock) == 0
    assert await chats(city) == shown
    clock.advance(timedelta(seconds=1))
    assert await forget_needs(city.app.services.uow, clock) == 2
    left = await chats(city)
    for told in (INTERPRETED, RAMP, FOOD, "✓ Ada"):
        assert told not in left
    assert "Stadt Kaiserslautern" in left
    (page, *_) = await tap(coordinator, f"people_of:{event.id}")
    assert "Benjamin" in page.text
    assert FOOD not in page.text


async def test_colleagues_who_do_not_look_after_an_event_see_no_single_needs(
    city: City, coordinator: Person
) -> None:
    uow = city.app.services.uow
    event = await city.event(titles={"en": "Tea"})
    many = a_registration(event, await a_resident(uow), people=5, needs=[Need.STEP_FREE])
    deaf = a_registration(
        event,
        await a_resident(uow),
        needs=[Need.SIGN_LANGUAGE, Need.INTERPRETER],
        details={"interpreter": "none, I am deaf"},
    )
    await keep(uow, many, deaf)
    lines = await tap(coordinator, f"people_of:{event.id}")
    [page] = [one for one in lines if "Names are shown only to the coordinators" in one.text]
    for told in ("Step-free access: 5", "Sign language: <5", "Interpreter (another language): <5"):
        assert told in page.text
    assert "deaf" not in page.text


async def test_an_own_registration_stays_in_ones_own_chat(
    city: City, coordinator: Person, resident: Person, clock: FakeClock
) -> None:
    """Also the lines about other events."""
    event = await city.event(titles={"en": "Tea"})
    await register(resident, "Tea", "Ada Lovelace")
    other = await evening_with_needs(city)
    await coordinator.hears()
    await tap(coordinator, f"people_of:{other.id}")
    clock.now = event.ends_at + timedelta(days=NEED_DAYS)
    async with city.app.services.uow.writing() as w:
        await w.participants.forget_details(event.id)
        await w.commit()
    left = await chats(city)
    assert "Ada Lovelace" in left
    assert FOOD in left


@pytest.mark.parametrize("name", ["Ada", "Adalbert"])
async def test_whoever_is_forgotten_is_in_no_line_of_the_door(
    city: City, coordinator: Person, resident: Person, name: str
) -> None:
    await an_evening(city)
    await register(resident, "Repair", name)
    await coordinator.says("/door")
    await coordinator.taps("Repair")
    await coordinator.says(name)
    await coordinator.taps("Is here: 1 person")
    assert f"✓ {name}" in await chats(city)
    await resident.says("/forget")
    await resident.taps("Yes, delete everything")
    assert f"✓ {name}" not in await chats(city)
