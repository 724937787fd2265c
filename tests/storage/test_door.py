"""At the door with the real store: nobody is counted twice, no seat is given to two, and numbers add up."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from civic.arrivals import (
    AlreadyIn,
    CheckedIn,
    DoorClosed,
    Elsewhere,
    NotSeated,
    Undone,
    Unknown,
    check_in,
    let_in,
    undo,
)
from civic.events import Event, EventStatus
from civic.no_shows import (
    Attendance,
    NothingToRelease,
    NotYet,
    Released,
    attendance,
    release_due,
    release_no_shows,
)
from civic.notices import NoticeKind
from civic.ports import AlreadyHandled, UnitOfWork
from civic.registrations import Registration, RegistrationStatus
from civic.residents import Cause, Channel, Resident
from civic.staff import Role
from civic.walk_ins import NoRoom, WalkIn, walk_in
from tests.factories import NOW, a_kept_event, a_resident, residents
from tests.fakes import FakeClock
from tests.seats import kept, seats_of, sent, sign_up

S = RegistrationStatus
START = NOW + timedelta(days=2)


async def an_evening(
    uow: UnitOfWork, clock: FakeClock, *groups: int, seats: int = 10, release_after: int | None = None
) -> tuple[Event, list[Registration], Resident]:
    """An event with a registration for each group, at the hour at which it begins, and a coordinator."""
    event = await a_kept_event(uow, starts_at=START, seats=seats)
    if release_after is not None:
        async with uow.writing() as w:
            await w.events.update(replace(event, release_after=release_after))
            await w.commit()
    everybody = await residents(uow, len(groups))
    listed = [
        await sign_up(uow, clock, event, one, people) for one, people in zip(everybody, groups, strict=True)
    ]
    clock.now = START
    return event, listed, await a_resident(uow, role=Role.COORDINATOR)


async def came(uow: UnitOfWork, registration: Registration) -> int:
    return (await kept(uow, registration)).arrived


async def test_all_people_of_a_registration_with_one_tap(uow: UnitOfWork, clock: FakeClock) -> None:
    event, (family,), staff = await an_evening(uow, clock, 3)
    outcome = await check_in(uow, clock, event.id, family.id, None, staff.id)
    assert isinstance(outcome, CheckedIn)
    now = await kept(uow, family)
    assert (now.arrived, now.arrived_at, now.arrived_by) == (3, START, staff.id)


async def test_many_at_once_count_a_family_once(uow: UnitOfWork, clock: FakeClock) -> None:
    event, (family, other), staff = await an_evening(uow, clock, 3, 2)
    second = await a_resident(uow, role=Role.COORDINATOR)
    outcomes = await asyncio.gather(
        *(check_in(uow, clock, event.id, family.id, None, one.id) for one in (staff, second) * 4),
        *(check_in(uow, clock, event.id, other.id, people, second.id) for people in (None, 2, 1)),
    )
    told = [one for one in outcomes if isinstance(one, CheckedIn | AlreadyIn)]
    assert len(told) == len(outcomes)
    kinds = Counter((type(one).__name__, one.registration.id) for one in told)
    assert kinds == {
        ("CheckedIn", family.id): 1,
        ("AlreadyIn", family.id): 7,
        ("CheckedIn", other.id): 1,
        ("AlreadyIn", other.id): 2,
    }
    counted = [one.registration.arrived for one in outcomes if isinstance(one, CheckedIn)]
    async with uow.reading() as r:
        numbers = attendance(event, await r.door.everybody(event.id))
    assert numbers.came == sum(counted)
    assert numbers.came_registrations == 2


async def test_an_update_delivered_twice_counts_once(uow: UnitOfWork, clock: FakeClock) -> None:
    event, (family,), staff = await an_evening(uow, clock, 2)
    cause = Cause(Channel.TELEGRAM, 77)
    await check_in(uow, clock, event.id, family.id, None, staff.id, cause)
    await undo(uow, event.id, family.id)
    with pytest.raises(AlreadyHandled):
        await check_in(uow, clock, event.id, family.id, None, staff.id, cause)
    assert await came(uow, family) == 0


async def test_two_of_three_then_the_third(uow: UnitOfWork, clock: FakeClock) -> None:
    event, (family,), staff = await an_evening(uow, clock, 3)
    assert isinstance(await check_in(uow, clock, event.id, family.id, 2, staff.id), CheckedIn)
    # An old button, made when nobody was here, must not count anybody again.
    stale = await check_in(uow, clock, event.id, family.id, 1, staff.id, seen=0)
    assert isinstance(stale, AlreadyIn)
    assert await came(uow, family) == 2
    assert isinstance(await check_in(uow, clock, event.id, family.id, 3, staff.id, seen=2), CheckedIn)
    assert await came(uow, family) == 3


@pytest.mark.parametrize(("people", "counted"), [(0, 1), (-1, 1), (7, 3), (10**9, 3)])
async def test_no_more_come_than_registered(
    sqlite_uow: UnitOfWork, clock: FakeClock, people: int, counted: int
) -> None:
    event, (family,), staff = await an_evening(sqlite_uow, clock, 3)
    await check_in(sqlite_uow, clock, event.id, family.id, people, staff.id)
    assert await came(sqlite_uow, family) == counted


async def test_undo_twice(uow: UnitOfWork, clock: FakeClock) -> None:
    event, (family,), staff = await an_evening(uow, clock, 3)
    await check_in(uow, clock, event.id, family.id, None, staff.id)
    for _ in range(2):
        assert isinstance(await undo(uow, event.id, family.id), Undone)
    now = await kept(uow, family)
    assert (now.arrived, now.arrived_at, now.arrived_by, now.status) == (0, None, None, S.CONFIRMED)


async def test_a_code_of_another_event_names_that_event(uow: UnitOfWork, clock: FakeClock) -> None:
    event, _, staff = await an_evening(uow, clock, 1)
    other = await a_kept_event(uow, starts_at=START + timedelta(days=7))
    foreign = await sign_up(uow, clock, other, await a_resident(uow))
    for outcome in (
        await check_in(uow, clock, event.id, foreign.id, None, staff.id),
        await let_in(uow, clock, event.id, foreign.id, staff.id),
        await undo(uow, event.id, foreign.id),
    ):
        assert isinstance(outcome, Elsewhere)
        assert outcome.event.id == other.id
    assert await came(uow, foreign) == 0


async def test_unknown_ones(sqlite_uow: UnitOfWork, clock: FakeClock) -> None:
    event, (one,), staff = await an_evening(sqlite_uow, clock, 1)
    assert isinstance(await check_in(sqlite_uow, clock, event.id, 999, None, staff.id), Unknown)
    assert isinstance(await let_in(sqlite_uow, clock, 999, one.id, staff.id), Unknown)
    assert isinstance(await undo(sqlite_uow, 999, one.id), Unknown)
    assert isinstance(await walk_in(sqlite_uow, clock, WalkIn(999, "Ada", 1), staff.id), Unknown)
    assert isinstance(await release_no_shows(sqlite_uow, clock, 999), NothingToRelease)


async def test_the_door_is_closed_the_day_before_and_when_called_off(
    sqlite_uow: UnitOfWork, clock: FakeClock
) -> None:
    event, (one,), staff = await an_evening(sqlite_uow, clock, 1)
    clock.now = START - timedelta(hours=13)
    early = await check_in(sqlite_uow, clock, event.id, one.id, None, staff.id)
    assert isinstance(early, DoorClosed)
    assert early.opens_at == START - timedelta(hours=12)
    assert isinstance(await walk_in(sqlite_uow, clock, WalkIn(event.id, "Ada", 1), staff.id), DoorClosed)
    clock.now = START
    async with sqlite_uow.writing() as w:
        await w.events.update(replace(event, status=EventStatus.CANCELLED))
        await w.commit()
    assert isinstance(await let_in(sqlite_uow, clock, event.id, one.id, staff.id), DoorClosed)
    assert isinstance(await release_no_shows(sqlite_uow, clock, event.id), NothingToRelease)
    assert await came(sqlite_uow, one) == 0


@pytest.mark.parametrize(
    "status", [S.CANCELLED, S.RELEASED, S.PASSED, S.DECLINED, S.PENDING, S.WAITING, S.OFFERED]
)
async def test_without_a_seat_nobody_is_checked_in_but_let_in_while_seats_are_free(
    sqlite_uow: UnitOfWork, clock: FakeClock, status: RegistrationStatus
) -> None:
    event, (one, _), staff = await an_evening(sqlite_uow, clock, 2, 1, seats=3)
    offered = status is S.OFFERED
    async with sqlite_uow.writing() as w:
        await w.registrations.update(
            replace(one, status=status, offered=2 if offered else 0, offer_until=START if offered else None)
        )
        await w.commit()
    refused = await check_in(sqlite_uow, clock, event.id, one.id, None, staff.id)
    assert isinstance(refused, NotSeated)
    assert refused.registration.status is status
    outcome = await let_in(sqlite_uow, clock, event.id, one.id, staff.id)
    assert isinstance(outcome, CheckedIn)
    assert outcome.was is status
    now = await kept(sqlite_uow, one)
    assert (now.status, now.arrived, now.offered, now.offer_until) == (S.CONFIRMED, 2, 0, None)
    await undo(sqlite_uow, event.id, one.id, back_to=outcome.was)
    assert (await kept(sqlite_uow, one)).status is (S.WAITING if offered else status)


async def test_the_last_free_seats_are_given_once(uow: UnitOfWork, clock: FakeClock) -> None:
    event, (_, *waiting), staff = await an_evening(uow, clock, 3, 2, 2, 2, seats=3)
    assert {(await kept(uow, one)).status for one in waiting} == {S.WAITING}
    refused = await let_in(uow, clock, event.id, waiting[0].id, staff.id)
    assert isinstance(refused, NotSeated)
    assert refused.free == 0
    clock.now = START + timedelta(minutes=10)
    assert isinstance(await release_no_shows(uow, clock, event.id), Released)
    outcomes = await asyncio.gather(
        *(let_in(uow, clock, event.id, one.id, staff.id) for one in waiting),
        walk_in(uow, clock, WalkIn(event.id, "Walker", 2), staff.id),
    )
    kinds = Counter(type(one).__name__ for one in outcomes)
    assert kinds["CheckedIn"] == 1
    assert (await seats_of(uow, event)).taken == 2


async def test_those_who_do_not_come_lose_their_seats_once_and_hear_it_once(
    uow: UnitOfWork, clock: FakeClock
) -> None:
    event, (here, late, gone), staff = await an_evening(uow, clock, 2, 3, 1, seats=6)
    await check_in(uow, clock, event.id, here.id, None, staff.id)
    early = await release_no_shows(uow, clock, event.id)
    assert isinstance(early, NotYet)
    assert early.at == START + timedelta(minutes=10)
    clock.now = START + timedelta(minutes=10)
    outcomes = await asyncio.gather(*(release_no_shows(uow, clock, event.id) for _ in range(4)))
    (released,) = [one for one in outcomes if isinstance(one, Released)]
    assert {one.id for one in released.registrations} == {late.id, gone.id}
    assert released.free == 4
    heard = await sent(uow, clock)
    assert sorted(heard) == sorted((one.resident_id, NoticeKind.SEAT_RELEASED) for one in (late, gone))
    # Whoever is late is let in while there is room.
    assert isinstance(await let_in(uow, clock, event.id, late.id, staff.id), CheckedIn)
    assert await sent(uow, clock) == []


async def test_checking_in_and_releasing_at_once_agree(uow: UnitOfWork, clock: FakeClock) -> None:
    event, listed, staff = await an_evening(uow, clock, *([1] * 6), seats=6)
    clock.now = START + timedelta(minutes=10)
    outcomes = await asyncio.gather(
        *(check_in(uow, clock, event.id, one.id, None, staff.id) for one in listed[:3]),
        release_no_shows(uow, clock, event.id),
        *(check_in(uow, clock, event.id, one.id, None, staff.id) for one in listed[3:]),
    )
    checked = {one.registration.id for one in outcomes if isinstance(one, CheckedIn)}
    for one in listed:
        now = await kept(uow, one)
        assert (now.status, now.arrived) == ((S.CONFIRMED, 1) if one.id in checked else (S.RELEASED, 0))


async def test_of_a_group_that_came_in_part_the_rest_is_free_in_time(
    uow: UnitOfWork, clock: FakeClock
) -> None:
    event, (family,), staff = await an_evening(uow, clock, 3, seats=3)
    await check_in(uow, clock, event.id, family.id, 2, staff.id)
    full = await walk_in(uow, clock, WalkIn(event.id, "Ada", 1), staff.id)
    assert full == NoRoom(event, 0)
    clock.now = START + timedelta(minutes=10)
    assert isinstance(await walk_in(uow, clock, WalkIn(event.id, "Ada", 1), staff.id), CheckedIn)
    third = await check_in(uow, clock, event.id, family.id, 3, staff.id, seen=2)
    assert isinstance(third, NotSeated)
    assert await came(uow, family) == 2


async def test_events_that_are_set_to_release_by_themselves(uow: UnitOfWork, clock: FakeClock) -> None:
    event, (here, gone), staff = await an_evening(uow, clock, 1, 2, release_after=15)
    clock.now = START + timedelta(minutes=20)
    # Nobody was checked in: perhaps nobody uses the list, so it says nothing.
    assert await release_due(uow, clock) == 0
    await check_in(uow, clock, event.id, here.id, None, staff.id)
    clock.now = START + timedelta(minutes=14)
    assert await release_due(uow, clock) == 0
    clock.now = START + timedelta(minutes=15)
    assert sum(await asyncio.gather(release_due(uow, clock), release_due(uow, clock))) == 1
    assert await release_due(uow, clock) == 0
    assert (await kept(uow, gone)).status is S.RELEASED
    clock.now = START + timedelta(hours=3)
    await undo(uow, event.id, here.id)
    assert await release_due(uow, clock) == 0, "the event is over"


async def test_an_event_without_the_setting_is_left_alone(uow: UnitOfWork, clock: FakeClock) -> None:
    event, (here, _), staff = await an_evening(uow, clock, 1, 1)
    await check_in(uow, clock, event.id, here.id, None, staff.id)
    clock.now = START + timedelta(minutes=60)
    assert await release_due(uow, clock) == 0


async def test_numbers_of_an_evening_add_up(uow: UnitOfWork, clock: FakeClock) -> None:
    event, (whole, part, gone, _), staff = await an_evening(uow, clock, 2, 3, 4, 2, seats=9)
    await check_in(uow, clock, event.id, whole.id, None, staff.id)
    await check_in(uow, clock, event.id, part.id, 2, staff.id)
    clock.now = START + timedelta(minutes=10)
    await release_no_shows(uow, clock, event.id)
    await walk_in(uow, clock, WalkIn(event.id, "Ada", 1), staff.id)
    async with uow.reading() as r:
        everybody = await r.door.everybody(event.id)
    assert attendance(event, everybody) == Attendance(
        registrations=4, registered=10, came=5, came_registrations=3, missing=5, walk_ins=1, waiting=2
    )
    assert (await kept(uow, gone)).status is S.RELEASED
