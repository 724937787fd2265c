"""Who hears of a changed or cancelled event, once, and who has to be called; on both databases."""

from dataclasses import replace
from datetime import timedelta

import pytest

from civic.announcements import DeliveryStatus
from civic.calls import UNSEEN_FOR, ToCall, Why, called, to_call
from civic.changing import cancel
from civic.event_changes import call_off, change_event
from civic.event_notices import note_delivery
from civic.events import Event, EventStatus, create_event
from civic.notices import Notice, NoticeKind
from civic.offers import expire_due
from civic.registrations import Registration, RegistrationStatus
from civic.residents import Address, Channel, Resident, became_reachable, became_unreachable
from civic.staff import Role
from civic.told import heard, snapshot
from storage.database import Database
from storage.rooms import SqlRooms
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, a_resident, an_address, an_event
from tests.fakes import FakeClock
from tests.participants import a_coordinator
from tests.seats import kept, seats_of, sign_up

CHANGED, CANCELLED = NoticeKind.EVENT_CHANGED, NoticeKind.EVENT_CANCELLED


async def change(uow: SqlUnitOfWork, clock: FakeClock, event: Event, **changes: object) -> Event:
    now = (await seats_of(uow, event)).event
    changed = await change_event(uow, clock, BERLIN, replace(now, **changes))  # type: ignore[arg-type]
    assert changed is not None
    return changed


async def deliver(
    uow: SqlUnitOfWork,
    clock: FakeClock,
    event: Event,
    status: DeliveryStatus = DeliveryStatus.SENT,
) -> list[tuple[int, NoticeKind]]:
    """Sends what is due as the deliverer does: what was said of the event is noted with the outcome."""
    async with uow.writing() as w:
        due = await w.notices.claim(100, clock(), clock() + timedelta(minutes=2))
        await w.commit()
    for notice in due:
        await outcome(uow, event, notice, status)
    return [(notice.resident_id, notice.kind) for notice in due]


async def outcome(uow: SqlUnitOfWork, event: Event, notice: Notice, status: DeliveryStatus) -> None:
    said = snapshot((await seats_of(uow, event)).event) if notice.kind is CHANGED else None
    async with uow.writing() as w:
        await note_delivery(w, notice, status, said)
        await w.notices.record(notice.id, status)
        await w.commit()


async def two_people(uow: SqlUnitOfWork, clock: FakeClock) -> tuple[Event, Registration, Registration]:
    """One has the only seat, one waits."""
    event = await a_kept_event(uow, seats=1)
    return (
        event,
        await sign_up(uow, clock, event, await a_resident(uow)),
        await sign_up(uow, clock, event, await a_resident(uow)),
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"place": "Alte Eintracht"},
        {"titles": {"de": "Nähcafé", "en": "Sewing café"}},
        {"starts_at": NOW + timedelta(days=11), "ends_at": NOW + timedelta(days=11, hours=2)},
        {"ends_at": NOW + timedelta(days=10, hours=3)},
    ],
)
async def test_everybody_concerned_hears_once(
    uow: SqlUnitOfWork, clock: FakeClock, changes: dict[str, object]
) -> None:
    event, seated, waits = await two_people(uow, clock)
    gone = await sign_up(uow, clock, event, await a_resident(uow))
    assert gone.resident_id is not None
    await cancel(uow, clock, BERLIN, gone.id, gone.resident_id)
    changed = await change(uow, clock, event, **changes)
    assert changed.sequence == event.sequence + 1
    assert await deliver(uow, clock, event) == [(seated.resident_id, CHANGED), (waits.resident_id, CHANGED)]
    assert await deliver(uow, clock, event) == []
    for one in (seated, waits):
        assert heard((await kept(uow, one)).told) == heard(snapshot(changed))


@pytest.mark.parametrize(
    "changes",
    [
        {"seats": 1},
        {"cost": "5 €"},
        {"contact": "Anna"},
        {"titles": {"de": "Reparaturcafé", "en": "Repair café", "uk": "Ремонт"}},
    ],
)
async def test_nobody_hears_without_a_difference(
    uow: SqlUnitOfWork, clock: FakeClock, changes: dict[str, object]
) -> None:
    event, _, _ = await two_people(uow, clock)
    assert (await change(uow, clock, event, **changes)).sequence == event.sequence
    assert await deliver(uow, clock, event) == []


async def test_two_changes_before_anything_was_sent_are_one_message(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, seated, waits = await two_people(uow, clock)
    await change(uow, clock, event, place="A")
    last = await change(uow, clock, event, place="B")
    assert len(await deliver(uow, clock, event)) == 2
    assert heard((await kept(uow, seated)).told) == heard(snapshot(last))
    await change(uow, clock, event, place="C")
    await change(uow, clock, event, place="B")
    assert await deliver(uow, clock, event) == []
    assert heard((await kept(uow, waits)).told) == heard(snapshot(last))


async def test_a_change_while_the_message_is_on_its_way_is_told_too(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow)
    registration = await sign_up(uow, clock, event, await a_resident(uow))
    first = await change(uow, clock, event, place="A")
    async with uow.writing() as w:
        (notice,) = await w.notices.claim(10, clock(), clock() + timedelta(minutes=2))
        await w.commit()
    await change(uow, clock, event, place="B")
    async with uow.writing() as w:
        await note_delivery(w, notice, DeliveryStatus.SENT, snapshot(first))
        await w.notices.record(notice.id, DeliveryStatus.SENT)
        await w.commit()
    told = heard((await kept(uow, registration)).told)
    assert told is not None
    assert told.place == "A"
    assert await deliver(uow, clock, event) == [(registration.resident_id, CHANGED)]


async def test_who_registered_before_anything_was_kept_hears_of_what_was(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow)
    registration = await sign_up(uow, clock, event, await a_resident(uow))
    async with uow.writing() as w:
        await w.registrations.update(replace(registration, told={}))
        await w.commit()
    await change(uow, clock, event, place="A")
    assert heard((await kept(uow, registration)).told) == heard(snapshot(event))
    assert await deliver(uow, clock, event) == [(registration.resident_id, CHANGED)]


async def test_a_draft_or_a_begun_event_tells_nobody(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    draft = await create_event(uow, an_event(status=EventStatus.DRAFT))
    assert (await change(uow, clock, draft, place="A")).place == "A"
    event, _, _ = await two_people(uow, clock)
    clock.now = event.starts_at
    await change(uow, clock, event, place="B")
    assert CHANGED not in [kind for _, kind in await deliver(uow, clock, event)]


async def test_a_cancelled_event_ends_the_waiting(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, seated, waits = await two_people(uow, clock)
    await change(uow, clock, event, place="A")
    off = await call_off(uow, clock, event.id)
    assert off is not None
    assert off.sequence == event.sequence + 2
    assert await call_off(uow, clock, event.id) is None
    assert await deliver(uow, clock, event) == [
        (seated.resident_id, CANCELLED),
        (waits.resident_id, CANCELLED),
    ]
    assert (await kept(uow, seated)).status is RegistrationStatus.CONFIRMED
    assert (await kept(uow, waits)).status is RegistrationStatus.PASSED
    clock.advance(timedelta(days=1))
    assert await expire_due(uow, clock, BERLIN) == 0
    assert await deliver(uow, clock, event) == []


async def calls(uow: SqlUnitOfWork, clock: FakeClock, event: Event) -> list[tuple[int, Why]]:
    return [(one.registration.id, one.why) for one in await to_call(uow, clock, event.id)]


@pytest.mark.parametrize(
    "status", [DeliveryStatus.UNREACHABLE, DeliveryStatus.REFUSED, DeliveryStatus.UNKNOWN]
)
async def test_whom_no_message_reached_is_to_be_called(
    uow: SqlUnitOfWork, clock: FakeClock, status: DeliveryStatus
) -> None:
    event, seated, waits = await two_people(uow, clock)
    await change(uow, clock, event, place="A")
    assert await calls(uow, clock, event) == []
    await deliver(uow, clock, event, status)
    assert await calls(uow, clock, event) == [(seated.id, Why.CHANGED), (waits.id, Why.CHANGED)]
    clock.advance(timedelta(minutes=5))
    staff = await a_coordinator(uow, clock, event)
    other = await a_resident(uow, role=Role.COORDINATOR)
    assert await called(uow, clock, seated.id, other.id) is None
    assert await called(uow, clock, seated.id, staff.id) is not None
    assert await calls(uow, clock, event) == [(waits.id, Why.CHANGED)]
    await call_off(uow, clock, event.id)
    await deliver(uow, clock, event, status)
    assert await calls(uow, clock, event) == [(seated.id, Why.CANCELLED), (waits.id, Why.CANCELLED)]
    assert await called(uow, clock, 10**6, staff.id) is None
    clock.now = event.ends_at
    assert await calls(uow, clock, event) == []
    assert await to_call(uow, clock, 10**6) == []


async def test_who_comes_back_hears_of_it_and_need_not_be_called(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(uow)
    address = an_address()
    person = await a_resident(uow, address=address)
    registration = await sign_up(uow, clock, event, person)
    await became_unreachable(uow, address)
    for place in ("A", "B"):
        await change(uow, clock, event, place=place)
        assert await deliver(uow, clock, event) == []  # nobody is there
    assert await calls(uow, clock, event) == [(registration.id, Why.CHANGED)]
    await became_reachable(uow, address)
    assert await deliver(uow, clock, event) == [(person.id, CHANGED)]
    assert await calls(uow, clock, event) == []
    await became_reachable(uow, address)
    assert await deliver(uow, clock, event) == []


async def test_an_offer_that_was_missed_is_not_made_again(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, seated, waits = await two_people(uow, clock)
    assert seated.resident_id is not None
    await cancel(uow, clock, BERLIN, seated.id, seated.resident_id)
    await deliver(uow, clock, event, DeliveryStatus.UNREACHABLE)
    assert await calls(uow, clock, event) == [(waits.id, Why.OFFER)]
    async with uow.writing() as w:
        assert waits.resident_id is not None
        await w.unheard.reopen(waits.resident_id)
        await w.commit()
    assert await deliver(uow, clock, event) == []
    assert await calls(uow, clock, event) == []


async def test_who_has_no_account_is_to_be_called(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, seated, waits = await two_people(uow, clock)
    async with uow.writing() as w:
        for one in (seated, waits):
            await w.registrations.update(replace(one, resident_id=None, phone="0631 1"))
        await w.commit()
    assert await calls(uow, clock, event) == []
    await change(uow, clock, event, place="A")
    assert await calls(uow, clock, event) == [(seated.id, Why.CHANGED), (waits.id, Why.CHANGED)]
    staff = await a_coordinator(uow, clock, event)
    other = await a_resident(uow, role=Role.COORDINATOR)
    assert await called(uow, clock, seated.id, other.id) is None
    assert await called(uow, clock, seated.id, staff.id) is not None
    assert await calls(uow, clock, event) == [(waits.id, Why.CHANGED)]
    await call_off(uow, clock, event.id)
    assert await calls(uow, clock, event) == [(seated.id, Why.CANCELLED), (waits.id, Why.CANCELLED)]
    await called(uow, clock, waits.id, staff.id)
    assert await to_call(uow, clock, event.id) == [ToCall(await kept(uow, seated), Why.CANCELLED)]
    assert await deliver(uow, clock, event) == []


async def test_who_has_not_opened_the_page_since_is_to_be_called(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    event = await a_kept_event(uow)
    rooms = SqlRooms(database)
    visitor = await rooms.create_visitor(b"x" * 32, "de", clock())
    person: Resident = await a_resident(uow, address=Address(Channel.WEB, visitor.id))
    registration = await sign_up(uow, clock, event, person)
    clock.advance(timedelta(minutes=10))
    await change(uow, clock, event, place="A")
    assert await deliver(uow, clock, event) == [(person.id, CHANGED)]
    assert await calls(uow, clock, event) == []
    clock.advance(UNSEEN_FOR + timedelta(seconds=1))
    assert await calls(uow, clock, event) == [(registration.id, Why.CHANGED)]
    await rooms.touch(visitor.id, "de", clock())
    assert await calls(uow, clock, event) == []
