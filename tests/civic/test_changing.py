"""Changing a registration: more or fewer people, and what was said with it."""

from dataclasses import replace

import pytest

from civic.changing import (
    Cancelled,
    Changed,
    NoSeatForMore,
    NothingToCancel,
    PeopleCancelled,
    PersonAdded,
    add_person,
    cancel,
    cancel_people,
    change_details,
)
from civic.event_changes import change_event
from civic.notices import NoticeKind
from civic.registrations import MOST_PEOPLE, Need, NothingToChange, Registered, RegistrationStatus, register
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, a_kept_event, a_request, a_resident, residents
from tests.fakes import FakeClock
from tests.seats import kept, seats_of, sent, sign_up


async def test_one_person_of_a_household_is_cancelled_alone(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow, seats=3)
    family, other = await residents(sqlite_uow, 2)
    request = replace(a_request(event, family, people=3), others=("Ada", "Bo"))
    outcome = await register(sqlite_uow, clock, request)
    assert isinstance(outcome, Registered)
    seated = outcome.registration
    waits = await sign_up(sqlite_uow, clock, event, other)
    fewer = await cancel_people(sqlite_uow, clock, BERLIN, seated.id, family.id, 1, others=("Bo",))
    assert isinstance(fewer, PeopleCancelled)
    assert (fewer.registration.people, fewer.registration.others) == (2, ("Bo",))
    assert await kept(sqlite_uow, seated) == fewer.registration
    assert (await kept(sqlite_uow, waits)).status is RegistrationStatus.OFFERED
    assert await sent(sqlite_uow, clock) == [(other.id, NoticeKind.SEAT_OFFERED)]


async def test_cancelling_all_people_cancels_the_registration(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, family = await a_kept_event(sqlite_uow), await a_resident(sqlite_uow)
    seated = await sign_up(sqlite_uow, clock, event, family, 2)
    for number in (0, -1):
        nothing = await cancel_people(sqlite_uow, clock, BERLIN, seated.id, family.id, number)
        assert nothing == NothingToCancel()
    outcome = await cancel_people(sqlite_uow, clock, BERLIN, seated.id, family.id, 5)
    assert isinstance(outcome, Cancelled)
    again = await cancel_people(sqlite_uow, clock, BERLIN, seated.id, family.id, 1)
    assert again == NothingToCancel()


async def test_a_smaller_group_may_fit_at_last(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    """Three wait, two seats are offered to them; one stays at home, and nothing is partial any more."""
    event = await a_kept_event(sqlite_uow, seats=2)
    first, group = await residents(sqlite_uow, 2)
    seated = await sign_up(sqlite_uow, clock, event, first, 2)
    waits = await sign_up(sqlite_uow, clock, event, group, 3)
    await cancel(sqlite_uow, clock, BERLIN, seated.id, first.id)
    assert (await kept(sqlite_uow, waits)).offered == 2
    await cancel_people(sqlite_uow, clock, BERLIN, waits.id, group.id, 2)
    offer = await kept(sqlite_uow, waits)
    assert (offer.people, offer.offered, offer.status) == (1, 1, RegistrationStatus.OFFERED)
    assert (await seats_of(sqlite_uow, event)).free == 1


async def test_a_person_is_added_into_a_free_seat(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, family = await a_kept_event(sqlite_uow, seats=2), await a_resident(sqlite_uow)
    seated = await sign_up(sqlite_uow, clock, event, family)
    added = await add_person(sqlite_uow, clock, BERLIN, seated.id, family.id, "Bo")
    assert isinstance(added, PersonAdded)
    assert (added.registration.people, added.registration.others, added.position) == (2, ("Bo",), 0)
    full = await add_person(sqlite_uow, clock, BERLIN, seated.id, family.id, "Cleo")
    assert isinstance(full, NoSeatForMore)
    assert full.registration == await kept(sqlite_uow, seated)
    assert (await seats_of(sqlite_uow, event)).taken == 2


async def test_a_person_is_added_to_a_group_that_waits(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(sqlite_uow, seats=1)
    first, group = await residents(sqlite_uow, 2)
    seated = await sign_up(sqlite_uow, clock, event, first)
    waits = await sign_up(sqlite_uow, clock, event, group)
    added = await add_person(sqlite_uow, clock, BERLIN, waits.id, group.id, "")
    assert isinstance(added, PersonAdded)
    assert (added.registration.people, added.registration.others, added.position) == (2, (), 1)
    await cancel(sqlite_uow, clock, BERLIN, seated.id, first.id)
    answer_first = await add_person(sqlite_uow, clock, BERLIN, waits.id, group.id, "Bo")
    assert isinstance(answer_first, NoSeatForMore)


async def test_nobody_is_added_past_the_list_the_limit_or_the_deadline(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow, seats=MOST_PEOPLE + 2)
    six, one, stranger = await residents(sqlite_uow, 3)
    full = await sign_up(sqlite_uow, clock, event, six, MOST_PEOPLE)
    single = await sign_up(sqlite_uow, clock, event, one)
    assert await add_person(sqlite_uow, clock, BERLIN, full.id, six.id, "Bo") == NothingToChange()
    assert await add_person(sqlite_uow, clock, BERLIN, single.id, stranger.id, "Bo") == NothingToChange()
    await sign_up(sqlite_uow, clock, event, stranger, 2)
    refused = await add_person(sqlite_uow, clock, BERLIN, single.id, one.id, "Bo")
    assert isinstance(refused, NoSeatForMore)
    clock.now = event.deadline
    assert await add_person(sqlite_uow, clock, BERLIN, single.id, one.id, "Bo") == NothingToChange()


async def test_what_was_said_changes_until_the_deadline(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, who = await a_kept_event(sqlite_uow), await a_resident(sqlite_uow)
    mine = await sign_up(sqlite_uow, clock, event, who, 2)
    changed = await change_details(
        sqlite_uow,
        clock,
        mine.id,
        who.id,
        name="Mira B.",
        needs=frozenset({Need.INTERPRETER}),
        need_details={"interpreter": "uk"},
        answers={"q1": True},
        others=("Bo",),
        reminders=(3,),
    )
    assert isinstance(changed, Changed)
    now = await kept(sqlite_uow, mine)
    assert now == changed.registration
    assert (now.name, now.needs, now.answers, now.others, now.reminders) == (
        "Mira B.",
        frozenset({Need.INTERPRETER}),
        {"q1": True},
        ("Bo",),
        (3,),
    )
    same = await change_details(sqlite_uow, clock, mine.id, who.id, name="Mira B.")
    assert same == NothingToChange()
    clock.now = event.deadline
    assert await change_details(sqlite_uow, clock, mine.id, who.id, name="Too Late") == NothingToChange()
    later = await change_details(sqlite_uow, clock, mine.id, who.id, reminders=None)
    assert isinstance(later, Changed)
    assert later.registration.reminders is None
    clock.now = event.starts_at
    assert await change_details(sqlite_uow, clock, mine.id, who.id, reminders=(3,)) == NothingToChange()


async def test_nobody_changes_what_is_not_theirs(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(sqlite_uow)
    who, stranger = await residents(sqlite_uow, 2)
    mine = await sign_up(sqlite_uow, clock, event, who)
    assert await change_details(sqlite_uow, clock, mine.id, stranger.id, name="Eve") == NothingToChange()
    assert await cancel_people(sqlite_uow, clock, BERLIN, mine.id, stranger.id, 1) == NothingToCancel()
    await cancel(sqlite_uow, clock, BERLIN, mine.id, who.id)
    assert await change_details(sqlite_uow, clock, mine.id, who.id, name="Eve") == NothingToChange()
    assert await add_person(sqlite_uow, clock, BERLIN, mine.id, who.id, "Bo") == NothingToChange()


@pytest.mark.parametrize("seats", [3, 4])
async def test_raising_the_capacity_serves_the_list_before_any_newcomer(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, seats: int
) -> None:
    event = await a_kept_event(sqlite_uow, seats=2)
    a, b, newcomer = await residents(sqlite_uow, 3)
    await sign_up(sqlite_uow, clock, event, a, 2)
    waits = await sign_up(sqlite_uow, clock, event, b, 2)
    assert await change_event(sqlite_uow, clock, BERLIN, replace(event, seats=seats))
    new = await sign_up(sqlite_uow, clock, event, newcomer)
    assert (await kept(sqlite_uow, waits)).offered == seats - 2
    assert new.status is RegistrationStatus.WAITING


async def test_whoever_was_released_or_passed_keeps_nothing_to_cancel(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, who = await a_kept_event(sqlite_uow), await a_resident(sqlite_uow)
    mine = await sign_up(sqlite_uow, clock, event, who)
    for status in (RegistrationStatus.PASSED, RegistrationStatus.RELEASED, RegistrationStatus.DECLINED):
        async with sqlite_uow.writing() as w:
            await w.registrations.update(replace(mine, status=status))
            await w.commit()
        assert await cancel(sqlite_uow, clock, BERLIN, mine.id, who.id) == NothingToCancel()
