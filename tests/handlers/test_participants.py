"""Coordinators look at the people of their event, decide, change and carry the list away; others do not."""

import csv
import io
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from civic.event_forgetting import forget_people
from civic.events import Event, Way
from civic.registrations import Need, RegistrationStatus
from civic.residents import Resident
from civic.staff import InvitationKind
from tests.factories import a_resident, residents
from tests.handlers.city import City, Line, Person, plain
from tests.handlers.conftest import NewPerson
from tests.handlers.held_buttons import tap
from tests.handlers.test_registering import register
from tests.participants import a_registration, keep

CONFIRMED, WAITING = RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING


async def started(new_person: NewPerson, language: str = "en-US") -> Person:
    person = await new_person(language)
    await person.start()
    return person


async def as_staff(city: City, new_person: NewPerson, language: str, accept: str) -> Person:
    """A coordinator of another language."""
    person = await new_person(language)
    await person.start(f"staff_{await city.invitation(InvitationKind.COORDINATOR)}")
    await person.taps(accept)
    return person


async def own_event(city: City, coordinator: Person, **changes: object) -> Event:
    """An event that this coordinator looks after."""
    event = await city.event(titles={"en": "Tea", "de": "Tee", "ar": "شاي"}, **changes)
    await coordinator.says("/staff")
    await coordinator.taps(OUR_EVENTS[coordinator.language[:2]])
    await coordinator.taps("Tea" if coordinator.language.startswith("en") else "Tee")
    await coordinator.taps(PARTICIPANTS[coordinator.language[:2]])
    await coordinator.taps(TAKE[coordinator.language[:2]])
    return event


OUR_EVENTS = {"en": "Our events", "de": "Unsere Veranstaltungen"}
PARTICIPANTS = {"en": "Participants", "de": "Teilnehmende"}
TAKE = {"en": "Look after this event", "de": "Diese Veranstaltung betreuen"}


async def file_of(person: Person, heard: list[Line]) -> str:
    """The text of the file that was sent."""
    (file,) = (line.file for line in heard if line.file)
    async with person.session.get(f"{person.city.url}/chat/files/{file['id']}") as response:
        return (await response.read()).decode("utf-8-sig")


async def guests(city: City, number: int) -> list[Resident]:
    return await residents(city.app.services.uow, number)


async def test_the_list_its_parts_and_one_person(city: City, coordinator: Person) -> None:
    event = await own_event(city, coordinator, seats=2)
    uow = city.app.services.uow
    arab = await a_resident(uow, language="ar")
    ada = a_registration(event, arab, name="Ada <b>", people=2, needs=[Need.INTERPRETER])
    ada = replace(ada, code="ABCDEF", photos=False, others=("Ben",))
    olga = a_registration(event, None, name="Olga", status=WAITING, phone="0631 123", language="uk")
    gone = a_registration(event, None, name="Gone", status=RegistrationStatus.CANCELLED)
    await keep(uow, ada, olga, gone)
    await coordinator.says("/staff")
    await coordinator.follows("""
        > [Our events]
        > [Tea]
        > [Participants]
        < 2 people have a seat.
        < Seats altogether: 2
        < 1 person is waiting.
        < Has a seat
        < ABCDEF: Ada <b> (2) · Arabic · Interpreter (Arabic) · no photo
        < Olga (1) · position 1 · Ukrainian
        <! Gone
        > [Ended 1]
        < Gone (1)
        <! Olga
        > [With seats 1]
        <! Olga
        > [Ada <b>]
        < With: Ben
        < 2 people
        < Code: ABCDEF
        < Support: Interpreter (Arabic)
        > [Back]
        > [Olga]
        < Telephone: 0631 123
        < please call if something changes
    """)


async def test_another_coordinator_sees_figures_and_it_is_logged(
    city: City, coordinator: Person, new_person: NewPerson, caplog: pytest.LogCaptureFixture
) -> None:
    event = await own_event(city, coordinator)
    uow = city.app.services.uow
    await keep(uow, a_registration(event, await a_resident(uow), name="Ada", needs=[Need.STEP_FREE]))
    other = await as_staff(city, new_person, "de-DE", "Annehmen")
    await other.says("/staff")
    await other.taps("Unsere Veranstaltungen")
    await other.taps("Tee")
    with caplog.at_level(logging.WARNING):
        (screen,) = await other.taps("Teilnehmende")
    assert "1 Person hat einen Platz." in screen.text
    assert "Stufenloser Zugang: <5" in screen.text
    assert "Namen sieht nur die Koordination" in screen.text
    assert "Ada" not in screen.text
    assert f"the people of event {event.id} were not shown to resident" in caplog.text
    assert "Ada" not in caplog.text
    # The same for every other tap with this event's number, or with the number of one of its people.
    for data in ("people_csv", "people_print", "people_menu", "pm_new", "desk", "needs_of"):
        heard = await tap(other, f"{data}:{event.id}")
        assert all("Ada" not in line.text and line.file is None for line in heard), data
        assert "Namen sieht nur" in heard[-1].text
    for data in ("person:1", "p_cancel:1", "p_cancel_yes:1", "p_accept:1", "p_people:1:1:2", "p_fewer:1"):
        heard = await tap(other, data)
        assert all("Ada" not in line.text for line in heard), data
    async with uow.reading() as r:
        (kept,) = await r.registrations.of_event(event.id)
    assert (kept.status, kept.people) == (CONFIRMED, 1)
    number = plain(screen.text).rpartition(" ")[2].strip()
    await add_colleague(city, event, coordinator, int(number))
    assert "Ada" in (await tap(other, f"people_of:{event.id}"))[0].text


async def add_colleague(city: City, event: Event, coordinator: Person, number: int) -> None:
    await tap(coordinator, f"team:{event.id}")
    (screen,) = await coordinator.taps(f"Colleague {number}")
    assert f"✓ Colleague {number}" in screen.labels


@pytest.mark.parametrize(
    "data",
    [
        "people_of:999",
        "people_of:-1",
        "people_of:x",
        "people_of:99999999999999999999",
        "people_page:1:nonsense:0",
        "people_page:1:all:999999",
        "person:999",
        "p_people:1:1:99",
        "p_accept_all:999",
        "need_at:1:nonsense",
        "need_set:1:nonsense:1",
        "need_set:1:step_free:99999",
        "team_toggle:1:999",
        "pm_to:1:nonsense",
        "pm_send:999:0",
        "pm_card:999",
        "pm_report:999",
        "numbers_of:999",
        "numbers_csv:999",
        "desk:999",
    ],
)
async def test_bad_buttons_are_answered_kindly(city: City, coordinator: Person, data: str) -> None:
    await own_event(city, coordinator)
    heard = await tap(coordinator, data)
    assert len(heard) <= 2
    assert not any("went wrong" in line.text for line in heard)
    assert "Tea" in str(await tap(coordinator, "people_of:1"))


async def test_a_resident_gets_nothing_from_the_staffs_buttons(
    city: City, coordinator: Person, resident: Person
) -> None:
    event = await own_event(city, coordinator)
    await keep(city.app.services.uow, a_registration(event, None, name="Olga"))
    for data in (f"people_of:{event.id}", f"people_csv:{event.id}", "person:1", "p_cancel_yes:1"):
        heard = await tap(resident, data)
        assert all("Olga" not in line.text and line.file is None for line in heard)


async def test_500_people_are_shown_in_pages_and_exported(city: City, coordinator: Person) -> None:
    event = await own_event(city, coordinator, seats=480)
    statuses = [CONFIRMED] * 480 + [WAITING] * 20
    people = [
        a_registration(event, one, name=f"Guest {n:03}", status=status, queue=n + 1)
        for n, (one, status) in enumerate(zip(await guests(city, 500), statuses, strict=True))
    ]
    await keep(city.app.services.uow, *people)
    seen = []
    heard = await tap(coordinator, f"people_of:{event.id}")
    while True:
        (screen,) = heard
        seen += [
            line.split(" (")[0].split(": ")[1] for line in plain(screen.text).split("\n") if "Guest" in line
        ]
        following = [label for label in screen.labels if label.endswith("▶")]
        if not following:
            break
        heard = await coordinator.taps(following[0])
    assert seen == [f"Guest {n:03}" for n in range(500)]
    heard = await tap(coordinator, f"people_csv:{event.id}")
    rows = list(csv.reader(io.StringIO(await file_of(coordinator, heard), newline=""), delimiter=";"))
    assert [row[2] for row in rows[1:]] == seen
    assert rows[-1][:2] == ["Waiting list", "20"]
    heard = await tap(coordinator, f"people_print:{event.id}")
    page = await file_of(coordinator, heard)
    assert page.count("<tr>") == 500 + 2
    async with city.app.services.uow.reading() as r:
        notes = [one.what.value for one in await r.teams.notes(event.id)]
    assert notes == ["took_over", "list_as_csv", "list_to_print"]


async def test_moderated_event_from_asking_to_the_answer(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    event = await own_event(city, coordinator, seats=2, way=Way.MODERATED)
    people = {name: await started(new_person) for name in ("Ada", "Ben", "Cem")}
    for name, person in people.items():
        await register(person, "Tea", name)
    (told,) = await coordinator.hears()
    assert "Registrations wait for your decision." in told.text
    assert "Ada" not in told.text
    await coordinator.follows("""
        > [Decide]
        < 3 people wait for your decision.
        < ✓ Ada
        > [✓ Ada]
        <! ✓ Ada
        < ✓ Ben
        > [Decline]
        <! ✓ Ben
        > [Accept all that fit]
        < 2 people have a seat.
    """)
    async with city.app.services.uow.reading() as r:
        every = [one.registration for one in await r.participants.of_event(event.id)]
    assert {one.name: one.status.value for one in every} == {
        "Ada": "confirmed",
        "Ben": "declined",
        "Cem": "confirmed",
    }


async def test_cancelling_and_changing_for_somebody_is_told(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    event = await own_event(city, coordinator, seats=3)
    ada = await started(new_person, "de-DE")
    await ada.says("/events")
    await ada.taps("Tee")
    await ada.taps("Anmelden")
    await ada.says("Ada")
    for label in ("3", "Keine Unterstützung", "Ja, anmelden"):
        await ada.taps(label)
    await tap(coordinator, f"people_of:{event.id}")
    await coordinator.follows("""
        > [Ada]
        > [Fewer people]
        < How many people of Ada are coming?
        > [2]
        < Changed. They will be told.
        < 2 people
        > [One more]
        < 3 people
        > [Cancel for them]
        < Cancel the registration of Ada?
        > [Yes, cancel it]
        < Cancelled
    """)
    heard = await ada.hears()
    assert any("Ihre Anmeldung wurde von den Veranstaltenden abgesagt." in line.text for line in heard)


async def test_needs_are_told_once_and_the_number_can_be_changed(
    city: City, coordinator: Person, new_person: NewPerson
) -> None:
    event = await own_event(city, coordinator)
    uow = city.app.services.uow
    await tap(coordinator, f"needs_of:{event.id}")
    await coordinator.taps("Step-free access: from 1")
    (screen,) = await coordinator.taps("2")
    assert "Step-free access: from 2" in screen.labels
    one = a_registration(event, await a_resident(uow, language="ar"), people=2, needs=[Need.INTERPRETER])
    await keep(uow, one)
    (told,) = await coordinator.hears()
    assert "Please take care of this support: Interpreter (Arabic)" in told.text
    assert "So far for 2 people." in told.text
    assert await coordinator.hears() == []
    await keep(uow, a_registration(event, await a_resident(uow), needs=[Need.STEP_FREE]))
    assert await coordinator.hears() == []
    await keep(uow, a_registration(event, await a_resident(uow), needs=[Need.STEP_FREE]))
    (told,) = await coordinator.hears()
    assert "Please take care of this support: Step-free access" in told.text


async def test_figures_are_the_same_when_the_people_are_forgotten(city: City, coordinator: Person) -> None:
    event = await own_event(city, coordinator, seats=20)
    uow = city.app.services.uow
    people = [
        replace(a_registration(event, one, people=2, needs=[Need.EASY_GERMAN]), arrived=1)
        for one in await guests(city, 3)
    ]
    await keep(uow, *people, a_registration(event, await a_resident(uow, language="ar")))
    city.clock.now = event.ends_at + timedelta(hours=1)
    await coordinator.says("/staff")
    await coordinator.taps("Our events")
    await coordinator.taps("Past events")
    (before,) = await coordinator.taps("Tea")
    for line in (
        "Registrations: <5",
        "People with seats: 7",
        "People who came: <5",
        "People who did not come: <5",
        "German: 6",
        "Arabic: <5",
        "Easy German: 6",
    ):
        assert line in plain(before.text)
    city.clock.now = event.ends_at + timedelta(days=30)
    assert await forget_people(uow, city.clock) == 4
    heard = await tap(coordinator, f"numbers_of:{event.id}")
    assert before.text in [line.text for line in heard]
    heard = await coordinator.taps("Figures as CSV")
    assert "People who came;<5" in await file_of(coordinator, heard)
    assert "have a seat" in (await tap(coordinator, f"people_of:{event.id}"))[0].text


async def test_who_left_the_question_about_photos_open_is_in_none(city: City, coordinator: Person) -> None:
    event = await own_event(city, coordinator, photos=True)
    uow = city.app.services.uow
    asked = a_registration(event, await a_resident(uow), name="Ada")
    willing = a_registration(event, await a_resident(uow), name="Ben")
    await keep(uow, asked, replace(willing, photos=True))
    (screen,) = await tap(coordinator, f"people_of:{event.id}")
    lines = {line.split(": ")[1][:5]: line for line in plain(screen.text).splitlines() if " · " in line}
    assert [name for name, line in lines.items() if "no photo" in line] == ["Ada ("]
