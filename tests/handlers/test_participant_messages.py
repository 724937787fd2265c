"""A coordinator writes to the people of one event: counts, preview, once to each, with a report."""

from civic.registrations import RegistrationStatus
from civic.translations import Draft, NoDraft
from tests.factories import a_resident
from tests.handlers.city import City, Person, plain
from tests.handlers.conftest import NewPerson
from tests.handlers.held_buttons import tap
from tests.handlers.test_participants import own_event, started
from tests.handlers.test_registering import register
from tests.participants import a_registration, keep


class Machine:
    """A translation server that answers for one language only."""

    async def translate(self, text: str, source: str, target: str) -> Draft | NoDraft:
        return Draft(f"DE: {text}") if target == "de" else NoDraft("no such pair")


async def anmelden(person: Person) -> None:
    await person.says("/events")
    for label in ("Tee", "Anmelden"):
        await person.taps(label)
    await person.says("Olga")
    for label in ("1", "Keine Unterstützung", "Ja, anmelden"):
        await person.taps(label)


async def test_a_message_from_writing_to_the_report(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    event = await own_event(city, coordinator)
    ada, olga = await started(new_person), await started(new_person, "de-DE")
    await register(ada, "Tea", "Ada")
    await anmelden(olga)
    await keep(city.app.services.uow, a_registration(event, None, name="Paul", phone="0631 1"))
    await tap(coordinator, f"people_menu:{event.id}")
    await coordinator.follows("""
        > [Write to them]
        < To whom do you want to write?
        < With seats · 2
        < Waiting list · 0
        > [With seats]
        < Please write the message in English.
        > Please bring a <b>cup</b> & a spoon.
        < A message about your registration:
        < Please bring a <b>cup</b> & a spoon.
        < This is how it will look. Nobody has received it yet.
        < Deutsch: 1 (in English, with a note)
        < English: 1
        < 1 registration is without an account: please call.
        < Send to 2 registrations
    """)
    assert await ada.hears() == []
    await coordinator.follows("""
        > [Text in a language]
        > [Deutsch]
        > Bitte bringen Sie eine Tasse mit.
        < Bitte bringen Sie eine Tasse mit.
        < Deutsch: 1
        <! with a note
    """)
    card = max(coordinator.newest.values(), key=lambda one: one.id)
    (done,) = await coordinator.taps("Send to 2 registrations")
    assert "The message goes to 2 registrations now." in done.text
    # The same button again, as a double tap or an old message would.
    button = card.button("Send to 2")
    assert button is not None
    await coordinator.post("taps", {"message": card.id, "data": button["data"]})
    assert "has been sent already" in (await coordinator.hears())[-1].text
    late = await started(new_person)
    await register(late, "Tea", "Late")
    (to_ada,), (to_olga,) = await ada.hears(), await olga.hears()
    assert "Please bring a <b>cup</b> & a spoon." in to_ada.text
    assert "Bitte bringen Sie eine Tasse mit." in to_olga.text
    assert "Eine Nachricht zu Ihrer Anmeldung:" in to_olga.text
    assert [await one.hears() for one in (ada, olga, late)] == [[], [], []]
    await tap(coordinator, f"pm_sent:{event.id}")
    await coordinator.follows("""
        > [Please bring a]
        < Recipients: 3
        < Sent: 2
        < Not reachable: 1
        < Please call those who could not be reached.
    """)


async def test_a_machine_translates_what_nobody_wrote_and_that_is_said(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    object.__setattr__(city.app.services, "translator", Machine())
    event = await own_event(city, coordinator)
    olga = await started(new_person, "de-DE")
    await anmelden(olga)
    uow = city.app.services.uow
    await keep(uow, a_registration(event, await a_resident(uow, language="ar")))
    await tap(coordinator, f"pm_to:{event.id}:both")
    await coordinator.follows("""
        > Bring a cup.
        < Deutsch: 1 (translated automatically)
        < العربية: 1 (in English, with a note)
        > [Preview]
        > [Deutsch]
        < Dieser Text wurde automatisch übersetzt.
        < DE: Bring a cup.
        > [Send to 2 registrations]
    """)
    (heard,) = await olga.hears()
    assert "Dieser Text wurde automatisch übersetzt." in heard.text
    assert "DE: Bring a cup." in plain(heard.text)


async def test_what_cannot_be_sent(city: City, coordinator: Person) -> None:
    event = await own_event(city, coordinator)
    await tap(coordinator, f"pm_to:{event.id}:waiting")
    await coordinator.follows("""
        > \u202e\u2066
        < Please write the message in English.
    """)
    assert "too long" in (await coordinator.says("x" * 2001))[0].text
    heard = await coordinator.says("Hello")
    assert "Send to" not in str(heard[-1].labels)
    gone = a_registration(event, None, status=RegistrationStatus.CANCELLED)
    await keep(city.app.services.uow, gone)
    assert "It would reach nobody" in (await tap(coordinator, "pm_send:1:0"))[0].text
