"""Registering and cancelling: outcomes, the waiting list, and what is remembered of a person."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from civic.changing import Cancelled, NothingToCancel, cancel
from civic.event_changes import call_off, change_event
from civic.events import Closing, Event, EventStatus
from civic.notices import NoticeKind
from civic.offers import expire_due
from civic.registrations import (
    AlreadyRegistered,
    Closed,
    Need,
    Registered,
    RegisterOutcome,
    RegistrationStatus,
    WaitListed,
    register,
)
from civic.residents import Resident
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, a_request, a_resident, residents
from tests.fakes import FakeClock


async def sign_up(uow: SqlUnitOfWork, event: Event, resident: Resident, people: int = 1) -> RegisterOutcome:
    return await register(uow, FakeClock(), a_request(event, resident, people=people))


async def told(uow: SqlUnitOfWork) -> list[tuple[int, NoticeKind]]:
    async with uow.writing() as w:
        return [(n.resident_id, n.kind) for n in await w.notices.claim(50, NOW + timedelta(days=99), NOW)]


async def test_a_registration_holds_what_was_confirmed(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, resident = await a_kept_event(sqlite_uow), await a_resident(sqlite_uow)
    needs = frozenset({Need.INTERPRETER})
    outcome = await register(sqlite_uow, clock, replace(a_request(event, resident, people=3), needs=needs))
    assert isinstance(outcome, Registered)
    kept = outcome.registration
    assert (kept.name, kept.people, kept.needs) == ("Mira Beispiel", 3, needs)
    assert (kept.status, kept.created_at, outcome.event) == (RegistrationStatus.CONFIRMED, NOW, event)
    assert len(kept.code) == 6
    assert not set(kept.code) & set("0O1IL")
    async with sqlite_uow.reading() as r:
        assert await r.registrations.get(kept.id) == kept
        remembered = await r.residents.get(resident.id)
    assert (remembered.name, remembered.notice_version) == ("Mira Beispiel", "2026-12")
    assert await told(sqlite_uow) == []


@pytest.mark.parametrize(
    ("status", "starts_in", "expected"),
    [
        (EventStatus.DRAFT, 10, Closing.UNKNOWN),
        (EventStatus.CANCELLED, 10, Closing.CANCELLED),
        (EventStatus.PUBLISHED, 1, Closing.DEADLINE),
        (EventStatus.PUBLISHED, 0, Closing.OVER),
    ],
)
async def test_a_closed_event_takes_nobody(
    sqlite_uow: SqlUnitOfWork, status: EventStatus, starts_in: int, expected: Closing
) -> None:
    event = await a_kept_event(sqlite_uow, status=status, starts_at=NOW + timedelta(days=starts_in))
    resident = await a_resident(sqlite_uow)
    assert await sign_up(sqlite_uow, event, resident) == Closed(expected)
    async with sqlite_uow.reading() as r:
        assert await r.registrations.of_event(event.id) == []
        assert (await r.residents.get(resident.id)).name == ""


async def test_an_unknown_event_is_closed(sqlite_uow: SqlUnitOfWork) -> None:
    event, resident = await a_kept_event(sqlite_uow), await a_resident(sqlite_uow)
    outcome = await sign_up(sqlite_uow, replace(event, id=event.id + 1), resident)
    assert outcome == Closed(Closing.UNKNOWN)


async def test_a_second_registration_changes_nothing(sqlite_uow: SqlUnitOfWork) -> None:
    event, resident = await a_kept_event(sqlite_uow), await a_resident(sqlite_uow)
    first = await sign_up(sqlite_uow, event, resident, people=2)
    assert isinstance(first, Registered)
    assert await sign_up(sqlite_uow, event, resident, people=5) == AlreadyRegistered(
        first.registration, event
    )


async def test_whoever_waits_learns_the_place_and_nobody_jumps_the_queue(sqlite_uow: SqlUnitOfWork) -> None:
    event = await a_kept_event(sqlite_uow, seats=3)
    a, b, c, d = await residents(sqlite_uow, 4)
    assert isinstance(await sign_up(sqlite_uow, event, a, people=2), Registered)
    big = await sign_up(sqlite_uow, event, b, people=2)
    assert isinstance(big, WaitListed)
    assert (big.position, big.registration.status) == (1, RegistrationStatus.WAITING)
    for place, one in enumerate((c, d), start=2):
        small = await sign_up(sqlite_uow, event, one)
        assert isinstance(small, WaitListed)
        assert small.position == place
    async with sqlite_uow.reading() as r:
        assert await r.registrations.seats_taken(event.id) == 2


async def test_when_the_head_of_the_queue_gives_up_those_behind_it_are_seated(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow, seats=3)
    a, b, c, d = await residents(sqlite_uow, 4)
    await sign_up(sqlite_uow, event, a, people=2)
    head = await sign_up(sqlite_uow, event, b, people=3)
    assert isinstance(head, WaitListed)
    for one in (c, d):
        await sign_up(sqlite_uow, event, one)
    await cancel(sqlite_uow, clock, BERLIN, head.registration.id, b.id)
    assert await told(sqlite_uow) == [(c.id, NoticeKind.SEAT_OFFERED)]


async def test_a_group_larger_than_the_event_is_offered_what_there_is(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow, seats=2)
    group, single = await residents(sqlite_uow, 2)
    waits = await sign_up(sqlite_uow, event, group, people=3)
    assert isinstance(waits, WaitListed)
    assert isinstance(await sign_up(sqlite_uow, event, single), WaitListed)
    assert await expire_due(sqlite_uow, clock, BERLIN) == 0
    # The single fits into what is free, so they are served whole; the group gets the rest.
    assert await told(sqlite_uow) == [
        (single.id, NoticeKind.SEAT_OFFERED),
        (group.id, NoticeKind.SEAT_OFFERED),
    ]
    async with sqlite_uow.reading() as r:
        offer = await r.registrations.get(waits.registration.id)
    assert offer is not None
    assert (offer.status, offer.people, offer.offered) == (RegistrationStatus.OFFERED, 3, 1)


async def test_whoever_comes_back_gets_the_old_code_and_a_new_place(sqlite_uow: SqlUnitOfWork) -> None:
    event = await a_kept_event(sqlite_uow, seats=1)
    a, b = await residents(sqlite_uow, 2)
    first = await sign_up(sqlite_uow, event, a)
    second = await sign_up(sqlite_uow, event, b)
    assert isinstance(first, Registered)
    assert isinstance(second, WaitListed)
    await cancel(sqlite_uow, FakeClock(), BERLIN, first.registration.id, a.id)
    again = await sign_up(sqlite_uow, event, a)
    assert isinstance(again, WaitListed)
    assert (again.registration.id, again.registration.code) == (
        first.registration.id,
        first.registration.code,
    )
    assert again.registration.cancelled_at is None
    assert again.position == 1
    assert await told(sqlite_uow) == [(b.id, NoticeKind.SEAT_OFFERED)]


async def test_only_ones_own_registration_can_be_cancelled_and_once(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow)
    mine, other = await residents(sqlite_uow, 2)
    outcome = await sign_up(sqlite_uow, event, mine)
    assert isinstance(outcome, Registered)
    registration = outcome.registration
    assert await cancel(sqlite_uow, clock, BERLIN, registration.id, other.id) == NothingToCancel()
    assert await cancel(sqlite_uow, clock, BERLIN, registration.id + 1, mine.id) == NothingToCancel()
    ended = replace(registration, status=RegistrationStatus.CANCELLED, cancelled_at=NOW, sequence=1)
    assert await cancel(sqlite_uow, clock, BERLIN, registration.id, mine.id) == Cancelled(ended, event)
    assert await cancel(sqlite_uow, clock, BERLIN, registration.id, mine.id) == NothingToCancel()


async def test_after_the_beginning_nothing_can_be_cancelled(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, resident = await a_kept_event(sqlite_uow), await a_resident(sqlite_uow)
    outcome = await sign_up(sqlite_uow, event, resident)
    assert isinstance(outcome, Registered)
    clock.now = event.starts_at
    assert await cancel(sqlite_uow, clock, BERLIN, outcome.registration.id, resident.id) == NothingToCancel()


async def test_after_the_deadline_nothing_is_offered_and_nobody_registers(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow, seats=1)
    a, b, c = await residents(sqlite_uow, 3)
    outcome = await sign_up(sqlite_uow, event, a)
    await sign_up(sqlite_uow, event, b)
    assert isinstance(outcome, Registered)
    clock.now = event.deadline
    assert isinstance(await cancel(sqlite_uow, clock, BERLIN, outcome.registration.id, a.id), Cancelled)
    assert await change_event(sqlite_uow, clock, BERLIN, replace(event, seats=2))
    assert await expire_due(sqlite_uow, clock, BERLIN) == 0
    assert await told(sqlite_uow) == []
    assert await register(sqlite_uow, clock, a_request(event, c)) == Closed(Closing.DEADLINE)


async def test_whoever_waits_and_cancels_frees_nothing(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(sqlite_uow, seats=1)
    a, b, c = await residents(sqlite_uow, 3)
    await sign_up(sqlite_uow, event, a)
    waiting = await sign_up(sqlite_uow, event, b)
    last = await sign_up(sqlite_uow, event, c)
    assert isinstance(waiting, WaitListed)
    assert isinstance(last, WaitListed)
    await cancel(sqlite_uow, clock, BERLIN, waiting.registration.id, b.id)
    async with sqlite_uow.reading() as r:
        assert await r.registrations.position(last.registration) == 1
        assert await r.registrations.seats_taken(event.id) == 1


async def test_more_seats_go_to_the_waiting_list(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(sqlite_uow, seats=1)
    a, b, c = await residents(sqlite_uow, 3)
    for one in (a, b, c):
        await sign_up(sqlite_uow, event, one)
    assert await change_event(sqlite_uow, clock, BERLIN, replace(event, seats=2))
    assert await told(sqlite_uow) == [(b.id, NoticeKind.SEAT_OFFERED)]


async def test_fewer_seats_throw_nobody_out_and_take_no_offer_back(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow, seats=2)
    a, b, c, d = await residents(sqlite_uow, 4)
    first = await sign_up(sqlite_uow, event, a)
    for one in (b, c, d):
        await sign_up(sqlite_uow, event, one)
    assert isinstance(first, Registered)
    await cancel(sqlite_uow, clock, BERLIN, first.registration.id, a.id)
    assert await change_event(sqlite_uow, clock, BERLIN, replace(event, seats=0))
    assert await told(sqlite_uow) == [(c.id, NoticeKind.SEAT_OFFERED)]
    async with sqlite_uow.reading() as r:
        kept = await r.events.get(event.id)
    assert kept is not None
    assert (kept.taken, kept.offered, kept.waiting, kept.free) == (1, 1, 1, 0)


@pytest.mark.parametrize("seed", range(8))
async def test_no_order_of_groups_overbooks_or_keeps_somebody_waiting_for_nothing(
    sqlite_uow: SqlUnitOfWork, seed: int
) -> None:
    """Whoever comes and goes: seats are not exceeded, and nobody waits while a seat is free."""
    groups = Random(seed).choices(range(1, 7), k=8)
    people = await residents(sqlite_uow, len(groups))
    event = await a_kept_event(sqlite_uow, seats=7)
    outcomes = [await sign_up(sqlite_uow, event, *one) for one in zip(people, groups, strict=True)]
    for outcome in outcomes[::2]:
        assert isinstance(outcome, Registered | WaitListed)
        one = outcome.registration
        assert one.resident_id is not None
        await cancel(sqlite_uow, FakeClock(), BERLIN, one.id, one.resident_id)
        await expire_due(sqlite_uow, FakeClock(), BERLIN)
        async with sqlite_uow.reading() as r:
            free = event.seats - await r.registrations.seats_taken(event.id)
            assert free >= 0
            listed = await r.registrations.of_event(event.id)
        waiting = [one for one in listed if one.status is RegistrationStatus.WAITING]
        assert not waiting or not free


async def test_everybody_hears_of_an_event_that_was_called_off(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow, seats=1)
    a, b, c = await residents(sqlite_uow, 3)
    outcomes = [await sign_up(sqlite_uow, event, one) for one in (a, b, c)]
    assert isinstance(outcomes[2], WaitListed)
    await cancel(sqlite_uow, clock, BERLIN, outcomes[2].registration.id, c.id)
    called_off = await call_off(sqlite_uow, clock, event.id)
    assert called_off == replace(event, status=EventStatus.CANCELLED, revision=1, sequence=1)
    assert await told(sqlite_uow) == [
        (a.id, NoticeKind.EVENT_CANCELLED),
        (b.id, NoticeKind.EVENT_CANCELLED),
    ]
    assert await call_off(sqlite_uow, clock, event.id) is None
    assert await call_off(sqlite_uow, clock, event.id + 1) is None
    assert await sign_up(sqlite_uow, event, c) == Closed(Closing.CANCELLED)


async def test_what_is_over_or_a_draft_is_not_called_off(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    over = await a_kept_event(sqlite_uow, starts_at=NOW - timedelta(hours=2))
    draft = await a_kept_event(sqlite_uow, status=EventStatus.DRAFT)
    assert await call_off(sqlite_uow, clock, over.id) is None
    assert await call_off(sqlite_uow, clock, draft.id) is None
