"""Offers of freed seats: taken, passed on, lapsed, too late, and whoever cannot be reached."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from civic.announcements import DeliveryStatus
from civic.changing import Cancelled, cancel
from civic.event_changes import call_off, change_event
from civic.events import Closing, Event
from civic.notices import NoticeKind
from civic.offers import Claimed, OfferGone, PassedOn, claim, expire_due, pass_on, rejoin
from civic.ports import AlreadyHandled
from civic.registrations import (
    Closed,
    NothingToChange,
    Registered,
    Registration,
    RegistrationStatus,
    WaitListed,
    register,
)
from civic.residents import Cause, Channel, Resident
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, a_request, residents
from tests.fakes import FakeClock
from tests.seats import kept, position, seats_of, sent, sign_up

OFFERED, LAPSED = NoticeKind.SEAT_OFFERED, NoticeKind.OFFER_LAPSED
DAY = timedelta(days=1)


class Full:
    """An event whose seat was given back, so that it is offered to the first of those who wait."""

    def __init__(self, event: Event, people: list[Resident], waiting: list[Registration]) -> None:
        self.event = event
        self.people = people
        self.waiting = waiting
        self.ids = [one.id for one in people]


async def freed(uow: SqlUnitOfWork, clock: FakeClock, *groups: int, seats: int = 1) -> Full:
    """All the seats were taken by one group; the others wait behind it in this order."""
    event = await a_kept_event(uow, seats=seats)
    first, *people = await residents(uow, 1 + len(groups))
    seated = await sign_up(uow, clock, event, first, seats)
    waiting = [await sign_up(uow, clock, event, who, n) for who, n in zip(people, groups, strict=True)]
    assert isinstance(await cancel(uow, clock, BERLIN, seated.id, first.id), Cancelled)
    return Full(event, people, waiting)


async def statuses(uow: SqlUnitOfWork, full: Full) -> list[str]:
    return [(await kept(uow, one)).status.value for one in full.waiting]


async def test_a_freed_seat_is_offered_and_taken(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    full = await freed(sqlite_uow, clock, 1, 1)
    assert await sent(sqlite_uow, clock) == [(full.ids[0], OFFERED)]
    offer = await kept(sqlite_uow, full.waiting[0])
    assert (offer.status, offer.offered, offer.offer_until) == (RegistrationStatus.OFFERED, 1, NOW + DAY)
    outcome = await claim(sqlite_uow, clock, BERLIN, offer.id, full.ids[0])
    assert isinstance(outcome, Claimed)
    assert outcome.registration == await kept(sqlite_uow, offer)
    assert (outcome.registration.status, outcome.registration.offer_until) == (
        RegistrationStatus.CONFIRMED,
        None,
    )
    assert await claim(sqlite_uow, clock, BERLIN, offer.id, full.ids[0]) == outcome
    assert await position(sqlite_uow, full.waiting[1]) == 1
    assert await sent(sqlite_uow, clock) == []


async def test_a_newcomer_waits_while_a_seat_is_offered(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    full = await freed(sqlite_uow, clock, 1)
    [newcomer] = await residents(sqlite_uow, 1)
    outcome = await register(sqlite_uow, clock, a_request(full.event, newcomer))
    assert isinstance(outcome, WaitListed)
    assert outcome.position == 1


async def test_a_passed_seat_goes_to_the_next_at_once(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    full = await freed(sqlite_uow, clock, 1, 1)
    await sent(sqlite_uow, clock)
    outcome = await pass_on(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    assert isinstance(outcome, PassedOn)
    assert outcome.registration.status is RegistrationStatus.PASSED
    assert await sent(sqlite_uow, clock) == [(full.ids[1], OFFERED)]
    assert await pass_on(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0]) == outcome
    assert await sent(sqlite_uow, clock) == []


async def test_silence_moves_the_seat_on_and_is_told(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    full = await freed(sqlite_uow, clock, 1, 1)
    await sent(sqlite_uow, clock)
    clock.advance(DAY - timedelta(seconds=1))
    assert await expire_due(sqlite_uow, clock, BERLIN) == 0
    clock.advance(timedelta(seconds=1))
    assert await expire_due(sqlite_uow, clock, BERLIN) == 1
    assert await expire_due(sqlite_uow, clock, BERLIN) == 0
    assert await statuses(sqlite_uow, full) == ["passed", "offered"]
    assert await sent(sqlite_uow, clock) == [(full.ids[0], LAPSED), (full.ids[1], OFFERED)]


@pytest.mark.parametrize("ticked", [True, False])
async def test_a_late_claim_waits_at_the_end(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, ticked: bool
) -> None:
    full = await freed(sqlite_uow, clock, 1, 1, 1)
    await sent(sqlite_uow, clock)
    clock.advance(DAY)
    if ticked:
        await expire_due(sqlite_uow, clock, BERLIN)
    outcome = await claim(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    assert isinstance(outcome, OfferGone)
    assert outcome.position == 2
    assert outcome.registration == await kept(sqlite_uow, full.waiting[0])
    assert await statuses(sqlite_uow, full) == ["waiting", "offered", "waiting"]
    again = await claim(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    assert again == outcome
    lapsed = [(full.ids[0], LAPSED)] if ticked else []
    assert await sent(sqlite_uow, clock) == [*lapsed, (full.ids[1], OFFERED)]


async def test_a_late_claim_of_a_seat_that_nobody_else_wants_is_no_pity(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    full = await freed(sqlite_uow, clock, 1)
    await sent(sqlite_uow, clock)
    clock.advance(2 * DAY)
    outcome = await claim(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    assert isinstance(outcome, Claimed)
    assert (await seats_of(sqlite_uow, full.event)).taken == 1


async def test_an_offer_ends_with_the_deadline(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    full = await freed(sqlite_uow, clock, 1, 1)
    await sent(sqlite_uow, clock)
    clock.now = full.event.deadline
    outcome = await claim(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    assert isinstance(outcome, OfferGone)
    assert (outcome.position, outcome.registration and outcome.registration.status) == (
        0,
        RegistrationStatus.PASSED,
    )
    assert await rejoin(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0]) == Closed(
        Closing.DEADLINE
    )
    assert await statuses(sqlite_uow, full) == ["passed", "waiting"]


async def test_foreign_and_unknown_offers(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    full = await freed(sqlite_uow, clock, 1, 1)
    mine, theirs = full.waiting[0].id, full.ids[1]
    for number in (mine, mine + 99):
        assert await claim(sqlite_uow, clock, BERLIN, number, theirs) == OfferGone(None, None)
        assert await pass_on(sqlite_uow, clock, BERLIN, number, theirs) == OfferGone(None, None)
        assert await rejoin(sqlite_uow, clock, BERLIN, number, theirs) == NothingToChange()
    assert await statuses(sqlite_uow, full) == ["offered", "waiting"]


async def test_whoever_only_waits_has_no_offer(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    full = await freed(sqlite_uow, clock, 1, 1)
    waits = await kept(sqlite_uow, full.waiting[1])
    gone = OfferGone(waits, full.event, 1)
    assert await claim(sqlite_uow, clock, BERLIN, waits.id, full.ids[1]) == gone
    assert await pass_on(sqlite_uow, clock, BERLIN, waits.id, full.ids[1]) == gone
    assert await rejoin(sqlite_uow, clock, BERLIN, waits.id, full.ids[1]) == NothingToChange()


async def test_whoever_passed_may_come_back_at_the_end(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    full = await freed(sqlite_uow, clock, 1, 1, 1)
    await pass_on(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    outcome = await rejoin(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    assert isinstance(outcome, WaitListed)
    assert outcome.position == 2
    assert await statuses(sqlite_uow, full) == ["waiting", "offered", "waiting"]


async def test_coming_back_to_free_seats_is_a_seat(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    full = await freed(sqlite_uow, clock, 1)
    await pass_on(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    outcome = await rejoin(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    assert isinstance(outcome, Registered)


async def test_cancel_after_claim_goes_to_the_next_and_not_back(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    full = await freed(sqlite_uow, clock, 1, 1)
    await claim(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    await cancel(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    assert await statuses(sqlite_uow, full) == ["cancelled", "offered"]
    outcome = await claim(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    assert isinstance(outcome, OfferGone)
    assert await statuses(sqlite_uow, full) == ["cancelled", "offered"]


async def test_an_update_delivered_twice_takes_one_seat(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    full = await freed(sqlite_uow, clock, 1, 1)
    cause = Cause(Channel.TELEGRAM, 77)
    offer, who = full.waiting[0].id, full.ids[0]
    assert isinstance(await pass_on(sqlite_uow, clock, BERLIN, offer, who, cause), PassedOn)
    with pytest.raises(AlreadyHandled):
        await pass_on(sqlite_uow, clock, BERLIN, offer, who, cause)
    assert await statuses(sqlite_uow, full) == ["passed", "offered"]


async def test_a_part_is_offered_when_nobody_fits_wholly(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    full = await freed(sqlite_uow, clock, 3, 4, seats=2)
    offer = await kept(sqlite_uow, full.waiting[0])
    assert (offer.offered, offer.people) == (2, 3)
    outcome = await claim(sqlite_uow, clock, BERLIN, offer.id, full.ids[0])
    assert isinstance(outcome, Claimed)
    assert (outcome.registration.people, outcome.registration.offered) == (2, 0)
    assert await statuses(sqlite_uow, full) == ["confirmed", "waiting"]


async def test_a_partial_offer_grows_before_anybody_else_is_served(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    full = await freed(sqlite_uow, clock, 3, 4, seats=2)
    assert await sent(sqlite_uow, clock) == [(full.ids[0], OFFERED)]
    assert await change_event(sqlite_uow, clock, BERLIN, replace(full.event, seats=4))
    offers = [await kept(sqlite_uow, one) for one in full.waiting]
    assert [one.offered for one in offers] == [3, 1]
    assert await sent(sqlite_uow, clock) == [(full.ids[0], OFFERED), (full.ids[1], OFFERED)]


async def test_an_offer_that_nobody_heard_of_does_not_lapse(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    """The program stood still for two days: the person is asked now, and keeps the place."""
    full = await freed(sqlite_uow, clock, 1, 1)
    clock.advance(2 * DAY)
    await expire_due(sqlite_uow, clock, BERLIN)
    offer = await kept(sqlite_uow, full.waiting[0])
    assert (offer.status, offer.offer_until) == (RegistrationStatus.OFFERED, clock() + DAY)
    assert await sent(sqlite_uow, clock) == [(full.ids[0], OFFERED)]


@pytest.mark.parametrize("status", [DeliveryStatus.UNREACHABLE, DeliveryStatus.REFUSED])
async def test_whoever_cannot_be_reached_is_marked_and_the_offer_goes_on(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, status: DeliveryStatus
) -> None:
    full = await freed(sqlite_uow, clock, 1, 1)
    assert await sent(sqlite_uow, clock, status) == [(full.ids[0], OFFERED)]
    assert await expire_due(sqlite_uow, clock, BERLIN) == 1
    assert await statuses(sqlite_uow, full) == ["passed", "offered"]
    assert (await kept(sqlite_uow, full.waiting[0])).told["unreachable"] == NOW.isoformat()
    assert await sent(sqlite_uow, clock) == [(full.ids[1], OFFERED)]
    assert await expire_due(sqlite_uow, clock, BERLIN) == 0
    back = await rejoin(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    assert isinstance(back, WaitListed)
    assert "unreachable" not in back.registration.told


async def test_nothing_is_offered_for_an_event_that_was_called_off(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    full = await freed(sqlite_uow, clock, 1, 1)
    await sent(sqlite_uow, clock)
    assert await call_off(sqlite_uow, clock, full.event.id)
    clock.advance(3 * DAY)
    assert await expire_due(sqlite_uow, clock, BERLIN) == 0
    outcome = await claim(sqlite_uow, clock, BERLIN, full.waiting[0].id, full.ids[0])
    assert isinstance(outcome, OfferGone)
    assert [kind for _, kind in await sent(sqlite_uow, clock)] == [NoticeKind.EVENT_CANCELLED] * 2


async def test_a_moved_event_shortens_its_offers(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    full = await freed(sqlite_uow, clock, 1)
    sooner = replace(full.event, deadline=NOW + timedelta(hours=3))
    assert await change_event(sqlite_uow, clock, BERLIN, sooner)
    assert (await kept(sqlite_uow, full.waiting[0])).offer_until == sooner.deadline


async def test_an_offer_made_at_night_is_told_in_the_morning(sqlite_uow: SqlUnitOfWork) -> None:
    night = FakeClock(datetime.fromisoformat("2026-12-02T23:00+01:00"))
    full = await freed(sqlite_uow, night, 1)
    assert await sent(sqlite_uow, night) == []
    morning = datetime.fromisoformat("2026-12-03T08:00+01:00")
    assert (await kept(sqlite_uow, full.waiting[0])).offer_until == morning + DAY
    night.now = morning
    assert await sent(sqlite_uow, night) == [(full.ids[0], OFFERED)]
