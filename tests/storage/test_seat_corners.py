"""Where two rules about seats meet: the door and cancelling, moving and offers, deciding too late."""

from dataclasses import replace
from datetime import timedelta

import pytest

from civic.arrivals import CheckedIn, check_in, undo
from civic.changing import (
    Cancelled,
    Changed,
    NothingToCancel,
    PeopleCancelled,
    cancel,
    cancel_people,
    change_details,
)
from civic.draws import draw_due, published_draw
from civic.event_changes import change_event
from civic.events import Event, Way
from civic.moderation import Accepted, accept
from civic.needs import NeedWatch
from civic.no_shows import release_due
from civic.notices import NoticeKind
from civic.offers import claim, expire_due, pass_on, rejoin
from civic.registrations import Need, Registration, RegistrationStatus, WaitListed, register
from civic.staff import Role
from civic.walk_ins import WalkIn, walk_in
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, a_request, a_resident, residents
from tests.fakes import FakeClock
from tests.seats import kept, position, seats_of, sent, sign_up

DAY = timedelta(days=1)


async def change(uow: SqlUnitOfWork, clock: FakeClock, event: Event, **changes: object) -> Event:
    now = (await seats_of(uow, event)).event
    changed = await change_event(uow, clock, BERLIN, replace(now, **changes))  # type: ignore[arg-type]
    assert changed is not None
    return changed


async def test_whoever_is_at_the_door_does_not_cancel(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, family = await a_kept_event(uow), await a_resident(uow)
    seated = await sign_up(uow, clock, event, family, 4)
    clock.now = event.starts_at - timedelta(minutes=10)
    await check_in(uow, clock, event.id, seated.id, 2, family.id)
    assert await cancel(uow, clock, BERLIN, seated.id, family.id) == NothingToCancel()
    for too_many in (3, 4, 9):
        outcome = await cancel_people(uow, clock, BERLIN, seated.id, family.id, too_many)
        assert outcome == NothingToCancel()
    fewer = await cancel_people(uow, clock, BERLIN, seated.id, family.id, 2)
    assert isinstance(fewer, PeopleCancelled)
    assert (fewer.registration.people, fewer.registration.arrived) == (2, 2)


async def test_more_are_cancelled_than_there_are(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, family = await a_kept_event(uow), await a_resident(uow)
    seated = await sign_up(uow, clock, event, family, 2)
    assert isinstance(await cancel_people(uow, clock, BERLIN, seated.id, family.id, 5), Cancelled)


async def test_accepted_after_the_deadline_they_get_the_free_seat(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow, seats=1)
    async with uow.writing() as w:
        await w.events.update(replace(event, way=Way.MODERATED))
        await w.commit()
    group, single = await residents(uow, 2)
    large = await sign_up(uow, clock, event, group, 2)
    small = await sign_up(uow, clock, event, single)
    clock.now = event.deadline
    waits = await accept(uow, clock, BERLIN, large.id, group.id)
    assert isinstance(waits, Accepted)
    assert waits.position == 1
    seated = await accept(uow, clock, BERLIN, small.id, group.id)
    assert isinstance(seated, Accepted)
    assert seated.registration.status is RegistrationStatus.CONFIRMED


async def one_offer(uow: SqlUnitOfWork, clock: FakeClock) -> tuple[Event, Registration, Registration]:
    """The only seat became free and is offered to the first who waits; the second waits on."""
    event = await a_kept_event(uow, seats=1)
    people = await residents(uow, 3)
    seated, first, second = [await sign_up(uow, clock, event, one) for one in people]
    await cancel(uow, clock, BERLIN, seated.id, people[0].id)
    await sent(uow, clock)
    return event, first, second


async def test_whoever_comes_back_hears_what_changed_meanwhile(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, first, second = await one_offer(uow, clock)
    assert first.resident_id is not None
    assert second.resident_id is not None
    await pass_on(uow, clock, BERLIN, first.id, first.resident_id)
    await change(uow, clock, event, place="Elsewhere")
    told = await sent(uow, clock)
    assert (first.resident_id, NoticeKind.EVENT_CHANGED) not in told
    assert (second.resident_id, NoticeKind.EVENT_CHANGED) in told
    outcome = await rejoin(uow, clock, BERLIN, first.id, first.resident_id)
    assert isinstance(outcome, WaitListed)
    assert await sent(uow, clock) == [(first.resident_id, NoticeKind.EVENT_CHANGED)]


async def test_who_registers_anew_has_read_how_the_event_is_now(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, person = await a_kept_event(uow), await a_resident(uow)
    seated = await sign_up(uow, clock, event, person)
    await cancel(uow, clock, BERLIN, seated.id, person.id)
    changed = await change(uow, clock, event, place="Elsewhere")
    await register(uow, clock, a_request(changed, person))
    assert await sent(uow, clock) == []
    assert (await kept(uow, seated)).told["place"] == "Elsewhere"


async def test_a_shortened_offer_is_told_again_with_its_new_end(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, first, _ = await one_offer(uow, clock)
    assert first.resident_id is not None
    deadline = NOW + timedelta(hours=5)
    await change(uow, clock, event, deadline=deadline)
    assert (await kept(uow, first)).offer_until == deadline
    assert await sent(uow, clock) == [(first.resident_id, NoticeKind.SEAT_OFFERED)]
    await change(uow, clock, event, deadline=deadline + DAY)
    assert (await kept(uow, first)).offer_until == deadline
    assert await sent(uow, clock) == []


@pytest.mark.parametrize("ticked", [True, False])
async def test_an_event_moved_so_that_its_deadline_is_over_ends_its_offers(
    uow: SqlUnitOfWork, clock: FakeClock, ticked: bool
) -> None:
    event, first, second = await one_offer(uow, clock)
    assert first.resident_id is not None
    clock.advance(timedelta(hours=3))
    await change(uow, clock, event, deadline=NOW + timedelta(hours=1))
    if ticked:
        assert await expire_due(uow, clock, BERLIN) == 1
        assert await sent(uow, clock) == [(first.resident_id, NoticeKind.OFFER_LAPSED)]
    await claim(uow, clock, BERLIN, first.id, first.resident_id)
    assert (await kept(uow, first)).status is RegistrationStatus.PASSED
    assert await position(uow, second) == 1
    assert await expire_due(uow, clock, BERLIN) == 0


async def test_more_children_in_as_many_words_are_noticed(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, parent = await a_kept_event(uow), await a_resident(uow)
    staff = await a_resident(uow, role=Role.COORDINATOR)
    seated = await sign_up(uow, clock, event, parent)
    watch = NeedWatch(uow, clock)

    async def say(children: str) -> None:
        outcome = await change_details(
            uow,
            clock,
            seated.id,
            parent.id,
            needs=frozenset((Need.CHILDCARE,)),
            need_details={Need.CHILDCARE.value: children},
        )
        assert isinstance(outcome, Changed)

    await say("3-5: 1")
    assert await watch.look() == 0
    await say("3-5: 4")
    assert await watch.look() == 1
    assert await sent(uow, clock) == [(staff.id, NoticeKind.NEED_ALERT)]


async def test_only_events_with_somebody_to_release_are_looked_at(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow)
    async with uow.writing() as w:
        await w.events.update(replace(event, release_after=0))
        await w.commit()
    here, away = await residents(uow, 2)
    seated = await sign_up(uow, clock, event, here)
    await sign_up(uow, clock, event, away)
    clock.now = event.starts_at

    async def looked_at() -> list[int]:
        async with uow.reading() as r:
            return [one.id for one in await r.door.releasing(clock())]

    assert await looked_at() == []  # nobody uses the list at the door
    await check_in(uow, clock, event.id, seated.id, None, here.id)
    assert await looked_at() == [event.id]
    assert await release_due(uow, clock) == 1
    assert await looked_at() == []


async def test_whoever_walked_in_before_a_late_draw_took_no_part_in_it(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, staff = await a_kept_event(uow, seats=3), await a_resident(uow, role=Role.COORDINATOR)
    late = event.starts_at - timedelta(hours=2)
    await change(uow, clock, event, way=Way.DRAW, deadline=late, draw_at=late)
    drawn = [await sign_up(uow, clock, event, one) for one in await residents(uow, 2)]
    clock.now = late - timedelta(hours=1)
    assert isinstance(await walk_in(uow, clock, WalkIn(event.id, "Stays", 1), staff.id), CheckedIn)
    goes = await walk_in(uow, clock, WalkIn(event.id, "Goes", 1), staff.id)
    assert isinstance(goes, CheckedIn)
    await undo(uow, event.id, goes.registration.id, back_to=goes.was)
    clock.now = late
    assert await draw_due(uow, clock, BERLIN) == 1
    assert [(await kept(uow, one)).status for one in drawn] == [RegistrationStatus.CONFIRMED] * 2
    published = await published_draw(uow, event.id)
    assert published is not None
    assert {one.code for one in published.entries} == {one.code for one in drawn}
