"""Registering: five taps or messages, three the next time, waiting list, cancelling, bad input."""

import pytest
from icalendar import Calendar

from tests.handlers.city import City, Line, Person
from tests.handlers.conftest import NewPerson


async def test_five_taps_or_messages_to_a_seat(city: City, resident: Person) -> None:
    event = await city.event(titles={"en": "Democracy café"}, seats=5)
    await resident.says("/events")
    await resident.taps("Democracy café")
    await resident.follows("""
        > [Register]
        < Registration: Democracy café
        < For your registration I store your name
        < What is your name?
        < Step 1 of 4
        > Ada Lovelace
        < Thank you, Ada Lovelace!
        > [2]
        < Do you need support
        > [No support needed]
        < Is everything right?
        < 2 people
        > [Yes, register]
        < You are registered
        < Your code is
    """)
    async with city.app.services.uow.reading() as r:
        one = await r.events.get(event.id)
    assert one is not None
    assert one.taken == 2


async def test_known_person_needs_three(city: City, resident: Person) -> None:
    first = await city.event(titles={"en": "First"})
    await city.event(titles={"en": "Second"})
    await register(resident, "First", "Ada")
    assert first
    await resident.says("/events")
    await resident.taps("Second")
    await resident.follows("""
        > [Register]
        < Registering as Ada
        <! For your registration I store
        > [1]
        < Is everything right?
        > [Yes, register]
        < You are registered
    """)


async def test_calendar_file_can_be_read_by_an_independent_parser(city: City, resident: Person) -> None:
    event = await city.event(titles={"en": "Democracy café, with tea; and cake"}, place="Königstraße")
    heard = await register(resident, "Democracy café", "Ada")
    file = next(line.file for line in heard if line.file)
    assert file["name"] == f"event-{event.id}.ics"
    async with resident.session.get(f"{city.url}/chat/files/{file['id']}") as response:
        calendar = Calendar.from_ical(await response.read())
    (entry,) = calendar.walk("VEVENT")
    assert entry["summary"] == "Democracy café, with tea; and cake"
    assert entry.decoded("dtstart") == event.starts_at


async def test_full_event_has_a_waiting_list_that_moves(city: City, new_person: NewPerson) -> None:
    await city.event(titles={"en": "Tiny"}, seats=1)
    ada, bert, cem = [await _started(new_person) for _ in range(3)]
    await register(ada, "Tiny", "Ada")
    for place, person in enumerate((bert, cem), start=1):
        heard = await register(person, "Tiny", f"Person {place}")
        assert f"Your position: {place}" in heard[0].text
    await ada.follows("""
        > /my
        > [Tiny]
        < You have a seat
        > [Cancel registration]
        < Do you want to cancel
        > [Yes, cancel it]
        < is cancelled
    """)
    async with city.app.services.uow.reading() as r:
        [offer] = await r.registrations.offers(1)
    assert offer.name == "Person 1"
    assert await cem.hears() == []
    await cem.follows("""
        > /my
        > [Tiny]
        < waiting list, position 1
    """)


async def test_registering_twice_shows_the_first_registration(city: City, resident: Person) -> None:
    event = await city.event(titles={"en": "Café"})
    await register(resident, "Café", "Ada")
    await resident.start(f"ev_{event.id}")
    await resident.follows("""
        > [My registration]
        < Your registrations
    """)
    status = await resident.post("taps", {"message": 2, "data": f"register:{event.id}"})
    assert status == 409  # the page has no such button; a forged one is refused by the gateway


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("1234", "I need a name with letters"),
        ("\u202e!", "I need a name with letters"),
        ("'; DROP TABLE resident; --", "Thank you, '; DROP TABLE resident; --!"),
        ("<b>Ada</b>", "Thank you, <b>Ada</b>!"),
        ("Ada\nLovelace", "Thank you, Ada Lovelace!"),
        ("\u202eada", "Thank you, ada!"),
        ("A" * 200, "Thank you, " + "A" * 80 + "!"),
    ],
)
async def test_odd_names(city: City, resident: Person, said: str, answered: str) -> None:
    await city.event(titles={"en": "Café"})
    await resident.says("/events")
    await resident.taps("Café")
    await resident.taps("Register")
    heard = await resident.says(said)
    assert answered in heard[0].text


@pytest.mark.parametrize(
    ("said", "understood"),
    [("many", False), ("-1", False), ("0", False), ("7", False), ("٢", True), ("two", True), ("zwei", True)],
)
async def test_numbers_of_people(city: City, resident: Person, said: str, understood: bool) -> None:
    await city.event(titles={"en": "Café"})
    await resident.says("/events")
    await resident.taps("Café")
    await resident.taps("Register")
    await resident.says("Ada")
    heard = await resident.says(said)
    assert ("Do you need support" in heard[0].text) is understood
    if not understood:
        assert "a number from 1 to 6" in heard[0].text


async def test_question_inside_the_form_is_answered_and_the_form_goes_on(
    city: City, resident: Person
) -> None:
    await city.event(titles={"en": "Café"})
    await resident.says("/events")
    await resident.taps("Café")
    await resident.follows("""
        > [Register]
        < What is your name?
        > How many local groups are in the Engagierte Stadt network?
        < 112
        < What is your name?
        > Ada
        < Thank you, Ada!
        > /imprint
        < Stadt Kaiserslautern
        < How many people are coming
        > [1]
        < Do you need support
    """)


async def test_emergency_inside_the_form_comes_first(city: City, resident: Person) -> None:
    await city.event(titles={"en": "Café"})
    await resident.says("/events")
    await resident.taps("Café")
    await resident.taps("Register")
    number, question = await resident.says("Help, my house is on fire!")
    assert "112" in number.text.splitlines()[0]
    assert "What is your name?" in question.text


async def test_support_is_ticked_and_shown(city: City, resident: Person) -> None:
    await city.event(titles={"en": "Café"})
    await resident.says("/events")
    await resident.taps("Café")
    await resident.follows("""
        > [Register]
        > Ada
        > 3
        > [Interpreter]
        < ✓ Interpreter
        > [Childcare]
        < ✓ Childcare
        > [Interpreter]
        <! ✓ Interpreter
        > [Continue]
        < How old are the children?
        > [3 to 5 years]
        < 3 to 5 years · 1
        > [1 child, continue]
        < Support: Childcare
        < Childcare: 3 to 5 years: 1
        > yes
        < You are registered
    """)


async def test_language_changes_in_mid_form_without_loss(city: City, resident: Person) -> None:
    await city.event(titles={"en": "Café"})
    await resident.says("/events")
    await resident.taps("Café")
    await resident.taps("Register")
    await resident.says("Ada")
    await resident.says("/language")
    heard = await resident.taps("Deutsch")
    assert "Ada" in heard[-1].text
    assert heard[-1].labels[:6] == list("123456")


async def test_cancel_stops_the_form(city: City, resident: Person) -> None:
    await city.event(titles={"en": "Café"})
    await resident.says("/events")
    await resident.taps("Café")
    await resident.follows("""
        > [Register]
        > [Cancel]
        < Nothing was saved
        > /my
        < You have no registrations
    """)


async def test_old_buttons_answer_politely(city: City, resident: Person) -> None:
    await city.event(titles={"en": "Café"})
    await register(resident, "Café", "Ada")
    heard = await resident.taps("Yes, register")
    assert [line.text for line in heard] == [
        "This button is no longer in use. Please use the newest message."
    ]


async def test_closed_events_say_why(city: City, new_person: NewPerson) -> None:
    event = await city.event(titles={"en": "Café"})
    person = await _started(new_person)
    await person.says("/events")
    await person.taps("Café")
    city.clock.advance(event.starts_at - city.clock())
    await person.follows("""
        > [Register]
        < already begun
    """)


async def register(person: Person, title: str, name: str) -> list[Line]:
    """The whole way to a registration of one person who was never here before."""
    await person.says("/events")
    await person.taps(title)
    await person.taps("Register") if _has(person, "Register") else await person.taps("Join the waiting list")
    await person.says(name)
    await person.taps("1")
    await person.taps("No support needed")
    return await person.taps("Yes, register")


def _has(person: Person, label: str) -> bool:
    return max(person.newest.values(), key=lambda one: one.id).button(label) is not None


async def _started(new_person: NewPerson) -> Person:
    person = await new_person("en-US")
    await person.start()
    return person
