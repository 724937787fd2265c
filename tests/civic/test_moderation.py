"""Events where a coordinator accepts or declines, and people whom a coordinator enters."""

from dataclasses import replace
from datetime import timedelta

from civic.changing import Cancelled, cancel
from civic.desk import DeskRequest, register_at_desk
from civic.event_changes import call_off
from civic.events import Closing, Event, EventStatus, Way
from civic.moderation import Accepted, AlreadyDecided, Declined, accept, decline
from civic.notices import NoticeKind
from civic.offers import Claimed, claim
from civic.registrations import (
    AlreadyRegistered,
    Closed,
    InDraw,
    PendingApproval,
    Registered,
    RegistrationStatus,
    WaitListed,
    register,
)
from civic.staff import Role
from civic.told import snapshot
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, a_request, a_resident, an_event, residents
from tests.fakes import FakeClock
from tests.seats import kept, seats_of, sent, sign_up


async def moderated(uow: SqlUnitOfWork, seats: int = 1, way: Way = Way.MODERATED) -> Event:
    async with uow.writing() as w:
        event = await w.events.add(replace(an_event(seats=seats), way=way))
        await w.commit()
        return event


async def test_a_pending_registration_holds_no_seat_until_it_is_accepted(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, who = await moderated(sqlite_uow), await a_resident(sqlite_uow)
    outcome = await register(sqlite_uow, clock, a_request(event, who))
    assert isinstance(outcome, PendingApproval)
    assert (await seats_of(sqlite_uow, event)).free == 1
    assert isinstance(await register(sqlite_uow, clock, a_request(event, who)), AlreadyRegistered)
    accepted = await accept(sqlite_uow, clock, BERLIN, outcome.registration.id, 1)
    assert isinstance(accepted, Accepted)
    assert (accepted.registration.status, accepted.position) == (RegistrationStatus.CONFIRMED, 0)
    assert await sent(sqlite_uow, clock) == [(who.id, NoticeKind.ACCEPTED)]
    for decide in (accept, decline):
        assert await decide(sqlite_uow, clock, BERLIN, outcome.registration.id, 1) == AlreadyDecided(
            accepted.registration
        )
    assert await sent(sqlite_uow, clock) == []


async def test_accepted_at_a_full_event_waits_and_is_offered_a_seat(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await moderated(sqlite_uow)
    a, b = await residents(sqlite_uow, 2)
    first, second = [await sign_up(sqlite_uow, clock, event, one) for one in (a, b)]
    await accept(sqlite_uow, clock, BERLIN, first.id, 1)
    waits = await accept(sqlite_uow, clock, BERLIN, second.id, 1)
    assert isinstance(waits, Accepted)
    assert (waits.registration.status, waits.position) == (RegistrationStatus.WAITING, 1)
    await cancel(sqlite_uow, clock, BERLIN, first.id, a.id)
    assert await sent(sqlite_uow, clock) == [
        (a.id, NoticeKind.ACCEPTED),
        (b.id, NoticeKind.ACCEPTED),
        (b.id, NoticeKind.SEAT_OFFERED),
    ]


async def test_a_declined_person_stays_declined(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, who = await moderated(sqlite_uow), await a_resident(sqlite_uow)
    asked = await sign_up(sqlite_uow, clock, event, who)
    outcome = await decline(sqlite_uow, clock, BERLIN, asked.id, 1)
    assert isinstance(outcome, Declined)
    assert await sent(sqlite_uow, clock) == [(who.id, NoticeKind.DECLINED)]
    again = await register(sqlite_uow, clock, a_request(event, who))
    assert again == AlreadyRegistered(outcome.registration, event)


async def test_nothing_to_decide(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await moderated(sqlite_uow)
    a, b = await residents(sqlite_uow, 2)
    withdrawn, pending = [await sign_up(sqlite_uow, clock, event, one) for one in (a, b)]
    assert isinstance(await cancel(sqlite_uow, clock, BERLIN, withdrawn.id, a.id), Cancelled)
    await call_off(sqlite_uow, clock, event.id)
    for decide in (accept, decline):
        for number in (withdrawn.id, pending.id, pending.id + 1):
            assert isinstance(await decide(sqlite_uow, clock, BERLIN, number, 1), AlreadyDecided)


async def test_somebody_without_account_is_entered_at_the_desk(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow, seats=3)
    staff = await a_resident(sqlite_uow, role=Role.COORDINATOR)
    request = DeskRequest(event.id, "Oma Erna", 2, phone="0631 1234", language="de", others=("Opa",))
    outcome = await register_at_desk(sqlite_uow, clock, BERLIN, request, staff.id)
    assert isinstance(outcome, Registered)
    one = await kept(sqlite_uow, outcome.registration)
    assert (one.resident_id, one.entered_by, one.phone, one.others) == (
        None,
        staff.id,
        "0631 1234",
        ("Opa",),
    )
    assert one.told == snapshot(event)
    second = await register_at_desk(sqlite_uow, clock, BERLIN, request, staff.id)
    assert isinstance(second, WaitListed)
    assert second.registration.code != one.code


async def test_the_coordinator_speaks_for_whom_they_entered(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow, seats=1)
    resident, stranger = await residents(sqlite_uow, 2)
    staff = await a_resident(sqlite_uow, role=Role.COORDINATOR)
    seated = await sign_up(sqlite_uow, clock, event, resident)
    request = DeskRequest(event.id, "Oma Erna")
    waits = await register_at_desk(sqlite_uow, clock, BERLIN, request, staff.id)
    assert isinstance(waits, WaitListed)
    await cancel(sqlite_uow, clock, BERLIN, seated.id, resident.id)
    assert await sent(sqlite_uow, clock) == [(staff.id, NoticeKind.SEAT_OFFERED)]
    number = waits.registration.id
    assert not isinstance(await claim(sqlite_uow, clock, BERLIN, number, stranger.id), Claimed)
    assert isinstance(await claim(sqlite_uow, clock, BERLIN, number, staff.id), Claimed)
    assert isinstance(await cancel(sqlite_uow, clock, BERLIN, number, staff.id), Cancelled)


async def test_at_the_door_a_free_seat_is_for_whoever_is_there(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow, seats=1)
    a, b, staff = await residents(sqlite_uow, 3)
    seated = await sign_up(sqlite_uow, clock, event, a)
    await sign_up(sqlite_uow, clock, event, b)
    clock.now = event.deadline
    await cancel(sqlite_uow, clock, BERLIN, seated.id, a.id)
    clock.now = event.starts_at + timedelta(minutes=5)
    walk_in = DeskRequest(event.id, "Walk-in")
    assert isinstance(await register_at_desk(sqlite_uow, clock, BERLIN, walk_in, staff.id), Registered)
    assert isinstance(await register_at_desk(sqlite_uow, clock, BERLIN, walk_in, staff.id), WaitListed)
    clock.now = event.ends_at
    over = await register_at_desk(sqlite_uow, clock, BERLIN, walk_in, staff.id)
    assert over == Closed(Closing.OVER)


async def test_the_desk_takes_nobody_for_what_does_not_take_place(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    staff = await a_resident(sqlite_uow)
    draft = await a_kept_event(sqlite_uow, status=EventStatus.DRAFT)
    cancelled = await a_kept_event(sqlite_uow, status=EventStatus.CANCELLED)
    for number, why in (
        (draft.id, Closing.UNKNOWN),
        (cancelled.id, Closing.CANCELLED),
        (cancelled.id + 1, Closing.UNKNOWN),
    ):
        outcome = await register_at_desk(sqlite_uow, clock, BERLIN, DeskRequest(number, "X"), staff.id)
        assert outcome == Closed(why)


async def test_the_desk_accepts_by_entering_and_draws_like_everybody(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    staff = await a_resident(sqlite_uow)
    event, drawn = await moderated(sqlite_uow), await moderated(sqlite_uow, way=Way.DRAW)
    accepted = await register_at_desk(sqlite_uow, clock, BERLIN, DeskRequest(event.id, "A"), staff.id)
    assert isinstance(accepted, Registered)
    waits = await register_at_desk(sqlite_uow, clock, BERLIN, DeskRequest(drawn.id, "A"), staff.id)
    assert isinstance(waits, InDraw)
    async with sqlite_uow.writing() as w:
        await w.events.update(replace(event, opens_at=NOW + timedelta(days=1)))
        await w.commit()
    early = await register_at_desk(sqlite_uow, clock, BERLIN, DeskRequest(event.id, "B"), staff.id)
    assert isinstance(early, WaitListed)
