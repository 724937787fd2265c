"""Thanks and ratings on both databases: once, to those who were there, at a decent hour."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from civic.announcements import DeliveryStatus
from civic.changing import cancel
from civic.events import Event
from civic.notices import NoticeKind
from civic.ratings import (
    SENTENCE_LIMIT,
    TOO_LATE,
    NothingToRate,
    Rated,
    Ratings,
    TooLong,
    rate_event,
    rated_events,
    ratings,
    say_more,
    thanks_to_send,
)
from civic.registrations import Registration
from civic.staff import Role
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, a_kept_event, a_resident
from tests.fakes import FakeClock
from tests.participants import a_coordinator
from tests.seats import sent, sign_up

AFTERNOON = datetime(2026, 12, 11, 13, 0, tzinfo=UTC)  # until four o'clock
THANKED = AFTERNOON + timedelta(hours=4)
NONE = dict.fromkeys((5, 4, 3, 2, 1), 0)


async def tick(uow: SqlUnitOfWork, clock: FakeClock) -> int:
    return await thanks_to_send(uow, clock, BERLIN)


async def three(uow: SqlUnitOfWork, clock: FakeClock) -> tuple[Event, list[Registration]]:
    event = await a_kept_event(uow, starts_at=AFTERNOON)
    return event, [await sign_up(uow, clock, event, await a_resident(uow)) for _ in range(3)]


async def test_everybody_with_a_seat_is_thanked_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, (ada, ben, cem) = await three(uow, clock)
    assert cem.resident_id is not None
    await cancel(uow, clock, BERLIN, cem.id, cem.resident_id)
    clock.now = THANKED - timedelta(seconds=1)
    assert await tick(uow, clock) == 0
    clock.now = THANKED
    assert await tick(uow, clock) == 2
    assert await tick(uow, clock) == 0
    thanks = NoticeKind.EVENT_THANKS
    assert await sent(uow, clock) == [(ada.resident_id, thanks), (ben.resident_id, thanks)]
    staff = await a_coordinator(uow, clock, event)
    assert await ratings(uow, event.id, staff.id) == Ratings(2, NONE, ())


async def test_where_people_were_checked_in_only_those_who_came(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    _, (ada, *_) = await three(uow, clock)
    async with uow.writing() as w:
        await w.registrations.update(replace(ada, arrived=1, arrived_at=AFTERNOON))
        await w.commit()
    clock.now = THANKED
    assert await tick(uow, clock) == 1
    assert await sent(uow, clock) == [(ada.resident_id, NoticeKind.EVENT_THANKS)]


async def test_who_has_no_account_is_not_thanked(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    _, (ada, *_) = await three(uow, clock)
    async with uow.writing() as w:
        await w.registrations.update(replace(ada, resident_id=None))
        await w.commit()
    clock.now = THANKED
    assert await tick(uow, clock) == 2


async def test_a_late_event_is_thanked_for_in_the_morning(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow, starts_at=datetime(2026, 12, 11, 18, 0, tzinfo=UTC))
    await sign_up(uow, clock, event, await a_resident(uow))
    for at, expected in (("2026-12-11T22:00", 0), ("2026-12-12T07:59", 0), ("2026-12-12T08:00", 1)):
        clock.now = datetime.fromisoformat(at).replace(tzinfo=UTC)
        assert await tick(uow, clock) == expected


async def test_after_days_of_outage_nobody_is_thanked(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await three(uow, clock)
    clock.now = THANKED + TOO_LATE + timedelta(seconds=1)
    assert await tick(uow, clock) == 0
    clock.now = THANKED + TOO_LATE
    assert await tick(uow, clock) == 3


async def test_two_processes_thank_once(database: Database, uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await three(uow, clock)
    clock.now = THANKED
    others = [Database(database.url.render_as_string(hide_password=False)) for _ in range(2)]
    await asyncio.gather(*(tick(SqlUnitOfWork(other, clock), clock) for other in others * 2))
    assert len(await sent(uow, clock, DeliveryStatus.SENT)) == 3
    for other in others:
        await other.close()


async def test_stars_and_a_sentence(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, (ada, ben, _) = await three(uow, clock)
    assert ada.resident_id is not None
    assert ben.resident_id is not None
    assert await rate_event(uow, ada.id, ada.resident_id, 4) == NothingToRate()  # not asked yet
    clock.now = THANKED
    await tick(uow, clock)
    assert isinstance(await rate_event(uow, ada.id, ada.resident_id, 2), Rated)
    assert isinstance(await rate_event(uow, ada.id, ada.resident_id, 4), Rated)
    assert isinstance(await rate_event(uow, ben.id, ben.resident_id, 5), Rated)
    said = await say_more(uow, ada.id, ada.resident_id, " Sehr\n  \u202eschön <b>hier</b> ")
    assert isinstance(said, Rated)
    staff = await a_coordinator(uow, clock, event)
    found = await ratings(uow, event.id, staff.id)
    assert found == Ratings(3, NONE | {5: 1, 4: 1}, ("Sehr schön <b>hier</b>",))
    other = await a_resident(uow, role=Role.COORDINATOR)
    assert await ratings(uow, event.id, other.id) == Ratings(3, found.counts, (), withheld=True)
    assert (found.given, found.average) == (2, None)
    assert [one.id for one in await rated_events(uow, clock)] == [event.id]
    clock.advance(timedelta(days=61))
    assert await rated_events(uow, clock) == []


@pytest.mark.parametrize("stars", [0, 6, -1, 10**9])
async def test_no_other_stars(uow: SqlUnitOfWork, clock: FakeClock, stars: int) -> None:
    _, (ada, ben, _) = await three(uow, clock)
    clock.now = THANKED
    await tick(uow, clock)
    assert ada.resident_id is not None
    assert ben.resident_id is not None
    assert await rate_event(uow, ada.id, ada.resident_id, stars) == NothingToRate()
    assert await rate_event(uow, ada.id, ben.resident_id, 5) == NothingToRate()
    assert await rate_event(uow, 10**6, ben.resident_id, 5) == NothingToRate()


async def test_the_length_of_a_sentence(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, (ada, *_) = await three(uow, clock)
    clock.now = THANKED
    await tick(uow, clock)
    assert ada.resident_id is not None
    assert await say_more(uow, ada.id, ada.resident_id, "x" * (SENTENCE_LIMIT + 7)) == TooLong(7)
    assert await say_more(uow, ada.id, ada.resident_id, " \n ") == NothingToRate()
    assert isinstance(await say_more(uow, ada.id, ada.resident_id, "x" * SENTENCE_LIMIT), Rated)
    staff = await a_coordinator(uow, clock, event)
    assert (await ratings(uow, event.id, staff.id)).sentences == ("x" * SENTENCE_LIMIT,)
    assert (await ratings(uow, event.id, staff.id)).average is None
