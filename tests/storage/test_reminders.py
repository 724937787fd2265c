"""Reminders on both databases: they follow the event, come once, and rather not at all than late."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from civic.announcements import DeliveryStatus
from civic.changing import Cancelled, cancel
from civic.event_changes import call_off, change_event
from civic.events import DEFAULT_REMINDERS, Event, EventStatus
from civic.notices import NoticeKind
from civic.ports import UnitOfWork
from civic.registrations import Registration, RegistrationStatus
from civic.reminders import (
    LATE,
    NothingToSet,
    Reminder,
    RemindersSet,
    ReminderStatus,
    reminders_due,
    set_reminders,
    settle_reminders,
)
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, a_resident, an_event
from tests.fakes import FakeClock
from tests.seats import kept, seats_of, sent, sign_up

# Friday, 11 December 2026, 18:00 in Berlin; `NOW` is the 1st.
EVENING = datetime(2026, 12, 11, 17, 0, tzinfo=UTC)
OPEN, SENT, MISSED, DROPPED = ReminderStatus


async def seated(
    uow: SqlUnitOfWork, clock: FakeClock, starts_at: datetime = EVENING
) -> tuple[Event, Registration]:
    event = await an_open_event(uow, starts_at)
    registration = await sign_up(uow, clock, event, await a_resident(uow))
    assert await tick(uow, clock) == 0
    return event, registration


async def an_open_event(uow: SqlUnitOfWork, starts_at: datetime) -> Event:
    """An event that takes registrations until it begins."""
    async with uow.writing() as w:
        event = await w.events.add(replace(an_event(starts_at=starts_at), deadline=starts_at))
        await w.commit()
        return event


async def tick(uow: UnitOfWork, clock: FakeClock) -> int:
    return await reminders_due(uow, clock, BERLIN)


async def rows(uow: UnitOfWork, registration: Registration) -> list[tuple[int, datetime, ReminderStatus]]:
    async with uow.reading() as r:
        return [(one.hours, one.due_at, one.status) for one in await r.reminders.of(registration.id)]


async def states(uow: UnitOfWork, registration: Registration) -> list[ReminderStatus]:
    return [status for _, _, status in await rows(uow, registration)]


async def test_two_days_and_three_hours_before(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, registration = await seated(uow, clock)
    assert await rows(uow, registration) == [
        (48, EVENING - timedelta(hours=48), OPEN),
        (3, EVENING - timedelta(hours=3), OPEN),
    ]
    for hours, expected in zip(DEFAULT_REMINDERS, ([SENT, OPEN], [SENT, SENT]), strict=True):
        clock.now = EVENING - timedelta(hours=hours, seconds=1)
        assert await tick(uow, clock) == 0
        clock.advance(timedelta(seconds=1))
        assert await tick(uow, clock) == 1
        assert await tick(uow, clock) == 0
        assert await states(uow, registration) == expected
    assert registration.resident_id is not None
    assert await sent(uow, clock) == [(registration.resident_id, NoticeKind.EVENT_REMINDER)] * 2
    async with uow.reading() as r:
        assert not await r.reminders.is_due(clock())
    assert event.reminders == DEFAULT_REMINDERS


async def test_what_is_due_at_registration_is_not_created(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    clock.now = EVENING - timedelta(hours=20)
    event, registration = await seated(uow, clock)
    assert await rows(uow, registration) == [(3, EVENING - timedelta(hours=3), OPEN)]
    clock.now = EVENING - timedelta(minutes=90)
    late = await sign_up(uow, clock, event, await a_resident(uow))
    assert await tick(uow, clock) == 0
    assert await rows(uow, late) == []
    async with uow.reading() as r:
        assert not await r.reminders.is_due(clock())


async def test_a_morning_event_is_reminded_of_in_the_evening(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    morning = datetime(2026, 12, 11, 8, 0, tzinfo=UTC)  # nine o'clock
    await seated(uow, clock, morning)
    clock.now = datetime(2026, 12, 9, 8, 0, tzinfo=UTC)
    assert await tick(uow, clock) == 1
    clock.now = datetime(2026, 12, 10, 17, 59, tzinfo=UTC)
    assert await tick(uow, clock) == 0
    clock.advance(timedelta(minutes=1))
    assert await tick(uow, clock) == 1
    clock.now = morning - timedelta(hours=3)
    assert await tick(uow, clock) == 0


@pytest.mark.parametrize(
    ("starts_at", "first", "second"),
    [
        # Berlin, 28 March 2027: two o'clock becomes three. 11:00 summer time.
        (datetime(2027, 3, 28, 9, 0, tzinfo=UTC), "2027-03-26T09:00", "2027-03-28T06:00"),
        # 10:00 summer time: three hours before is seven o'clock, so the evening before, in winter time.
        (datetime(2027, 3, 28, 8, 0, tzinfo=UTC), "2027-03-26T08:00", "2027-03-27T18:00"),
        # 25 October 2026 has an hour twice. 10:00 winter time.
        (datetime(2026, 10, 25, 9, 0, tzinfo=UTC), "2026-10-23T09:00", "2026-10-24T17:00"),
        (datetime(2026, 10, 25, 10, 0, tzinfo=UTC), "2026-10-23T10:00", "2026-10-25T07:00"),
    ],
)
async def test_the_nights_of_the_clock_change(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, starts_at: datetime, first: str, second: str
) -> None:
    clock.now = starts_at - timedelta(days=5)
    _, registration = await seated(sqlite_uow, clock, starts_at)
    due = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (first, second)]
    assert [at for _, at, _ in await rows(sqlite_uow, registration)] == due
    for at in due:
        clock.now = at
        assert await tick(sqlite_uow, clock) == 1


async def test_after_an_outage_it_is_missed_rather_than_late(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    _, in_time = await seated(uow, clock)
    _, late = await seated(uow, clock, EVENING - timedelta(minutes=1))
    clock.now = EVENING - timedelta(hours=48) + LATE
    assert await tick(uow, clock) == 1
    assert await states(uow, in_time) == [SENT, OPEN]
    assert await states(uow, late) == [MISSED, OPEN]
    clock.now = EVENING + timedelta(hours=5)
    assert await tick(uow, clock) == 0
    assert await states(uow, in_time) == [SENT, MISSED]
    assert await states(uow, late) == [MISSED, MISSED]


async def test_an_outage_into_the_quiet_hours(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    late_evening = datetime(2026, 12, 11, 22, 30, tzinfo=UTC)  # 23:30
    _, registration = await seated(uow, clock, late_evening)
    clock.now = late_evening - timedelta(hours=3) + timedelta(minutes=40)  # 21:10
    assert await tick(uow, clock) == 0
    assert await states(uow, registration) == [MISSED, MISSED]


async def test_an_event_that_moves_takes_its_reminders_along(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, registration = await seated(uow, clock)
    clock.now = EVENING - timedelta(hours=48)
    assert await tick(uow, clock) == 1
    await move(uow, clock, event, timedelta(days=7))
    assert await tick(uow, clock) == 0
    week_later = EVENING + timedelta(days=7)
    assert await rows(uow, registration) == [
        (48, week_later - timedelta(hours=48), OPEN),
        (3, week_later - timedelta(hours=3), OPEN),
    ]
    clock.now = EVENING - timedelta(hours=3)
    assert await tick(uow, clock) == 0
    clock.now = week_later - timedelta(hours=48)
    assert await tick(uow, clock) == 1


async def test_an_event_that_moves_past_its_first_reminder(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, registration = await seated(uow, clock)
    clock.now = EVENING - timedelta(hours=60)
    await move(uow, clock, event, -timedelta(days=1))
    assert await tick(uow, clock) == 0
    assert await states(uow, registration) == [DROPPED, OPEN]
    clock.now = EVENING - timedelta(days=1, hours=3)
    assert await tick(uow, clock) == 1


async def move(uow: SqlUnitOfWork, clock: FakeClock, event: Event, by: timedelta) -> None:
    now = (await seats_of(uow, event)).event
    moved = replace(now, starts_at=now.starts_at + by, ends_at=now.ends_at + by, deadline=now.starts_at + by)
    assert await change_event(uow, clock, BERLIN, moved) is not None


async def test_the_events_own_hours_may_change(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, registration = await seated(uow, clock)
    now = (await seats_of(uow, event)).event
    assert await change_event(uow, clock, BERLIN, replace(now, reminders=(24,))) is not None
    await tick(uow, clock)
    assert [(hours, status) for hours, _, status in await rows(uow, registration)] == [
        (48, DROPPED),
        (24, OPEN),
        (3, DROPPED),
    ]


async def test_who_cancelled_is_not_reminded(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, registration = await seated(uow, clock)
    assert registration.resident_id is not None
    outcome = await cancel(uow, clock, BERLIN, registration.id, registration.resident_id)
    assert isinstance(outcome, Cancelled)
    clock.now = EVENING - timedelta(hours=48)
    assert await tick(uow, clock) == 0
    assert await states(uow, registration) == [DROPPED, OPEN]
    # Whoever comes back is reminded of what is still to come.
    async with uow.reading() as r:
        resident = await r.residents.get(registration.resident_id)
    assert (await sign_up(uow, clock, event, resident)).id == registration.id
    clock.now = EVENING - timedelta(hours=3)
    assert await tick(uow, clock) == 1


async def test_a_cancelled_event_reminds_nobody(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, registration = await seated(uow, clock)
    assert await call_off(uow, clock, event.id) is not None
    assert await states(uow, registration) == [DROPPED, DROPPED]
    clock.now = EVENING - timedelta(hours=48)
    assert await tick(uow, clock) == 0


async def test_who_waits_is_reminded_once_they_have_a_seat(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow, starts_at=EVENING, seats=1)
    await sign_up(uow, clock, event, await a_resident(uow))
    waits = await sign_up(uow, clock, event, await a_resident(uow))
    await tick(uow, clock)
    assert waits.status is RegistrationStatus.WAITING
    assert await rows(uow, waits) == []
    async with uow.writing() as w:
        await w.registrations.update(replace(waits, status=RegistrationStatus.CONFIRMED))
        await w.commit()
    await tick(uow, clock)
    assert await states(uow, waits) == [OPEN, OPEN]


async def test_settling_twice_changes_nothing(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, registration = await seated(uow, clock)
    clock.now = EVENING - timedelta(hours=48)
    assert await tick(uow, clock) == 1
    before = await rows(uow, registration)
    for _ in range(2):
        async with uow.writing() as w:
            await settle_reminders(w, registration, event, clock(), BERLIN)
            await w.commit()
    assert await rows(uow, registration) == before
    assert await tick(uow, clock) == 0


@pytest.mark.parametrize(
    ("hours", "expected"),
    [((), []), ((3,), [3]), ((24, 2, 24), [24, 2]), (None, [48, 3])],
)
async def test_a_person_chooses_when(
    uow: SqlUnitOfWork, clock: FakeClock, hours: Collection[int] | None, expected: list[int]
) -> None:
    _, registration = await seated(uow, clock)
    assert registration.resident_id is not None
    chosen = await set_reminders(uow, clock, registration.id, registration.resident_id, hours)
    assert isinstance(chosen, RemindersSet)
    await tick(uow, clock)
    open_ones = [one for one, _, status in await rows(uow, registration) if status is OPEN]
    assert open_ones == expected
    async with uow.reading() as r:
        assert not await r.reminders.is_due(clock())


async def test_each_of_two_people_is_reminded_by_their_own_choice(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event, first = await seated(uow, clock)
    second = await sign_up(uow, clock, event, await a_resident(uow))
    assert first.resident_id is not None
    chosen = await set_reminders(uow, clock, first.id, first.resident_id, [24])
    assert isinstance(chosen, RemindersSet)
    await tick(uow, clock)
    told = []
    for hours in (48, 24, 3):
        clock.now = EVENING - timedelta(hours=hours)
        await tick(uow, clock)
        told.append([resident for resident, _ in await sent(uow, clock, DeliveryStatus.SENT)])
    assert told == [[second.resident_id], [first.resident_id], [second.resident_id]]


@pytest.mark.parametrize("hours", [(0,), (-3,), (337,), (1, 2, 3, 4)])
async def test_hours_without_sense(uow: SqlUnitOfWork, clock: FakeClock, hours: tuple[int, ...]) -> None:
    _, registration = await seated(uow, clock)
    assert registration.resident_id is not None
    assert await set_reminders(uow, clock, registration.id, registration.resident_id, hours) == NothingToSet()
    assert (await kept(uow, registration)).reminders is None


async def test_nobody_chooses_for_others_or_for_what_is_over(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    _, registration = await seated(uow, clock)
    assert registration.resident_id is not None
    stranger = await a_resident(uow)
    assert await set_reminders(uow, clock, registration.id, stranger.id, ()) == NothingToSet()
    assert await set_reminders(uow, clock, 10**6, stranger.id, ()) == NothingToSet()
    clock.now = EVENING
    assert await set_reminders(uow, clock, registration.id, registration.resident_id, ()) == NothingToSet()


async def test_two_reminders_that_fall_together_are_one(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    _, registration = await seated(uow, clock, datetime(2026, 12, 11, 8, 0, tzinfo=UTC))
    assert registration.resident_id is not None
    await set_reminders(uow, clock, registration.id, registration.resident_id, (8, 3))
    await tick(uow, clock)
    open_ones = [one for one, _, status in await rows(uow, registration) if status is OPEN]
    assert open_ones == [3]


async def test_somebody_without_an_account_is_not_reminded(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    _, registration = await seated(uow, clock)
    async with uow.writing() as w:
        await w.registrations.update(replace(registration, resident_id=None))
        await w.commit()
    clock.now = EVENING - timedelta(hours=48)
    await tick(uow, clock)
    assert await sent(uow, clock) == []


async def test_two_processes_remind_once(database: Database, uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event = await a_kept_event(uow, starts_at=EVENING, seats=50)
    people = [await sign_up(uow, clock, event, await a_resident(uow)) for _ in range(20)]
    others = [Database(database.url.render_as_string(hide_password=False)) for _ in range(2)]
    stores = [SqlUnitOfWork(other, clock) for other in others]
    for moment in (NOW, EVENING - timedelta(hours=48), EVENING - timedelta(hours=3)):
        clock.now = moment
        await asyncio.gather(*(tick(store, clock) for store in stores * 2))
        await tick(uow, clock)
    told = await sent(uow, clock)
    assert sorted(told) == sorted((one.resident_id, NoticeKind.EVENT_REMINDER) for one in people * 2)
    for other in others:
        await other.close()


async def test_a_crash_between_settling_and_sending(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    _, registration = await seated(uow, clock)
    clock.now = EVENING - timedelta(hours=48)
    async with uow.writing() as w:  # left without a commit, as by a process that dies
        ((due, *_),) = await w.reminders.lock_due(clock(), 10)
        await w.reminders.set(replace(due, status=SENT))
    assert await tick(uow, clock) == 1
    assert len(await sent(uow, clock, DeliveryStatus.SENT)) == 1
    assert await states(uow, registration) == [SENT, OPEN]


async def test_a_reminder_is_found_by_its_number(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    _, registration = await seated(uow, clock)
    async with uow.reading() as r:
        first, _ = await r.reminders.of(registration.id)
        assert await r.reminders.get(first.id) == first
        assert await r.reminders.get(10**6) is None
    assert first == Reminder(first.id, registration.id, 48, EVENING - timedelta(hours=48))


async def test_a_draft_reminds_nobody(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    event, registration = await seated(uow, clock)
    async with uow.writing() as w:
        await w.events.update(replace(event, status=EventStatus.DRAFT))
        await w.commit()
    clock.now = EVENING - timedelta(hours=48)
    assert await tick(uow, clock) == 0
    assert await states(uow, registration) == [DROPPED, OPEN]
