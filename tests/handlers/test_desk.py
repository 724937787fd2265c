"""Somebody without an account is registered by a coordinator, step by step, in several languages."""

import re

import pytest

from civic.registrations import Need, RegistrationStatus
from tests.handlers.city import City, Person, plain
from tests.handlers.held_buttons import tap
from tests.handlers.test_participants import own_event


async def test_a_person_without_an_account_gets_a_seat_and_a_code(city: City, coordinator: Person) -> None:
    event = await own_event(city, coordinator, seats=2)
    await tap(coordinator, f"people_menu:{event.id}")
    await coordinator.follows("""
        > [Register somebody]
        < Registering somebody for: Tea
        < Step 1 of 5
        < What is the name of the person?
        > 12345
        < I need a name with letters
        > Frau \u202eMüller ⏎ <b>
        < How many people are coming
        > viele
        < Please write a number from 1 to 6.
        > -1
        < Please write a number from 1 to 6.
        > 0
        < Please write a number from 1 to 6.
        > ٢
        < What is the telephone number?
        > no idea
        < That is no telephone number.
        > +
        < That is no telephone number.
        > +49 (631) ٣٦٥-0
        < Which language does the person speak?
        > Klingon
        < Which language does the person speak?
        > українська
        < Does the person need support
        > please
        < Does the person need support
        > [Step-free access]
        < ✓ Step-free access
        > [Register]
        < Registered. There is a seat.
        < Name: Frau Müller <b>
        < 2 people
        < please call if something changes
    """)
    async with city.app.services.uow.reading() as r:
        (one,) = await r.participants.of_event(event.id)
    kept = one.registration
    assert (kept.resident_id, kept.people, kept.phone) == (None, 2, "+49 (631) 365-0")
    assert (one.language, sorted(kept.needs), one.reachable) == ("uk", [Need.STEP_FREE], False)
    shown = plain("\n".join(line.text for line in coordinator.newest.values()))
    code = re.search(r"write down: ((?:\w ){5}\w)", shown)
    assert code is not None
    assert code[1].replace(" ", "") == kept.code
    await coordinator.follows("""
        > [Register somebody else]
        > Herr Weiß
        > [1]
        > [No telephone]
        > [Deutsch]
        > [No support needed]
        < The person is on the waiting list, position 1.
        < There is no telephone number
    """)
    async with city.app.services.uow.reading() as r:
        statuses = [one.registration.status for one in await r.participants.of_event(event.id)]
    assert statuses == [RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING]


@pytest.mark.parametrize("data", ["desk_people:1:7", "desk_people:2:1", "desk_done:1", "desk_need:1:x"])
async def test_buttons_of_another_step_or_form_do_nothing(city: City, coordinator: Person, data: str) -> None:
    event = await own_event(city, coordinator)
    await tap(coordinator, f"desk:{event.id}")
    await coordinator.says("Ada")
    await tap(coordinator, data)
    async with city.app.services.uow.reading() as r:
        assert await r.participants.of_event(event.id) == []
    (screen,) = await coordinator.says("2")
    assert "What is the telephone number?" in screen.text
