"""At the door: the list, one tap for each registration, names in any script, and people without a seat."""

from datetime import timedelta
from pathlib import Path

import pytest
import zxingcpp
from aiohttp import ClientSession
from PIL import Image

from civic.changing import cancel
from civic.events import Event
from civic.people import utf16_length
from civic.registrations import Need, Registration, RegistrationRequest, register
from civic.residents import meet
from civic.staff import InvitationKind
from tests.factories import an_address
from tests.fakes import FakeClock
from tests.handlers.city import City, Person, plain
from tests.handlers.conftest import NewPerson
from tests.participants import look_after

TONIGHT = timedelta(hours=9)


async def an_evening(city: City, **changes: object) -> Event:
    """An event this evening, looked after by all staff; the clock stays, so that people can register."""
    starts = city.clock() + TONIGHT
    given: dict[str, object] = {
        "titles": {"en": "Repair café", "de": "Reparaturcafé"},
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "deadline": starts,
    }
    return await look_after(city.app.services.uow, await city.event(**{**given, **changes}))


async def guest(
    city: City, event: Event, name: str, people: int = 1, needs: frozenset[Need] = frozenset()
) -> Registration:
    """Somebody who registered before."""
    uow, clock = city.app.services.uow, city.clock
    resident = await meet(uow, clock, an_address(), "de")
    await register(uow, clock, RegistrationRequest(event.id, resident.id, name, people, needs, "2026-11"))
    async with uow.reading() as r:
        found = await r.registrations.of(event.id, resident.id)
    assert found is not None
    return found


async def test_an_evening_at_the_door(city: City, coordinator: Person) -> None:
    event = await an_evening(city, photos=True)
    await guest(city, event, "Ada Lovelace", 3, frozenset({Need.INTERPRETER, Need.STEP_FREE}))
    await guest(city, event, "Jürgen Müller")
    await coordinator.follows("""
        > /door
        < At the door of which event are you?
        > [Today, 19:00 · Repair café]
        < 0 of 4 people are here.
        < 6 seats are free.
        < Ada Lovelace · 3
        < Not here yet
        > [Ada Lovelace · 3]
        < ✓ Ada Lovelace: 3 of 3
        < Support: Interpreter and Step-free access
        < No photos, please
        < 3 of 4 people are here.
        <! Tap whoever comes in, or write a name or a code. Ada
        > [2 of 3 came]
        < ✓ Ada Lovelace: 2 of 3
        < 2 of 4 people are here.
        > [Undo]
        < Undone: Ada Lovelace is not counted as here.
        < 0 of 4 people are here.
        > MUELLER
        < Jürgen Müller
        < They have seats and are not here yet.
        > [Is here: 1 person]
        < ✓ Jürgen Müller: 1 of 1
        > [Here (1)]
        < ✓ Jürgen Müller · 1/1
        > [✓ Jürgen Müller]
        < Checked in at 10:00
        > [To the list]
        > [Numbers]
        < People with seats: 4
        < People who came: 1
        < People who did not come: 3
        > [To the list]
        > [Close the door]
        < At the door of which event
    """)


@pytest.fixture
async def second(city: City, new_person: NewPerson) -> Person:
    """Another coordinator at the same door, who reads German."""
    person = await new_person("de-DE")
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await person.taps("Annehmen")
    return person


async def test_two_coordinators_tap_the_same_person(city: City, coordinator: Person, second: Person) -> None:
    event = await an_evening(city)
    await guest(city, event, "Ada Lovelace", 3)
    for person, today in ((coordinator, "Today"), (second, "Heute")):
        await person.says("/door")
        await person.taps(today)
    await coordinator.taps("Ada Lovelace")
    await second.follows("""
        > [Ada Lovelace]
        < Jemand hat sie schon eingecheckt. Nichts wurde doppelt gezählt.
        < 3 von 3 Personen sind da.
        < Eingecheckt um 10:00
    """)
    async with city.app.services.uow.reading() as r:
        (one,) = await r.door.everybody(event.id)
    assert one.arrived == 3


async def test_people_without_a_seat_are_let_in_when_others_do_not_come(
    city: City, clock: FakeClock, coordinator: Person
) -> None:
    event = await an_evening(city, seats=3)
    await guest(city, event, "Ada Lovelace", 3)
    await guest(city, event, "Cem Waiting", 2)
    clock.now = event.starts_at
    await coordinator.follows("""
        > /door
        > [Today]
        > [Without a seat (1)]
        > [Cem Waiting · 2]
        < They are on the waiting list and have no seat.
        < 0 seats are free.
        <! Let in
        > [To the list]
        > [Give free seats away]
        < Seats can be given away from 19:10 on.
    """)
    clock.now = event.starts_at + timedelta(minutes=10)
    await coordinator.follows("""
        > [To the list]
        > [Give free seats away]
        < 3 people who have seats are not here yet. Give these seats away?
        > [Yes, give them away]
        < Done: 3 seats are free.
        < Cem Waiting · 2
        > [Cem Waiting · 2]
        > [Let in: 2 people]
        < ✓ Cem Waiting: 2 of 2
        < 1 seat is free.
        > Ada
        < Their seat was given away because nobody had come in time.
        < 1 seat is free.
        <! Let in
        > [To the list]
        > [Somebody without registration]
        < What is their name?
        > 12345
        < I need a name with letters
        > Walker ⏎ White
        < How many people are with Walker White
        > many
        < Please write a number from 1 to 6.
        > 2
        < There is only 1 free seat. Nobody was added.
        > [To the list]
        > [Somebody without registration]
        > Walker White
        > [1]
        < ✓ Walker White: 1 of 1
        < 0 seats are free.
        > [Numbers]
        < People who came: 3
        < without having registered: 1
    """)


async def test_a_released_person_hears_it_kindly(
    city: City, clock: FakeClock, new_person: NewPerson, coordinator: Person
) -> None:
    event = await an_evening(city)
    ada = await new_person("de-DE")
    await ada.start(f"ev_{event.id}")
    await ada.taps("Anmelden")
    await ada.says("Ada")
    await ada.taps("1")
    await ada.taps("Keine Unterstützung")
    await ada.taps("Ja, anmelden")
    clock.now = event.starts_at + timedelta(minutes=11)
    await coordinator.follows("""
        > /door
        > [Today]
        > [Give free seats away]
        > [Yes, give them away]
    """)
    (news,) = await ada.hears()
    assert "Wir haben Sie vermisst" in news.text
    assert "lassen wir Sie ein" in news.text


async def test_search_knows_codes_of_other_evenings_and_what_ended(city: City, coordinator: Person) -> None:
    tonight = await an_evening(city)
    next_week = await an_evening(
        city,
        titles={"en": "Sewing"},
        starts_at=city.clock() + timedelta(days=7),
        ends_at=city.clock() + timedelta(days=7, hours=2),
    )
    foreign = await guest(city, next_week, "Bert Brecht")
    gone = await guest(city, tonight, "Gone Girl")
    uow = city.app.services.uow
    assert gone.resident_id is not None
    await cancel(uow, city.clock, city.app.services.zone, gone.id, gone.resident_id)
    await coordinator.follows(f"""
        > /door
        > [Today]
        > {foreign.code.lower()}
        < This registration is for another event:
        < Sewing
        < Tuesday, December 8, 2026
        > {gone.code}
        < This registration was cancelled, so there is no seat.
        > Nobody Known
        < I find nobody of that name or code on this list.
        > call 112
        < I find nobody of that name
        > /start door_{foreign.code}
        < This registration is for another event:
        > [Show that registration]
        < Bert Brecht
        > [Is here: 1 person]
        < It is too early: people can be let in from
    """)


async def test_many_are_shown_in_pages(city: City, coordinator: Person) -> None:
    event = await an_evening(city, seats=100)
    for number in range(23):
        await guest(city, event, f"Guest {number:02} " + "N" * 70)
    await guest(city, event, "\u202eمحمد <b>")
    await coordinator.says("/door")
    (screen,) = await coordinator.taps("Today")
    assert sum("Guest" in label for label in screen.labels) == 10
    assert all(utf16_length(label) <= 64 for label in screen.labels)
    await coordinator.follows("""
        > [2/3]
        < Guest 10
        > [3/3]
        < Guest 20
        < محمد <b>
        > [محمد]
        < ✓ محمد <b>: 1 of 1
        > guest
        < Many people fit. Please write more of the name, or the code.
    """)


async def test_the_picture_opens_the_registration_for_staff_only(
    city: City, clock: FakeClock, new_person: NewPerson, coordinator: Person, resident: Person, tmp_path: Path
) -> None:
    event = await an_evening(city)
    ada = await new_person("en")
    await ada.start(f"ev_{event.id}")
    await ada.follows("""
        > [Register]
        > Ada Lovelace
        > [2]
        > [No support needed]
        > [Yes, register]
        < You are registered
    """)
    await ada.says("/my")
    await ada.taps("Repair café")
    heard = await ada.taps("Picture for the door")
    assert "show this picture at the door" in heard[0].text
    payload = (await scanned(city, ada, tmp_path)).partition("?start=")[2]
    assert payload.startswith("door_")
    await coordinator.follows(f"""
        > /start {payload}
        < Ada Lovelace
        < They have seats and are not here yet.
        > [Are here: 2 people]
        < ✓ Ada Lovelace: 2 of 2
        > /start {payload}
        < 2 of 2 people are here.
        > /start door_ZZZZZZ
        < I know no registration with this code.
    """)
    await resident.follows(f"""
        > /start {payload}
        < This picture is for whoever greets you at the door.
        <! Ada
        > /start door_ZZZZZZ
        < This picture is for whoever greets you at the door.
    """)
    await ada.follows(f"""
        > /start {payload}
        < This picture is for whoever greets you at the door.
        < You have a seat.
    """)


async def scanned(city: City, person: Person, folder: Path) -> str:
    """What a scanner that we did not write reads in the last picture somebody got."""
    photos = await pictures(city, person.session)
    file = folder / "picture.png"
    file.write_bytes(photos[-1])
    with Image.open(file) as picture:
        (found,) = zxingcpp.read_barcodes(picture)
    return found.text


async def pictures(city: City, session: ClientSession) -> list[bytes]:
    """The pictures of a conversation, oldest first."""
    async with session.get(f"{city.url}/chat/events", params={"after": 0}) as response:
        messages = (await response.json())["messages"]
    found = []
    for one in messages:
        if one["photo"]:
            async with session.get(f"{city.url}/chat/files/{one['photo']['id']}") as response:
                found.append(await response.read())
    return found


async def test_residents_have_no_door(city: City, resident: Person) -> None:
    await an_evening(city)
    heard = await resident.says("/door")
    assert "At the door of which event" not in plain(str(heard))
    assert await resident.post("taps", {"message": 1, "data": "door_list:1:m:0"}) == 409


async def test_an_arabic_coordinator_reads_the_list_from_right_to_left(
    city: City, new_person: NewPerson
) -> None:
    event = await an_evening(city)
    await guest(city, event, "Ada Lovelace", 2)
    person = await new_person("ar")
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await person.taps("قبول")
    await look_after(city.app.services.uow, event)
    await person.says("/door")
    (screen,) = await person.taps("اليوم")
    assert "\u2068Ada Lovelace\u2069 · \u20662\u2069" in screen.labels
    assert "حضر \u20660\u2069 من \u20662\u2069." in screen.text
