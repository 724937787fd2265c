"""A household's registration: one more person, one less, changes, reminders and photos, bad taps."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from civic.event_changes import call_off
from civic.registrations import Registration, RegistrationStatus
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.forms import asking_event, kept, opens, seated


async def test_one_more_person_and_one_less(city: City, new_person: NewPerson) -> None:
    event = await asking_event(city, seats=10)
    person = await new_person("de-DE")
    await person.follows(
        """
        > Jürgen
        > 1
        > keine
        > 1
        < Sie sind angemeldet
        > überspringen
        """,
        await opens(person, event),
    )
    await person.start(f"ev_{event.id}")
    await person.follows("""
        > [Meine Anmeldung]
        > [Fest]
        > [Person hinzufügen]
        < Wer kommt noch mit?
        > 1234
        < Ich brauche einen Namen mit Buchstaben
        > Was kostet das?
        < Wer kommt noch mit?
        > Maria
        < Erledigt.
        < 2 Personen
        < Mit dabei: Maria
        > [Meine Anmeldung]
        > [Wieder abmelden]
        < Oder kommt nur eine Person nicht?
        > [Nur Jürgen kommt nicht]
        < Danke, dass Sie Bescheid geben
        < Name: Maria
        < 1 Person
        <! Mit dabei
    """)
    (one,) = await kept(city, event)
    assert (one.name, one.people, one.others) == ("Maria", 1, ())


async def test_registering_again_offers_what_can_be_done(city: City, resident: Person) -> None:
    event = await asking_event(city)
    await opens(resident, event)
    await resident.follows("> Ada\n> 2\n> none\n> 1\n< You are registered\n> no")
    first = next(line for line in resident.newest.values() if line.button("Register"))
    button = first.button("Register")
    assert button is not None
    await resident.post("taps", {"message": first.id, "data": button["data"]})
    await resident.follows(
        """
        < You have registered for this event before. What would you like to do?
        < Add a person
        < Change
        < Cancel registration
        > [Cancel registration]
        < Only Ada does not come
        < One person does not come
        > [One person does not come]
        < 1 person
        """,
        await resident.hears(),
    )


async def test_a_double_tap_takes_only_one_person_off(city: City, resident: Person) -> None:
    event = await asking_event(city)
    await seated(resident, event, "Ada", 3)
    await resident.follows("> /my\n> [Party]\n> [Cancel registration]\n< Or does only one of you not come?")
    line = max(resident.newest.values(), key=lambda one: one.id)
    button = line.button("One person does not come")
    assert button is not None
    tap = {"message": line.id, "data": button["data"]}
    await asyncio.gather(*(resident.post("taps", tap) for _ in range(3)))
    await resident.hears()
    (one,) = await kept(city, event)
    assert one.people == 2


async def test_cancelling_twice(city: City, resident: Person) -> None:
    event = await asking_event(city)
    await seated(resident, event, "Ada", 2)
    await resident.follows("> /my\n> [Party]\n> [Cancel registration]")
    line = max(resident.newest.values(), key=lambda one: one.id)
    button = line.button("Yes, cancel for all 2")
    assert button is not None
    tap = {"message": line.id, "data": button["data"]}
    await asyncio.gather(*(resident.post("taps", tap) for _ in range(2)))
    texts = [one.text for one in await resident.hears()]
    assert sum("is cancelled" in text for text in texts) == 1
    assert await kept(city, event) == []
    await resident.follows("""
        > /my
        < You have no registrations
        > /events
        > [Party]
        > [Register]
        < Registering as Ada
    """)


async def test_two_confirmations_at_once_are_one_registration(city: City, resident: Person) -> None:
    event = await asking_event(city)
    await opens(resident, event)
    await resident.follows("> Ada\n> 2\n> none\n< Is everything right?")
    line = max(resident.newest.values(), key=lambda one: one.id)
    button = line.button("Yes, register")
    assert button is not None
    tap = {"message": line.id, "data": button["data"]}
    await asyncio.gather(*(resident.post("taps", tap) for _ in range(2)))
    texts = [one.text for one in await resident.hears()]
    assert sum("You are registered" in text for text in texts) == 1
    (one,) = await kept(city, event)
    assert one.people == 2


async def test_foreign_registrations_look_as_if_they_did_not_exist(city: City, new_person: NewPerson) -> None:
    """The gateway refuses taps that no screen has, so a registration changes hands under its buttons."""
    event = await asking_event(city)
    eve, ada = [await new_person("en-US") for _ in range(2)]
    await ada.start()
    await seated(eve, event, "Eve", 2)
    (mine,) = await kept(city, event)
    assert mine.resident_id is not None
    uow = city.app.services.uow
    async with uow.reading() as r:
        other = await r.residents.get(mine.resident_id - 1)
    for path in ("Cancel registration", "Change", "Add a person", "Reminders"):
        await _give(city, mine, mine.resident_id)
        await eve.follows("> /my\n> [Party]\n< Name: Eve")
        await _give(city, mine, other.id)
        await eve.follows(f"> [{path}]\n< There is nothing to cancel here\n<! Eve")
    assert await kept(city, event) == [replace(mine, resident_id=other.id)]


async def _give(city: City, registration: Registration, resident_id: int) -> None:
    async with city.app.services.uow.writing() as w:
        await w.registrations.update(replace(registration, resident_id=resident_id))
        await w.commit()


async def test_an_event_that_ends_while_the_form_is_open(city: City, new_person: NewPerson) -> None:
    for change, said in (
        ("cancelled", "has been cancelled"),
        ("over", "event is closed"),
    ):
        event = await asking_event(city, deadline=city.clock() + timedelta(hours=2))
        person = await new_person("en-US")
        await opens(person, event)
        await person.says("Ada")
        if change == "cancelled":
            await call_off(city.app.services.uow, city.clock, event.id)
        else:
            city.clock.advance(timedelta(hours=3))
        heard = await person.says("2")
        assert said in heard[-1].text
        assert await kept(city, event) == []
        await person.follows("> 2\n<! Do you need support")


async def test_a_full_event_leads_to_the_waiting_list(city: City, new_person: NewPerson) -> None:
    event = await asking_event(city, seats=1)
    slow, quick = [await new_person("en-US") for _ in range(2)]
    await opens(slow, event)
    await slow.follows("> Slow\n> 1\n> none\n< Is everything right?")
    await seated(quick, event, "Quick")
    await slow.follows("> yes\n< You are on the waiting list\n< Your position: 1\n<! remind you")


async def test_deep_links_to_what_cannot_be_registered_for(city: City, new_person: NewPerson) -> None:
    person = await new_person("de-DE")
    for number in ("999999", "0", "x"):
        heard = await person.start(f"ev_{number}")
        assert not any(one.button("Anmelden") for one in heard)
    cancelled = await asking_event(city)
    await call_off(city.app.services.uow, city.clock, cancelled.id)
    heard = await person.start(f"ev_{cancelled.id}")
    assert "fällt aus" in heard[-1].text
    assert heard[-1].button("Anmelden") is None
    later = await asking_event(city, opens_at=city.clock() + timedelta(days=1))
    heard = await person.start(f"ev_{later.id}")
    assert heard[-1].button("Anmelden") is None


async def test_after_the_seat_one_question_per_message(city: City, resident: Person) -> None:
    event = await asking_event(city, photos=True)
    await opens(resident, event)
    await resident.follows("""
        > Ada
        > 1
        > none
        > yes
        < You are registered
        < May you be seen on them?
        > no
        < Noted: no photos
        < When shall I remind you?
        < 1. 48 hours before and 3 hours before
        > 2
        < I will remind you
        < Shall I tell you about such events?
        > [No]
        < no news
        > /my
        > [Party]
        > [Photos]
        > [Yes]
        < photos are fine
        > [Party]
        > [Reminders]
        > [No reminders]
        < Noted: no reminders
    """)
    (one,) = await kept(city, event)
    assert (one.photos, one.reminders) == (True, ())


async def test_abandoning_the_questions_after_the_seat_loses_nothing(city: City, resident: Person) -> None:
    event = await asking_event(city, photos=True)
    await opens(resident, event)
    await resident.follows("""
        > Ada
        > 1
        > none
        > yes
        < May you be seen on them?
        > events
        < These events are coming up
        <! May you be seen
        > yes
        <! Noted
        > [Yes]
        < photos are fine
        < When shall I remind you?
        > cancel
        < Your registration is saved
    """)
    (one,) = await kept(city, event)
    assert (one.photos, one.reminders, one.status) == (True, None, RegistrationStatus.CONFIRMED)


async def test_names_that_are_odd_are_no_names_for_one_more(city: City, resident: Person) -> None:
    event = await asking_event(city)
    await seated(resident, event, "Ada")
    for said, shown in (
        ("\u202e<b>Bo</b>", "With you: <b>Bo</b>"),
        ("C" * 200, "C" * 80),
        ("Di\nDa", "Di Da"),
    ):
        await resident.follows("> /my\n> [Party]\n> [Add a person]")
        heard = await resident.says(said)
        assert shown in heard[0].text
    (one,) = await kept(city, event)
    assert one.others == ("<b>Bo</b>", "C" * 80, "Di Da")


async def test_no_seventh_person_and_no_seat_that_is_not_there(city: City, new_person: NewPerson) -> None:
    event = await asking_event(city, seats=7)
    six, one = [await new_person("en-US") for _ in range(2)]
    await seated(six, event, "Six", 6)
    await seated(one, event, "One", 1)
    await six.says("/my")
    heard = await six.taps("Party")
    assert heard[0].button("Add a person") is None
    await one.follows("""
        > /my
        > [Party]
        > [Add a person]
        > Two
        < there is no free seat for one more person
    """)
    assert [each.people for each in await kept(city, event)] == [6, 1]
