"""Dates of others become events: added once, changed, cancelled, gone, and told to whoever has a seat."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from civic.calendar_import import CalendarImported, ImportWishes, TooFewDates, import_calendar
from civic.calendar_items import CalendarDate, CalendarRead
from civic.event_changes import call_off, change_event
from civic.events import Closing, Event, EventStatus, why_closed
from civic.notices import NoticeKind
from civic.registrations import Closed, Registered, register
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_request, a_resident
from tests.fakes import FakeClock

BERLIN = ZoneInfo("Europe/Berlin")
LISTED, TAKING = ImportWishes("de"), ImportWishes("de", seats=5)


def a_date(uid: str = "a", days: int = 10, recurrence: str = "", title: str = "Lesung") -> CalendarDate:
    start = NOW + timedelta(days=days)
    return CalendarDate(uid, recurrence, title, start, start + timedelta(hours=2), "Bibliothek")


def a_read(*dates: CalendarDate, refused: frozenset[str] = frozenset(), more: str = "") -> CalendarRead:
    uids = frozenset(date.uid for date in dates) | ({more} if more else set())
    return CalendarRead("vhs", dates, uids, refused_uids=refused)


async def events(uow: SqlUnitOfWork, since: datetime = NOW) -> list[Event]:
    async with uow.reading() as r:
        return [one.event for one in await r.events.of_staff(since)]


async def test_dates_are_listed_once_and_a_second_import_changes_nothing(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    read = a_read(a_date(), a_date("b", 11, "2026-12-12"), replace(a_date("c"), cancelled=True))
    assert await import_calendar(uow, clock, BERLIN, read, LISTED) == CalendarImported(added=2, unchanged=1)
    before = await events(uow)
    assert [event.titles for event in before] == [{"de": "Lesung"}, {"de": "Lesung"}]
    assert {(event.listing_only, event.seats, event.status) for event in before} == {
        (True, 0, EventStatus.PUBLISHED)
    }
    assert await import_calendar(uow, clock, BERLIN, read, LISTED) == CalendarImported(unchanged=3)
    assert await events(uow) == before
    async with uow.reading() as r:
        assert await r.calendar_items.checked_at("vhs") == NOW
        assert await r.calendar_items.checked_at("other") is None


async def test_nobody_registers_for_what_is_only_listed(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await import_calendar(uow, clock, BERLIN, a_read(a_date()), LISTED)
    [event] = await events(uow)
    assert why_closed(event, NOW) is Closing.LISTING_ONLY
    outcome = await register(uow, clock, a_request(event, await a_resident(uow)))
    assert outcome == Closed(Closing.LISTING_ONLY)


async def test_a_changed_entry_changes_its_event_and_keeps_what_coordinators_set(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    await import_calendar(uow, clock, BERLIN, a_read(a_date()), TAKING)
    [event] = await events(uow)
    edited = replace(
        event,
        titles={**event.titles, "uk": "Читання"},
        seats=7,
        cost="3 €",
        deadline=event.starts_at - timedelta(days=2),
    )
    assert await change_event(uow, clock, BERLIN, edited) is not None
    moved = replace(a_date(days=12), title="Lesung im Park", place="Park")
    assert await import_calendar(uow, clock, BERLIN, a_read(moved), TAKING) == CalendarImported(changed=1)
    [after] = await events(uow)
    assert after.id == event.id
    assert (after.titles, after.place) == ({"de": "Lesung im Park", "uk": "Читання"}, "Park")
    assert (after.seats, after.cost, after.starts_at) == (7, "3 €", moved.starts_at)
    assert after.starts_at - after.deadline == timedelta(days=2)


async def test_a_cancelled_entry_cancels_its_event_and_people_are_told(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    await import_calendar(uow, clock, BERLIN, a_read(a_date()), TAKING)
    [event] = await events(uow)
    resident = await a_resident(uow)
    assert isinstance(await register(uow, clock, a_request(event, resident)), Registered)
    off = a_read(replace(a_date(), cancelled=True))
    assert await import_calendar(uow, clock, BERLIN, off, TAKING) == CalendarImported(cancelled=1)
    assert await import_calendar(uow, clock, BERLIN, off, TAKING) == CalendarImported(unchanged=1)
    [event] = await events(uow)
    assert event.status is EventStatus.CANCELLED
    async with uow.writing() as w:
        told = await w.notices.claim(10, NOW, NOW + timedelta(minutes=1))
    assert [notice.kind for notice in told] == [NoticeKind.EVENT_CANCELLED]
    assert await import_calendar(uow, clock, BERLIN, a_read(a_date()), TAKING) == CalendarImported(added=1)
    assert [one.status for one in await events(uow)] == [EventStatus.CANCELLED, EventStatus.PUBLISHED]
    assert await import_calendar(uow, clock, BERLIN, a_read(a_date()), TAKING) == CalendarImported(
        unchanged=1
    )


async def test_what_a_coordinator_cancelled_stays_cancelled(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await import_calendar(uow, clock, BERLIN, a_read(a_date()), LISTED)
    [event] = await events(uow)
    await call_off(uow, clock, event.id)
    changed = a_read(replace(a_date(), place="Park"))
    assert await import_calendar(uow, clock, BERLIN, changed, LISTED) == CalendarImported(unchanged=1)
    [event] = await events(uow)
    assert (event.status, event.place) == (EventStatus.CANCELLED, "Bibliothek")


async def test_what_is_gone_ends_unless_people_can_register(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await import_calendar(uow, clock, BERLIN, a_read(a_date()), LISTED)
    assert await import_calendar(uow, clock, BERLIN, a_read(), LISTED) == CalendarImported(cancelled=1)
    assert await import_calendar(uow, clock, BERLIN, a_read(), LISTED) == CalendarImported()
    await import_calendar(uow, clock, BERLIN, a_read(a_date("b")), TAKING)
    kept = await import_calendar(uow, clock, BERLIN, a_read(), TAKING)
    assert kept == CalendarImported(kept=("Lesung (2026-12-11)",))
    assert [one.status for one in await events(uow)] == [EventStatus.CANCELLED, EventStatus.PUBLISHED]


async def test_a_date_that_its_series_gave_up_is_cancelled_even_with_registrations(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    first, second = a_date("s", 10, "2026-12-11"), a_date("s", 17, "2026-12-18")
    await import_calendar(uow, clock, BERLIN, a_read(first, second), TAKING)
    assert await import_calendar(uow, clock, BERLIN, a_read(first), TAKING) == CalendarImported(
        unchanged=1, cancelled=1
    )
    assert [one.status for one in await events(uow)] == [EventStatus.PUBLISHED, EventStatus.CANCELLED]


async def test_what_could_not_be_read_this_time_is_not_gone(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await import_calendar(uow, clock, BERLIN, a_read(a_date()), LISTED)
    refused = a_read(refused=frozenset({"a"}))
    assert await import_calendar(uow, clock, BERLIN, refused, LISTED) == CalendarImported()
    [event] = await events(uow)
    assert event.status is EventStatus.PUBLISHED


async def test_what_is_over_is_left_alone(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await import_calendar(uow, clock, BERLIN, a_read(a_date()), LISTED)
    clock.advance(timedelta(days=20))
    assert await import_calendar(uow, clock, BERLIN, a_read(), LISTED) == CalendarImported()
    [event] = await events(uow)
    assert event.status is EventStatus.PUBLISHED


async def test_a_calendar_that_lost_more_than_half_is_not_believed(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    dates = [a_date(str(number), number) for number in range(1, 7)]
    await import_calendar(uow, clock, BERLIN, a_read(*dates), LISTED)
    assert await import_calendar(uow, clock, BERLIN, a_read(*dates[:2]), LISTED) == TooFewDates(2, 6)
    assert all(event.status is EventStatus.PUBLISHED for event in await events(uow))
    wished = replace(LISTED, allow_shrink=True)
    assert await import_calendar(uow, clock, BERLIN, a_read(*dates[:2]), wished) == CalendarImported(
        unchanged=2, cancelled=4
    )


class Interrupted(Exception):
    pass


@pytest.mark.parametrize("after", [1, 2, 3, 4])
async def test_an_interrupted_import_is_finished_by_the_next(
    uow: SqlUnitOfWork, clock: FakeClock, after: int
) -> None:
    await import_calendar(uow, clock, BERLIN, a_read(a_date("a"), a_date("b", 11)), LISTED)
    left = after

    def step() -> None:
        nonlocal left
        left -= 1
        if not left:
            raise Interrupted

    second = a_read(a_date("a", 12), a_date("c", 13), a_date("d", 14))
    with pytest.raises(Interrupted):
        await import_calendar(uow, clock, BERLIN, second, LISTED, step)
    await import_calendar(uow, clock, BERLIN, second, LISTED)
    await import_calendar(uow, clock, BERLIN, second, LISTED)
    found = [(event.starts_at - NOW, event.status) for event in await events(uow)]
    published, off = EventStatus.PUBLISHED, EventStatus.CANCELLED
    assert found == [
        (timedelta(days=11), off),
        (timedelta(days=12), published),
        (timedelta(days=13), published),
        (timedelta(days=14), published),
    ]


async def test_two_feeds_do_not_touch_each_other(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await import_calendar(uow, clock, BERLIN, a_read(a_date()), LISTED)
    other = replace(a_read(a_date(title="Anderes")), feed="club")
    assert await import_calendar(uow, clock, BERLIN, other, LISTED) == CalendarImported(added=1)
    assert len(await events(uow)) == 2
