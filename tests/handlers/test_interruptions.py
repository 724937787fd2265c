"""What people do besides filling in a form: wishes, old buttons, dangers, changing their minds."""

import asyncio
from dataclasses import replace

from civic.announcements import Body
from civic.event_changes import call_off
from tests.handlers.city import City, Person
from tests.handlers.conftest import NewPerson
from tests.handlers.test_registering import register


async def test_a_wish_is_no_name(city: City, resident: Person) -> None:
    await city.event(titles={"en": "Café"})
    await resident.says("/events")
    await resident.taps("Café")
    await resident.follows("""
        > [Register]
        > help
        < You can simply write a question
        < What is your name?
        > my registrations
        < You have no registrations
        < What is your name?
        > Ada
        < Thank you, Ada!
    """)


async def test_a_button_of_another_event_does_not_register(city: City, resident: Person) -> None:
    for name in ("First", "Second"):
        await city.event(titles={"en": name})
    await resident.says("/events")
    await resident.taps("First")
    await resident.follows("""
        > [Register]
        > Ada
        > [1]
        > [No support needed]
        < Is everything right?
    """)
    summary = max(resident.newest.values(), key=lambda one: one.id)
    await resident.says("/events")
    await resident.taps("Second")
    await resident.follows("""
        > [Register]
        > Ada
        > [1]
        > [No support needed]
    """)
    button = summary.button("Yes, register")
    assert button is not None
    await resident.post("taps", {"message": summary.id, "data": button["data"]})
    assert "no longer in use" in (await resident.hears())[0].text
    await resident.follows("""
        > /my
        < You have no registrations
    """)


async def test_waiting_for_a_person_ends_when_somebody_looks_elsewhere(
    city: City, resident: Person, coordinator: Person
) -> None:
    await city.event(titles={"en": "Café"})
    await resident.follows("""
        > human
        < What would you like to know?
        > [Cancel]
        < Nothing was saved
        > human
        > events
        < These events are coming up
        > How do I renew my passport?
        < do not want to guess
    """)
    assert await coordinator.hears() == []


async def test_a_question_of_invisible_characters_is_not_passed_on(
    resident: Person, coordinator: Person
) -> None:
    await resident.says("human")
    (again,) = await resident.says("\u00ad")
    assert "What would you like to know?" in again.text
    assert await coordinator.hears() == []


async def test_staff_may_write_about_emergencies(coordinator: Person) -> None:
    await coordinator.follows("""
        > /announce
        > First aid: call 112
        < Please write the announcement
        > First aid course: in an emergency call 112. Help, there is a fire!
        < Draft – nobody has received it yet
        < call 112
    """)


async def test_the_code_and_file_can_be_had_again(city: City, resident: Person) -> None:
    await city.event(titles={"en": "Café"})
    first = await register(resident, "Café", "Ada")
    code = first[0].text.partition("Your code is ")[2][:6]
    await resident.says("/my")
    heard = await resident.taps("Café")
    assert code in heard[0].text
    assert heard[1].file


async def test_a_cancelled_event_gives_no_seat(city: City, resident: Person) -> None:
    event = await city.event(titles={"en": "Café"})
    await register(resident, "Café", "Ada")
    await call_off(city.app.services.uow, city.clock, event.id)
    await resident.hears()
    await resident.says("/my")
    (screen,) = await resident.taps("Café")
    assert "This event has been cancelled." in screen.text
    assert "You have a seat" not in screen.text


async def test_two_coordinators_do_not_overwrite_each_other(city: City, coordinator: Person) -> None:
    await coordinator.says("/announce")
    await coordinator.says("One")
    await coordinator.says("First.")
    await coordinator.taps("Text in a language")
    await coordinator.taps("Deutsch")
    await coordinator.says("Zwei")
    async with city.app.services.uow.writing() as w:
        (draft,) = await w.announcements.recent(1)
        await w.announcements.update(
            replace(draft, bodies={"de": Body(text="Anders.")}, revision=draft.revision + 1)
        )
        await w.commit()
    refusal, typed = await coordinator.says("Zweitens.")
    assert "This text has been changed" in refusal.text
    assert "Zweitens." in typed.text


async def test_danger_is_answered_without_a_database(
    city: City, new_person: NewPerson, resident: Person
) -> None:
    """The gate cannot read who writes; the number comes all the same."""

    class NoDatabase:
        def reading(self) -> object:
            raise OSError("the database is away")

        writing = reading

    services = city.app.services
    broken = NoDatabase()
    whole = services.uow
    object.__setattr__(services, "uow", broken)
    try:
        await resident.post("messages", {"text": "Help, my house is on fire!", "language": "en"})
        await _until_answered(city)
    finally:
        object.__setattr__(services, "uow", whole)
    (number,) = await resident.hears()
    assert "112" in number.text.splitlines()[0]


async def _until_answered(city: City) -> None:
    async with asyncio.timeout(20):
        while await city.app.gateway.rooms.count_updates():  # noqa: ASYNC110 - a row, not an event
            await asyncio.sleep(0.01)
