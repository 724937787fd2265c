"""The door and the list of calls show names, so only an event's own coordinators get them."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from civic.events import Event
from civic.registrations import Registration
from tests.fakes import FakeClock
from tests.handlers.city import City, Line, Person, plain
from tests.handlers.conftest import NewPerson
from tests.handlers.held_buttons import tap
from tests.handlers.test_door import TONIGHT, an_evening, guest
from tests.handlers.test_participants import add_colleague, as_staff
from tests.participants import look_after

REFUSED = "Namen sieht nur die Koordination"


@pytest.fixture
async def other(city: City, new_person: NewPerson, evening: Event) -> Person:
    """A coordinator who came after the event had its team."""
    return await as_staff(city, new_person, "de-DE", "Annehmen")


@pytest.fixture
async def evening(city: City, coordinator: Person) -> Event:
    return await an_evening(city)


@pytest.fixture
async def ada(city: City, evening: Event) -> Registration:
    return await guest(city, evening, "Ada Lovelace", 2)


async def kept(city: City, one: Registration) -> Registration:
    async with city.app.services.uow.reading() as r:
        found = await r.registrations.get(one.id)
    assert found is not None
    return found


def nothing_of_ada(heard: Sequence[Line]) -> bool:
    said = plain("\n".join("\n".join([line.text, *line.labels]) for line in heard))
    return "Ada" not in said and "Lovelace" not in said


@pytest.mark.parametrize(
    "data",
    [
        "door_list:{event}:m:0",
        "door_list:{event}:h:0",
        "door_who:{event}:{ada}",
        "door_in:{event}:{ada}",
        "door_n:{event}:{ada}:1:0",
        "door_let:{event}:{ada}",
        "door_undo:{event}:{ada}:cancelled",
        "door_numbers:{event}",
        "door_free:{event}",
        "door_free_yes:{event}",
        "door_walk:{event}",
        "calls_of:{event}",
        "calls_page:{event}:0",
        "called:{event}:{ada}",
    ],
)
async def test_buttons_of_a_foreign_door(
    city: City, clock: FakeClock, other: Person, evening: Event, ada: Registration, data: str
) -> None:
    clock.now = evening.starts_at + timedelta(minutes=30)
    heard = await tap(other, data.format(event=evening.id, ada=ada.id))
    assert REFUSED in heard[-1].text
    assert "2 Personen haben einen Platz." in plain(heard[-1].text)
    assert "„Wer diese Liste sieht“" in plain(heard[-1].text)
    assert nothing_of_ada(heard)
    assert await kept(city, ada) == ada


@pytest.mark.parametrize(
    "data", ["door_who:{own}:{ada}", "door_in:{own}:{ada}", "door_let:{own}:{ada}", "called:{own}:{ada}"]
)
async def test_a_registration_of_another_event_through_the_own_door(
    city: City, other: Person, ada: Registration, data: str
) -> None:
    own = await own_event(city, other)
    heard = await tap(other, data.format(own=own.id, ada=ada.id))
    assert nothing_of_ada(heard)
    assert await kept(city, ada) == ada


async def own_event(city: City, person: Person) -> Event:
    """Somebody takes over an event that nobody looks after."""
    starts = city.clock() + TONIGHT
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "deadline": starts}
    event = await city.event(titles={"de": "Spieleabend"}, **times)
    await tap(person, f"team_take:{event.id}")
    return event


async def test_codes_and_pictures_of_a_foreign_event(city: City, other: Person, ada: Registration) -> None:
    heard = await other.says(f"/start door_{ada.code}")
    assert REFUSED in heard[-1].text
    assert nothing_of_ada(heard)
    own = await own_event(city, other)
    await tap(other, f"door_list:{own.id}:m:0")
    for said in (ada.code, f"/start door_{ada.code}", "Ada", "Lovelace"):
        assert nothing_of_ada(await other.says(said)), said
    await other.says(ada.code)
    heard = await other.taps("Diese Anmeldung zeigen")
    assert REFUSED in heard[-1].text
    assert nothing_of_ada(heard)


async def test_a_second_coordinator_is_added_and_taken_off_again(
    city: City, coordinator: Person, other: Person, evening: Event, ada: Registration
) -> None:
    await other.says("/door")
    (refused,) = await other.taps("Reparaturcafé")
    assert REFUSED in refused.text
    number = int(plain(refused.text).rpartition(" ")[2].strip())
    await add_colleague(city, evening, coordinator, number)
    await other.says("/door")
    await other.follows("""
        > [Reparaturcafé]
        < Ada Lovelace · 2
        > Lovelace
        < Ada Lovelace
    """)
    await tap(other, f"door_walk:{evening.id}")
    await other.says("Walker White")
    await tap(coordinator, f"team_toggle:{evening.id}:{number}")
    # Whoever was taken off in the middle of the form cannot go on with it, nor search.
    assert REFUSED in (await other.says("1"))[-1].text
    async with city.app.services.uow.reading() as r:
        assert [one.name for one in await r.door.everybody(evening.id)] == ["Ada Lovelace"]


async def test_a_search_that_was_open_ends_with_the_rights(
    city: City, coordinator: Person, other: Person, evening: Event, ada: Registration
) -> None:
    await look_after(city.app.services.uow, evening)
    await tap(other, f"door_list:{evening.id}:m:0")
    async with city.app.services.uow.writing() as w:
        for member in await w.staff.everybody():
            await w.teams.remove(evening.id, member.resident_id)
        owner = (await w.staff.everybody())[0].resident_id
        await w.teams.add(evening.id, owner)
        await w.commit()
    heard = await other.says("Lovelace")
    assert REFUSED in heard[-1].text
    assert nothing_of_ada(heard)
    heard = await other.says("/help")
    assert nothing_of_ada(heard)
