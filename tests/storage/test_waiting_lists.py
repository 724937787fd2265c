"""What the tick of seats asks the store for, on both databases."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from civic.announcements import DeliveryStatus
from civic.events import Event, EventStatus, Way
from civic.notices import NewNotice, NoticeKind
from civic.registrations import Registration, RegistrationStatus
from civic.residents import Resident
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_kept_event, a_resident, an_event, residents
from tests.fakes import FakeClock
from tests.seats import sent

CONFIRMED, WAITING = RegistrationStatus.CONFIRMED, RegistrationStatus.WAITING
OFFERED = RegistrationStatus.OFFERED
HOUR = timedelta(hours=1)


def entry(
    event: Event, resident: Resident, status: RegistrationStatus, people: int = 1, offered: int = 0
) -> Registration:
    until = NOW + HOUR if status is OFFERED else None
    return Registration(
        0,
        event.id,
        resident.id,
        f"{event.id}-{resident.id}",
        "Ada",
        people,
        status,
        resident.id,
        NOW,
        offered=offered,
        offer_until=until,
    )


async def an_event_like(uow: SqlUnitOfWork, event: Event) -> Event:
    async with uow.writing() as w:
        kept = await w.events.add(event)
        await w.commit()
        return kept


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, True),
        ({"seats": 4}, False),
        ({"status": EventStatus.DRAFT}, False),
        ({"status": EventStatus.CANCELLED}, False),
        ({"starts_at": NOW}, False),
        ({"way": Way.MODERATED}, True),
        ({"way": Way.DRAW}, False),
        ({"way": Way.DRAW, "drawn_at": NOW}, True),
    ],
)
async def test_where_seats_are_free_although_people_wait(
    uow: SqlUnitOfWork, changes: dict[str, object], found: bool
) -> None:
    """Two are seated, two seats are offered, and of five seats one is free."""
    event = await an_event_like(uow, replace(an_event(seats=5), **changes))  # type: ignore[arg-type]
    a, b, c = await residents(uow, 3)
    async with uow.writing() as w:
        await w.registrations.add(entry(event, a, CONFIRMED, 2))
        await w.registrations.add(entry(event, b, OFFERED, 3, 2))
        assert await w.events.unserved(NOW) == []
        await w.registrations.add(entry(event, c, WAITING, 6))
        assert await w.events.unserved(NOW) == ([event] if found else [])
        assert await w.registrations.seats_taken(event.id) == 4


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, False),
        ({"way": Way.DRAW}, True),
        ({"way": Way.DRAW, "drawn_at": NOW}, False),
        ({"way": Way.DRAW, "status": EventStatus.DRAFT}, False),
        ({"way": Way.DRAW, "starts_at": NOW}, False),
    ],
)
async def test_what_is_still_to_be_drawn(uow: SqlUnitOfWork, changes: dict[str, object], found: bool) -> None:
    event = await an_event_like(uow, replace(an_event(), **changes))  # type: ignore[arg-type]
    async with uow.reading() as r:
        assert await r.events.undrawn(NOW) == ([event] if found else [])


async def an_offer(uow: SqlUnitOfWork, event: Event) -> Registration:
    resident = await a_resident(uow)
    async with uow.writing() as w:
        offer = await w.registrations.add(entry(event, resident, OFFERED, 1, 1))
        await w.notices.add(NewNotice(resident.id, NoticeKind.SEAT_OFFERED, offer.id, NOW))
        await w.commit()
        return offer


async def due(uow: SqlUnitOfWork, now: datetime) -> list[Registration]:
    async with uow.reading() as r:
        return await r.registrations.due_offers(now)


async def test_an_offer_is_due_when_its_time_is_over(uow: SqlUnitOfWork) -> None:
    offer = await an_offer(uow, await a_kept_event(uow))
    await an_offer(uow, await a_kept_event(uow, status=EventStatus.CANCELLED))
    assert await due(uow, NOW + HOUR - timedelta(seconds=1)) == []
    assert await due(uow, NOW + HOUR) == [offer]


@pytest.mark.parametrize(
    ("status", "found"),
    [
        (DeliveryStatus.UNREACHABLE, True),
        (DeliveryStatus.REFUSED, True),
        (DeliveryStatus.SENT, False),
        (DeliveryStatus.UNKNOWN, False),
        (DeliveryStatus.SKIPPED, False),
    ],
)
async def test_an_offer_is_due_when_its_newest_notice_failed(
    uow: SqlUnitOfWork, clock: FakeClock, status: DeliveryStatus, found: bool
) -> None:
    offer = await an_offer(uow, await a_kept_event(uow))
    assert len(await sent(uow, clock, status)) == 1
    assert await due(uow, NOW) == ([offer] if found else [])
    async with uow.writing() as w:
        assert offer.resident_id is not None
        await w.notices.add(NewNotice(offer.resident_id, NoticeKind.SEAT_OFFERED, offer.id, NOW))
        await w.commit()
    assert await due(uow, NOW) == []


async def test_a_notice_is_not_claimed_before_its_time(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    resident = await a_resident(uow)
    async with uow.writing() as w:
        notice = NewNotice(resident.id, NoticeKind.SEAT_OFFERED, 1, NOW, NOW + HOUR)
        await w.notices.add(notice)
        await w.commit()
    clock.advance(HOUR - timedelta(seconds=1))
    assert await sent(uow, clock) == []
    clock.advance(timedelta(seconds=1))
    assert await sent(uow, clock) == [(resident.id, NoticeKind.SEAT_OFFERED)]


async def test_who_was_there_when_seats_were_drawn(uow: SqlUnitOfWork) -> None:
    event = await a_kept_event(uow)
    people = await residents(uow, 4)
    plain = [entry(event, one, WAITING) for one in people]
    async with uow.writing() as w:
        stays = await w.registrations.add(plain[0])
        left_later = replace(
            plain[1], status=RegistrationStatus.CANCELLED, cancelled_at=NOW + timedelta(seconds=1)
        )
        left_later = await w.registrations.add(left_later)
        await w.registrations.add(
            replace(plain[2], status=RegistrationStatus.CANCELLED, cancelled_at=NOW - HOUR)
        )
        await w.registrations.add(replace(plain[3], created_at=NOW + HOUR))
        assert await w.registrations.entrants(event.id, NOW) == [stays, left_later]
