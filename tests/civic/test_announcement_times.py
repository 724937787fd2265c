"""When announcements go out: a new time, the last minute, what comes too late, and zones that change."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_hours import Hours
from civic.announcement_log import Did
from civic.announcement_missed import drop
from civic.announcement_outcomes import ExpiresFirst, NotAllowed, Released, TimePassed
from civic.announcement_readiness import UNDO_WINDOW, ReviewRules
from civic.announcement_review import release
from civic.announcement_sending import plan_due
from civic.announcement_times import TimeSet, follow_zones, set_expiry, set_time, timed
from civic.announcements import Announcement, AnnouncementStatus, Audience
from civic.news_times import NewsRules
from civic.notices import NoticeKind
from civic.residents import Resident
from civic.staff import Role
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, a_resident, an_announcement
from tests.fakes import FakeClock

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
HOURS = Hours(BERLIN, (time(20), time(8)))
NEWS = NewsRules(HOURS.zone, HOURS.quiet)
RULES = ReviewRules(hours=HOURS)
STATUS = AnnouncementStatus


async def get(uow: SqlUnitOfWork, announcement_id: int) -> Announcement:
    async with uow.reading() as r:
        found = await r.announcements.get(announcement_id)
    assert found is not None
    return found


async def changed(uow: SqlUnitOfWork, one: Announcement, **values: object) -> Announcement:
    async with uow.writing() as w:
        await w.announcements.update(replace(one, **values))  # type: ignore[arg-type]
        await w.commit()
    return await get(uow, one.id)


async def an_author(uow: SqlUnitOfWork) -> Resident:
    return await a_resident(uow, topics=("all",), role=Role.COORDINATOR)


async def asked(uow: SqlUnitOfWork, at: datetime) -> list[int]:
    async with uow.writing() as w:
        found = await w.notices.claim(10, at, at + HOUR)
    return [one.resident_id for one in found if one.kind is NoticeKind.ANNOUNCEMENT_MISSED]


def by(one: Announcement) -> int:
    assert one.author_id is not None
    return one.author_id


async def test_nothing_goes_out_at_the_former_time(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    one = await an_announcement(uow, await an_author(uow), due_at=NOW + HOUR)
    moved = await set_time(uow, clock, RULES, one, NOW + 3 * HOUR, by(one))
    assert moved == Released(replace(timed(one, NOW + 3 * HOUR, BERLIN), revision=1), 1)
    assert moved.announcement.local_time == "01.12.2026 13:00"
    clock.advance(HOUR)
    assert await plan_due(uow, clock, NEWS) == []
    clock.advance(2 * HOUR)
    assert await plan_due(uow, clock, NEWS) == [one.id]
    assert await set_time(uow, clock, RULES, one, NOW + 9 * HOUR, by(one)) == ChangedMeanwhile()


async def test_a_new_time_after_it_was_found_due_wins(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    one = await an_announcement(uow, await an_author(uow), due_at=NOW)
    looked = []

    def sliding() -> datetime:
        """The clock of a planner that looks a moment too early: it finds the row, and is late to lock it."""
        looked.append(clock())
        return NOW + HOUR if len(looked) == 1 else NOW

    await changed(uow, one, due_at=NOW + HOUR)
    assert await plan_due(uow, sliding, NEWS) == []
    assert len(looked) == 2, "it was found and locked"
    assert (await get(uow, one.id)).status is STATUS.SCHEDULED


async def test_whoever_changes_the_time_can_take_it_back_for_a_minute(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    one = await an_announcement(sqlite_uow, await an_author(sqlite_uow), due_at=NOW + HOUR)
    moved = await set_time(sqlite_uow, clock, RULES, one, NOW + MINUTE / 4, by(one))
    assert isinstance(moved, Released)
    assert moved.announcement.due_at == NOW + UNDO_WINDOW
    one = moved.announcement
    assert await set_time(sqlite_uow, clock, RULES, one, NOW - MINUTE, by(one)) == TimePassed()
    stranger = await a_resident(sqlite_uow)
    assert isinstance(await set_time(sqlite_uow, clock, RULES, one, NOW + HOUR, stranger.id), NotAllowed)


@pytest.mark.parametrize("status", STATUS)
async def test_whose_time_can_be_changed(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, status: AnnouncementStatus
) -> None:
    one = await an_announcement(sqlite_uow, await an_author(sqlite_uow), status=status, due_at=None)
    outcome = await set_time(sqlite_uow, clock, RULES, one, NOW + HOUR, by(one))
    match status:
        case STATUS.DRAFT:
            assert outcome == TimeSet(replace(timed(one, NOW + HOUR, BERLIN), revision=1))
            undone = await set_time(sqlite_uow, clock, RULES, outcome.announcement, None, by(one))
            assert undone == TimeSet(replace(one, revision=2))
        case STATUS.APPROVED | STATUS.SCHEDULED | STATUS.MISSED:
            assert isinstance(outcome, Released)
            assert outcome.announcement.status is STATUS.SCHEDULED
        case _:
            assert outcome == ChangedMeanwhile()


async def test_a_night_is_waited_for_and_the_author_is_told(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    event = await a_kept_event(sqlite_uow)
    night, morning = datetime(2026, 12, 1, 21, tzinfo=UTC), datetime(2026, 12, 2, 7, tzinfo=UTC)
    one = await an_announcement(sqlite_uow, await an_author(sqlite_uow), due_at=night)
    assert HOURS.waits_until(one) == morning
    assert HOURS.waits_until(replace(one, urgent="Wasser abkochen")) is None
    assert HOURS.waits_until(replace(one, audience=Audience(event_id=event.id))) is None
    assert HOURS.waits_until(replace(one, due_at=morning)) is None
    assert HOURS.waits_until(replace(one, due_at=None)) is None


async def test_what_would_be_over_before_it_goes_out_is_refused(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author = await an_author(sqlite_uow)
    one = await an_announcement(sqlite_uow, author, status=STATUS.DRAFT, due_at=NOW + 2 * HOUR)
    due = NOW + 2 * HOUR
    assert await set_expiry(sqlite_uow, clock, HOURS, one, due) == ExpiresFirst()
    assert await set_expiry(sqlite_uow, clock, HOURS, one, NOW) == TimePassed()
    kept = await set_expiry(sqlite_uow, clock, HOURS, one, due + MINUTE)
    assert isinstance(kept, TimeSet)
    one = kept.announcement
    assert await set_time(sqlite_uow, clock, RULES, one, due + HOUR, by(one)) == ExpiresFirst()
    gone = await set_expiry(sqlite_uow, clock, HOURS, one, None)
    assert isinstance(gone, TimeSet)
    assert gone.announcement.expires_at is None


async def test_quiet_hours_count_for_what_is_over_first(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    night, morning = datetime(2026, 12, 1, 21, tzinfo=UTC), datetime(2026, 12, 2, 7, tzinfo=UTC)
    author = await an_author(sqlite_uow)
    one = await an_announcement(sqlite_uow, author, status=STATUS.DRAFT, due_at=night)
    assert await set_expiry(sqlite_uow, clock, HOURS, one, morning) == ExpiresFirst()
    assert isinstance(await set_expiry(sqlite_uow, clock, HOURS, one, morning + MINUTE), TimeSet)


@pytest.mark.parametrize(
    ("late", "status"),
    [
        (timedelta(), STATUS.SENDING),
        (30 * MINUTE, STATUS.SENDING),
        (60 * MINUTE, STATUS.SENDING),
        (60 * MINUTE + timedelta(seconds=1), STATUS.MISSED),
        (2 * HOUR, STATUS.MISSED),
        (timedelta(days=9), STATUS.MISSED),
    ],
)
async def test_an_hour_late_it_goes_out_later_somebody_is_asked(
    uow: SqlUnitOfWork, clock: FakeClock, late: timedelta, status: AnnouncementStatus
) -> None:
    author = await an_author(uow)
    one = await an_announcement(uow, author)
    clock.advance(late)
    for _ in range(2):
        await plan_due(uow, clock, NEWS)
    now = await get(uow, one.id)
    assert now.status is status
    async with uow.reading() as r:
        assert (await r.deliveries.report(one.id)).planned == (1 if status is STATUS.SENDING else 0)
    assert await asked(uow, clock() + 24 * HOUR) == ([author.id] if status is STATUS.MISSED else [])


async def test_what_is_over_is_missed_at_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    one = await an_announcement(uow, await an_author(uow))
    await changed(uow, one, expires_at=NOW + MINUTE)
    clock.advance(MINUTE)
    assert await plan_due(uow, clock, NEWS) == []
    assert (await get(uow, one.id)).status is STATUS.MISSED


@pytest.mark.parametrize(
    ("until", "urgent", "status"),
    [
        ("2026-12-02 07:59", "", STATUS.SCHEDULED),
        ("2026-12-02 09:00", "", STATUS.SENDING),
        ("2026-12-02 09:01", "", STATUS.MISSED),
        ("2026-12-01 23:00", "Wasser", STATUS.MISSED),
    ],
)
async def test_a_night_makes_nothing_late(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, until: str, urgent: str, status: AnnouncementStatus
) -> None:
    """Due at 21:00, off until some time in the night or morning."""
    one = await an_announcement(
        sqlite_uow, await an_author(sqlite_uow), due_at=datetime(2026, 12, 1, 20, tzinfo=UTC)
    )
    await changed(sqlite_uow, one, urgent=urgent)
    clock.now = datetime.fromisoformat(until).replace(tzinfo=BERLIN).astimezone(UTC)
    await plan_due(sqlite_uow, clock, NEWS)
    assert (await get(sqlite_uow, one.id)).status is status


async def test_nobody_is_woken_up_to_be_asked(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await an_author(sqlite_uow)
    await an_announcement(sqlite_uow, author)
    clock.now = datetime(2026, 12, 2, 1, tzinfo=UTC)
    await plan_due(sqlite_uow, clock, NEWS)
    assert await asked(sqlite_uow, datetime(2026, 12, 2, 6, 59, tzinfo=UTC)) == []
    assert await asked(sqlite_uow, datetime(2026, 12, 2, 7, tzinfo=UTC)) == [author.id]


async def test_who_is_asked_where_the_author_is_gone(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    owner = await a_resident(sqlite_uow, role=Role.OWNER)
    second = await a_resident(sqlite_uow, role=Role.COORDINATOR)
    gone = await a_resident(sqlite_uow)
    approved = await an_announcement(sqlite_uow, gone)
    await changed(sqlite_uow, approved, approved_by=second.id)
    of_nobody = await an_announcement(sqlite_uow, gone)
    await changed(sqlite_uow, of_nobody, author_id=None)
    clock.advance(2 * HOUR)
    await plan_due(sqlite_uow, clock, NEWS)
    assert sorted(await asked(sqlite_uow, clock())) == sorted([second.id, owner.id])


async def test_clock_back_and_forward_again_plans_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    one = await an_announcement(uow, await an_author(uow))
    assert await plan_due(uow, clock, NEWS) == [one.id]
    for jump in (-HOUR, HOUR, -24 * HOUR, 48 * HOUR):
        clock.advance(jump)
        assert await plan_due(uow, clock, NEWS) == []
    async with uow.reading() as r:
        assert (await r.deliveries.report(one.id)).planned == 1


async def test_what_was_missed_is_sent_after_all_or_dropped(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await an_author(uow)
    first, second = await an_announcement(uow, author), await an_announcement(uow, author)
    clock.advance(3 * HOUR)
    await plan_due(uow, clock, NEWS)
    first, second = await get(uow, first.id), await get(uow, second.id)
    stale = replace(first, revision=0)
    assert await set_time(uow, clock, RULES, stale, None, author.id) == ChangedMeanwhile()
    assert isinstance(await set_time(uow, clock, RULES, first, None, author.id), Released)
    assert await set_time(uow, clock, RULES, first, None, author.id) == ChangedMeanwhile(), "a second tap"
    assert await plan_due(uow, clock, NEWS) == []
    clock.advance(UNDO_WINDOW)
    assert await plan_due(uow, clock, NEWS) == [first.id]
    assert await drop(uow, clock, second, author.id)
    assert not await drop(uow, clock, second, author.id)
    assert (await get(uow, second.id)).status is STATUS.STOPPED
    async with uow.reading() as r:
        log = await r.announcement_log.of(second.id)
    assert [(entry.what, entry.staff_id, entry.note) for entry in log] == [
        (Did.MISSED, None, "late"),
        (Did.STOPPED, author.id, ""),
    ]


async def test_what_is_over_cannot_be_sent_after_all(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    one = await an_announcement(sqlite_uow, await an_author(sqlite_uow), status=STATUS.MISSED)
    one = await changed(sqlite_uow, one, expires_at=NOW - MINUTE)
    assert await set_time(sqlite_uow, clock, RULES, one, None, by(one)) == ExpiresFirst()
    longer = await set_expiry(sqlite_uow, clock, HOURS, one, NOW + HOUR)
    assert isinstance(longer, TimeSet)
    assert isinstance(await set_time(sqlite_uow, clock, RULES, longer.announcement, None, by(one)), Released)


async def test_a_release_knows_of_quiet_hours(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    """Due at ten in the evening, over at seven in the morning: nobody would get it."""
    night, early = datetime(2026, 12, 1, 21, tzinfo=UTC), datetime(2026, 12, 2, 6, tzinfo=UTC)
    one = await an_announcement(sqlite_uow, await an_author(sqlite_uow), status=STATUS.DRAFT, due_at=night)
    one = await changed(sqlite_uow, one, expires_at=early)
    assert await release(sqlite_uow, clock, RULES, one, by(one)) == ExpiresFirst()
    urgent = await changed(sqlite_uow, one, urgent="Wasser abkochen")
    assert isinstance(await release(sqlite_uow, clock, RULES, urgent, by(one)), Released)


async def test_other_rules_of_a_zone_move_what_waits(uow: SqlUnitOfWork) -> None:
    """As if it had been planned by rules under which the town is an hour behind."""
    author = await an_author(uow)
    planned = datetime(2027, 7, 1, 16, tzinfo=UTC)
    wall = {"local_time": "01.07.2027 17:00", "zone": "Europe/Berlin", "due_at": planned}
    moved, fine, sent, iso, odd = [await an_announcement(uow, author) for _ in range(5)]
    await changed(uow, moved, **wall)
    await changed(uow, fine, **{**wall, "due_at": planned - HOUR + UNDO_WINDOW})
    await changed(uow, sent, **wall, status=STATUS.SENT)
    await changed(uow, iso, **{**wall, "local_time": "2027-07-01 17:00"})
    await changed(uow, odd, **{**wall, "zone": "Mars/Base"})
    assert await follow_zones(uow) == [moved.id, iso.id]
    assert await follow_zones(uow) == []
    assert (await get(uow, moved.id)).due_at == planned - HOUR
    assert {(await get(uow, one.id)).due_at for one in (sent, odd)} == {planned}
    async with uow.reading() as r:
        assert await r.announcements.next_due(planned - HOUR) == planned - HOUR + UNDO_WINDOW


def test_a_time_on_the_wall_is_kept_beside_its_instant() -> None:
    one = Announcement(1, None, {})
    at = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    kept = timed(one, at, ZoneInfo("Europe/Berlin"))
    assert (kept.local_time, kept.zone, kept.due_at) == ("31.10.2027 02:30", "Europe/Berlin", at)
