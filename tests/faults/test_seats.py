"""Seats when processes die or work side by side: a freed seat is offered exactly once."""

import asyncio
import signal
from collections import Counter
from dataclasses import replace

import pytest

from civic.changing import cancel
from civic.events import Event
from civic.notices import NoticeKind
from civic.offers import Claimed, OfferGone, PassedOn, claim, expire_due, pass_on
from civic.ports import AlreadyHandled
from civic.registrations import Registration, RegistrationStatus
from civic.residents import Resident
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, a_kept_event, residents
from tests.fakes import FakeClock
from tests.faults.processes import LONGEST_RUN, ended, start
from tests.faults.seat_runs import CAUSE, Giving, give_back_and_die, look_for_what_is_due
from tests.seats import kept, seats_of, sent, sign_up

pytestmark = [pytest.mark.faults, pytest.mark.timeout(LONGEST_RUN * 2)]


async def full(
    uow: SqlUnitOfWork, clock: FakeClock, waiting: int = 3
) -> tuple[Event, list[Resident], list[Registration]]:
    """One seat, taken by the first; the others wait."""
    event = await a_kept_event(uow, seats=1)
    people = await residents(uow, 1 + waiting)
    return event, people, [await sign_up(uow, clock, event, one) for one in people]


def url_of(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


async def statuses(uow: SqlUnitOfWork, entries: list[Registration]) -> list[str]:
    return [(await kept(uow, one)).status.value for one in entries]


@pytest.mark.parametrize("before", [True, False])
async def test_killed_between_freeing_and_offering(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock, before: bool
) -> None:
    _, people, entries = await full(uow, clock)
    giving = Giving(url_of(database), entries[0].id, people[0].id, before)
    assert await ended(start(give_back_and_die, giving)) == -signal.SIGKILL
    if before:
        # Nothing was durable: the seat is as it was, and no offer is left in the air.
        assert await statuses(uow, entries) == ["confirmed", "waiting", "waiting", "waiting"]
    # The program starts again: it looks for what is due, and the messenger repeats the update.
    await expire_due(uow, clock, BERLIN)
    try:
        await cancel(uow, clock, BERLIN, entries[0].id, people[0].id, CAUSE)
        assert before, "the update took effect twice"
    except AlreadyHandled:
        assert not before
    await expire_due(uow, clock, BERLIN)
    assert await statuses(uow, entries) == ["cancelled", "offered", "waiting", "waiting"]
    assert await sent(uow, clock) == [(people[1].id, NoticeKind.SEAT_OFFERED)]


async def test_two_processes_at_once_make_one_offer(
    database: Database, uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    """A seat became free and nobody offered it, as after a repair by hand."""
    event, people, entries = await full(uow, clock)
    async with uow.writing() as w:
        await w.registrations.update(replace(entries[0], status=RegistrationStatus.CANCELLED))
        await w.commit()
    runs = [start(look_for_what_is_due, url_of(database), 20) for _ in range(2)]
    assert await asyncio.gather(*(ended(run) for run in runs)) == [0, 0]
    assert await statuses(uow, entries) == ["cancelled", "offered", "waiting", "waiting"]
    assert await sent(uow, clock) == [(people[1].id, NoticeKind.SEAT_OFFERED)]
    assert (await seats_of(uow, event)).offered == 1


async def test_two_taps_on_an_offer_at_once_have_one_effect(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, people, entries = await full(uow, clock)
    await cancel(uow, clock, BERLIN, entries[0].id, people[0].id)
    offer, who = entries[1].id, people[1].id
    taps = await asyncio.gather(*(claim(uow, clock, BERLIN, offer, who) for _ in range(4)))
    assert Counter(type(one) for one in taps) == {Claimed: 4}
    seats = await seats_of(uow, event)
    assert (seats.taken, seats.offered, seats.waiting) == (1, 0, 2)
    assert (await kept(uow, entries[1])).sequence == 1


async def test_taking_and_passing_at_once_is_one_of_both(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, people, entries = await full(uow, clock)
    await cancel(uow, clock, BERLIN, entries[0].id, people[0].id)
    await sent(uow, clock)
    offer, who = entries[1].id, people[1].id
    taken, passed = await asyncio.gather(
        claim(uow, clock, BERLIN, offer, who), pass_on(uow, clock, BERLIN, offer, who)
    )
    seats = await seats_of(uow, event)
    assert seats.taken + seats.offered == 1
    if isinstance(taken, Claimed):
        assert isinstance(passed, OfferGone)
        assert seats.taken == 1
    else:
        assert isinstance(passed, PassedOn)
        assert await sent(uow, clock) == [(people[2].id, NoticeKind.SEAT_OFFERED)]


async def test_the_lapse_and_the_claim_at_the_same_moment(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, people, entries = await full(uow, clock)
    await cancel(uow, clock, BERLIN, entries[0].id, people[0].id)
    await sent(uow, clock)
    until = (await kept(uow, entries[1])).offer_until
    assert until is not None
    clock.now = until
    late, *_ = await asyncio.gather(
        claim(uow, clock, BERLIN, entries[1].id, people[1].id),
        *(expire_due(uow, clock, BERLIN) for _ in range(3)),
    )
    assert isinstance(late, OfferGone)
    seats = await seats_of(uow, event)
    assert (seats.taken, seats.offered) == (0, 1)
    assert (await kept(uow, entries[2])).status is RegistrationStatus.OFFERED
    told = Counter(await sent(uow, clock))
    assert told[people[2].id, NoticeKind.SEAT_OFFERED] == 1
    assert told[people[1].id, NoticeKind.OFFER_LAPSED] <= 1
    assert told.total() <= 2
