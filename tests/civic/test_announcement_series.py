"""Announcements that repeat: made a day ahead, once, of what was approved; skipped, paused, ended."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from civic.announcement_drafts import ChangedMeanwhile, change_draft
from civic.announcement_hours import Hours
from civic.announcement_occurrences import follow_series
from civic.announcement_outcomes import BackToAuthor, NotAllowed, Released, Submitted
from civic.announcement_readiness import ReviewRules
from civic.announcement_review import approve as approve_it
from civic.announcement_review import give_time, note_shown, release, submit, undo
from civic.announcement_sending import plan_due
from civic.announcement_series import (
    NoDates,
    Series,
    SeriesStatus,
    Skipped,
    Started,
    TooLate,
    coming_days,
    end,
    pause,
    resume,
    skip_day,
    start_series,
)
from civic.announcement_times import timed
from civic.announcements import Announcement, AnnouncementStatus, Body, content_hash
from civic.news_times import NewsRules
from civic.notices import NoticeKind
from civic.recurrence import Every, Rule
from civic.staff import Role
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_resident, an_announcement
from tests.fakes import FakeClock

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
HOURS = Hours(BERLIN, (time(20), time(8)))
NEWS = NewsRules(HOURS.zone, HOURS.quiet)
STATUS = AnnouncementStatus
# NOW is Tuesday 1 December 2026, ten in the morning.
TUESDAYS_AND_FRIDAYS = Rule(Every.WEEK, time(9), date(2026, 12, 1), (1, 4))
FRIDAY, TUESDAY, NEXT_FRIDAY = date(2026, 12, 4), date(2026, 12, 8), date(2026, 12, 11)


async def a_series(uow: SqlUnitOfWork, rule: Rule = TUESDAYS_AND_FRIDAYS, *, approved: bool = True) -> Series:
    author = await a_resident(uow, topics=("all",), role=Role.COORDINATOR)
    draft = await an_announcement(uow, author, status=STATUS.DRAFT, due_at=None)
    started = await start_series(uow, FakeClock(), BERLIN, draft, rule, author.id)
    assert isinstance(started, Started)
    if approved:
        await approve(uow, started.series)
    return started.series


async def approve(uow: SqlUnitOfWork, series: Series, text: str = "Neuer Termin") -> None:
    async with uow.writing() as w:
        template = await w.announcements.lock(series.template_id)
        assert template is not None
        written = replace(template, bodies={"de": Body("Termin", text)}, status=STATUS.APPROVED)
        await w.announcements.update(replace(written, approved_hash=content_hash(written)))
        await w.commit()


async def edit(uow: SqlUnitOfWork, series: Series) -> None:
    """As an edit does: a draft again, and no approval."""
    async with uow.writing() as w:
        template = await w.announcements.lock(series.template_id)
        assert template is not None
        await w.announcements.update(replace(template, status=STATUS.DRAFT, approved_hash=""))
        await w.commit()


def me(series: Series) -> int:
    assert series.author_id is not None
    return series.author_id


async def made(uow: SqlUnitOfWork, series: Series) -> dict[date, Announcement]:
    async with uow.reading() as r:
        found = await r.announcement_series.announcements(series.id)
    return {date.fromisoformat(one.series_day): one for one in found}


async def get(uow: SqlUnitOfWork, series: Series) -> Series:
    async with uow.reading() as r:
        found = await r.announcement_series.get(series.id)
    assert found is not None
    return found


def at(day: date, clock: str = "09:00") -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=BERLIN).astimezone(UTC)


async def tick(uow: SqlUnitOfWork, clock: FakeClock) -> list[int]:
    await follow_series(uow, clock, HOURS)
    return await plan_due(uow, clock, NEWS)


async def test_a_series_is_kept_as_it_is(uow: SqlUnitOfWork) -> None:
    rules = (
        TUESDAYS_AND_FRIDAYS,
        Rule(Every.MONTH_DAY, time(7, 5), NOW.date(), month_day=31, ends_on=date(2027, 12, 31)),
        Rule(Every.MONTH_WEEKDAY, time(23, 59), NOW.date(), (2,), nth=-1, count=7),
    )
    for rule in rules:
        series = await a_series(uow, rule)
        assert await get(uow, series) == series
        assert series.rule == rule
    async with uow.reading() as r:
        assert [one.rule for one in await r.announcement_series.running()] == [*reversed(rules)]


async def test_each_day_gets_one_announcement_a_day_ahead(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(uow)
    assert series.next_day == FRIDAY, "today's time is over"
    clock.now = at(FRIDAY) - DAY - MINUTE
    assert await follow_series(uow, clock, HOURS) == []
    clock.advance(MINUTE)
    (number,) = await follow_series(uow, clock, HOURS)
    assert await follow_series(uow, clock, HOURS) == []
    one = (await made(uow, series))[FRIDAY]
    assert (one.id, one.status, one.due_at) == (number, STATUS.SCHEDULED, at(FRIDAY))
    assert (one.local_time, one.zone) == ("04.12.2026 09:00", "Europe/Berlin")
    assert await tick(uow, clock) == []
    clock.now = at(FRIDAY)
    assert await tick(uow, clock) == [number]
    assert (await get(uow, series)).next_day == TUESDAY


async def test_the_author_is_told_of_each(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(sqlite_uow)
    clock.now = at(FRIDAY) - DAY
    (number,) = await follow_series(sqlite_uow, clock, HOURS)
    async with sqlite_uow.writing() as w:
        (told,) = await w.notices.claim(10, clock(), clock() + HOUR)
    assert (told.resident_id, told.kind) == (series.author_id, NoticeKind.ANNOUNCEMENT_COMING)
    assert told.subject_id == number


async def test_concurrent_ticks_make_it_once(database: Database, clock: FakeClock) -> None:
    first, second = (
        SqlUnitOfWork(database, clock),
        SqlUnitOfWork(Database(database.url.render_as_string(hide_password=False)), clock),
    )
    every_day = Rule(Every.WEEK, time(9), date(2026, 12, 2), tuple(range(7)))
    series = await a_series(first, every_day)
    for n in range(4):
        clock.now = at(date(2026, 12, 2) + n * DAY) - DAY
        await asyncio.gather(*(follow_series(each, clock, HOURS) for each in (first, second) * 4))
    await second._database.close()
    assert list(await made(first, series)) == [date(2026, 12, 2) + n * DAY for n in range(4)]
    async with first.reading() as r:
        assert len(await r.announcements.recent(50)) == 5, "the template and one for each day"


async def test_the_template_itself_never_goes_out(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(sqlite_uow)
    for _ in range(30):
        clock.advance(DAY)
        assert series.template_id not in await tick(sqlite_uow, clock)


async def test_nothing_is_made_without_approval(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(uow, approved=False)
    clock.now = at(FRIDAY) - HOUR
    assert await follow_series(uow, clock, HOURS) == []
    await approve(uow, series)
    async with uow.writing() as w:
        template = await w.announcements.lock(series.template_id)
        assert template is not None
        await w.announcements.update(replace(template, bodies={"de": Body("A", "nicht freigegeben")}))
        await w.commit()
    assert await follow_series(uow, clock, HOURS) == [], "it is not what was approved"
    await approve(uow, series)
    assert len(await follow_series(uow, clock, HOURS)) == 1


async def test_an_edit_takes_back_what_was_made_until_it_is_approved(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    series = await a_series(uow)
    clock.now = at(FRIDAY) - HOUR
    (former,) = await follow_series(uow, clock, HOURS)
    await edit(uow, series)
    assert await plan_due(uow, clock, NEWS) == []
    await follow_series(uow, clock, HOURS)
    assert await made(uow, series) == {}
    await approve(uow, series, "Anderer Raum")
    (number,) = await follow_series(uow, clock, HOURS)
    assert number != former
    clock.now = at(FRIDAY)
    assert await tick(uow, clock) == [number]
    assert (await made(uow, series))[FRIDAY].main.text == "Anderer Raum"


async def test_an_edit_in_the_last_moment_is_seen_by_the_planner(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    series = await a_series(uow)
    clock.now = at(FRIDAY) - HOUR
    await follow_series(uow, clock, HOURS)
    await edit(uow, series)
    clock.now = at(FRIDAY)
    assert await plan_due(uow, clock, NEWS) == []


async def test_what_was_changed_by_hand_is_left_alone(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(uow)
    clock.now = at(FRIDAY) - HOUR
    (number,) = await follow_series(uow, clock, HOURS)
    own = (await made(uow, series))[FRIDAY]
    rules, later = ReviewRules(hours=HOURS), at(FRIDAY, "11:00")
    edited = replace(own, bodies={"de": Body("Termin", "Nur diesmal im Hof")})
    draft = await change_draft(uow, edited, by=me(series))
    assert isinstance(draft, Announcement)
    outcome = await release(uow, clock, rules, timed(draft, later, BERLIN), me(series))
    assert isinstance(outcome, Released)
    await edit(uow, series)
    clock.now = later
    assert await tick(uow, clock) == [number]


async def test_a_template_is_approved_and_never_scheduled(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    series = await a_series(sqlite_uow, approved=False)
    rules = ReviewRules(hours=HOURS)
    async with sqlite_uow.reading() as r:
        template = await r.announcements.get(series.template_id)
    assert template is not None
    outcome = await release(sqlite_uow, clock, rules, template, me(series))
    assert isinstance(outcome, Released)
    assert outcome.announcement.status is STATUS.APPROVED
    timeless = await give_time(sqlite_uow, clock, rules, outcome.announcement, me(series))
    assert timeless == ChangedMeanwhile()
    clock.now = at(FRIDAY)
    assert len(await tick(sqlite_uow, clock)) == 1
    assert isinstance(await undo(sqlite_uow, clock, series.template_id, me(series)), BackToAuthor)
    clock.now = at(TUESDAY)
    assert await tick(sqlite_uow, clock) == []


async def test_a_second_person_approves_once_for_all_dates(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(uow, approved=False)
    second = await a_resident(uow, role=Role.COORDINATOR)
    rules = ReviewRules(hours=HOURS)
    async with uow.reading() as r:
        template = await r.announcements.get(series.template_id)
    assert template is not None
    assert isinstance(await release(uow, clock, rules, template, me(series)), NotAllowed)
    assert isinstance(await submit(uow, clock, rules, template, me(series)), Submitted)
    shown = content_hash(template)
    await note_shown(uow, template.id, second.id, shown)
    assert isinstance(await approve_it(uow, clock, rules, template.id, shown, second.id), Released)
    for day in (FRIDAY, TUESDAY):
        clock.now = at(day)
        assert len(await tick(uow, clock)) == 1
    assert {one.approved_by for one in (await made(uow, series)).values()} == {second.id}


async def test_approved_too_late_somebody_is_asked(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(uow, approved=False)
    clock.now = at(FRIDAY) + 2 * HOUR
    await approve(uow, series)
    assert await tick(uow, clock) == []
    async with uow.reading() as r:
        (missed, _) = await r.announcements.recent(5)
    assert (missed.status, missed.series_id, missed.due_at) == (STATUS.MISSED, None, at(FRIDAY))


async def test_after_weeks_off_only_the_last_is_asked_about(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(uow)
    clock.now = at(date(2027, 1, 5), "09:30")  # a Tuesday, half an hour late
    (number,) = await tick(uow, clock)
    async with uow.reading() as r:
        found = await r.announcements.recent(20)
    assert [(one.id, one.status, one.due_at) for one in found][:2] == [
        (number, STATUS.SENDING, at(date(2027, 1, 5))),
        (number - 1, STATUS.MISSED, at(date(2027, 1, 1))),
    ]
    assert len(found) == 3, "and the template"
    assert (await get(uow, series)).next_day == date(2027, 1, 8)


async def test_a_day_is_skipped_before_and_after_it_was_made(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(uow)
    for _ in range(2):
        skipped = await skip_day(uow, clock, series.id, FRIDAY, me(series))
        assert isinstance(skipped, Skipped)
        assert (skipped.series.next_day, skipped.series.revision) == (TUESDAY, 1)
    clock.now = at(TUESDAY) - HOUR
    (number,) = await follow_series(uow, clock, HOURS)
    assert isinstance(await skip_day(uow, clock, series.id, TUESDAY, me(series)), Skipped)
    clock.now = at(TUESDAY)
    assert await tick(uow, clock) == []
    days = await made(uow, series)
    assert {day: (one.id, one.status) for day, one in days.items()} == {TUESDAY: (number, STATUS.STOPPED)}
    clock.now = at(NEXT_FRIDAY)
    assert len(await tick(uow, clock)) == 1


async def test_what_cannot_be_skipped(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(sqlite_uow)
    no_day_of_it = await skip_day(sqlite_uow, clock, series.id, FRIDAY + DAY, me(series))
    assert no_day_of_it == ChangedMeanwhile()
    assert await skip_day(sqlite_uow, clock, series.id + 1, FRIDAY, me(series)) == ChangedMeanwhile()
    clock.now = at(FRIDAY)
    await tick(sqlite_uow, clock)
    assert await skip_day(sqlite_uow, clock, series.id, FRIDAY, me(series)) == TooLate()
    await end(sqlite_uow, clock, series.id, me(series))
    assert await skip_day(sqlite_uow, clock, series.id, TUESDAY, me(series)) == ChangedMeanwhile()


async def test_a_pause_holds_what_was_made_and_is_not_made_up_for(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    series = await a_series(uow)
    clock.now = at(FRIDAY) - HOUR
    await follow_series(uow, clock, HOURS)
    paused = await pause(uow, clock, series.id, me(series))
    assert isinstance(paused, Series)
    assert await pause(uow, clock, series.id, me(series)) == ChangedMeanwhile()
    assert await made(uow, series) == {}
    clock.now = at(TUESDAY) + HOUR
    assert await tick(uow, clock) == []
    resumed = await resume(uow, clock, series.id)
    assert isinstance(resumed, Series)
    assert (resumed.status, resumed.next_day) == (SeriesStatus.ACTIVE, NEXT_FRIDAY)
    assert await resume(uow, clock, series.id) == ChangedMeanwhile()
    clock.now = at(NEXT_FRIDAY)
    assert len(await tick(uow, clock)) == 1
    assert list(await made(uow, series)) == [NEXT_FRIDAY]


async def test_a_pause_by_mistake_changes_nothing(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(sqlite_uow)
    clock.now = at(FRIDAY) - HOUR
    await follow_series(sqlite_uow, clock, HOURS)
    await pause(sqlite_uow, clock, series.id, me(series))
    await resume(sqlite_uow, clock, series.id)
    await follow_series(sqlite_uow, clock, HOURS)
    clock.now = at(FRIDAY)
    assert len(await tick(sqlite_uow, clock)) == 1


async def test_a_resumed_series_makes_no_day_again(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(sqlite_uow)
    clock.now = at(FRIDAY) - HOUR
    await follow_series(sqlite_uow, clock, HOURS)
    async with sqlite_uow.writing() as w:
        one = (await w.announcement_series.announcements(series.id))[0]
        await w.announcements.update(replace(one, status=STATUS.STOPPED))
        await w.commit()
    await pause(sqlite_uow, clock, series.id, me(series))
    resumed = await resume(sqlite_uow, clock, series.id)
    assert isinstance(resumed, Series)
    assert resumed.next_day == TUESDAY, "somebody stopped Friday's by hand"


async def test_the_end_takes_back_and_makes_nothing_more(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    series = await a_series(uow)
    clock.now = at(FRIDAY) - HOUR
    await follow_series(uow, clock, HOURS)
    assert isinstance(await end(uow, clock, series.id, me(series)), Series)
    assert await end(uow, clock, series.id, me(series)) == ChangedMeanwhile()
    assert await resume(uow, clock, series.id) == ChangedMeanwhile()
    for _ in range(20):
        clock.advance(DAY)
        assert await tick(uow, clock) == []
    async with uow.reading() as r:
        assert await r.announcement_series.running() == []


@pytest.mark.parametrize("last", [{"count": 2}, {"ends_on": TUESDAY}])
async def test_after_its_last_day_a_series_has_ended(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, last: dict[str, object]
) -> None:
    started = replace(TUESDAYS_AND_FRIDAYS, starts_on=date(2026, 12, 2), **last)  # type: ignore[arg-type]
    series = await a_series(sqlite_uow, started)
    for _ in range(20):
        clock.advance(DAY)
        await tick(sqlite_uow, clock)
    days = await made(sqlite_uow, series)
    assert {day: one.status for day, one in days.items()} == dict.fromkeys((FRIDAY, TUESDAY), STATUS.SENDING)
    async with sqlite_uow.reading() as r:
        assert await r.announcement_series.running() == []


async def test_what_cannot_be_started(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_resident(sqlite_uow, role=Role.COORDINATOR)
    draft = await an_announcement(sqlite_uow, author, status=STATUS.DRAFT, due_at=None)
    over = replace(TUESDAYS_AND_FRIDAYS, ends_on=date(2026, 12, 1))
    assert await start_series(sqlite_uow, clock, BERLIN, draft, over, author.id) == NoDates()
    stale = replace(draft, revision=draft.revision + 1)
    rule = TUESDAYS_AND_FRIDAYS
    assert await start_series(sqlite_uow, clock, BERLIN, stale, rule, author.id) == ChangedMeanwhile()
    assert isinstance(await start_series(sqlite_uow, clock, BERLIN, draft, rule, author.id), Started)
    async with sqlite_uow.reading() as r:
        template = await r.announcements.get(draft.id)
    assert template is not None
    again = await start_series(sqlite_uow, clock, BERLIN, template, rule, author.id)
    assert again == ChangedMeanwhile(), "it repeats already"


async def test_the_time_on_the_wall_stays_over_both_changes_of_the_clock(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    sundays = Rule(Every.WEEK, time(2, 30), date(2027, 1, 1), (6,))
    series = await a_series(sqlite_uow, sundays)
    seen: dict[str, str] = {}
    for day in ("2027-03-21", "2027-03-28", "2027-04-04", "2027-10-24", "2027-10-31", "2027-11-07"):
        clock.now = at(date.fromisoformat(day), "00:00")
        await follow_series(sqlite_uow, clock, HOURS)
        one = (await made(sqlite_uow, series))[date.fromisoformat(day)]
        assert one.due_at is not None
        seen[day] = f"{one.due_at:%H:%M}"
    assert list(seen.values()) == ["01:30", "01:00", "00:30", "00:30", "00:30", "01:30"]
    async with sqlite_uow.reading() as r:
        assert len({one.series_day for one in await r.announcements.recent(500)}) == len(
            await r.announcements.recent(500)
        )


def test_days_whose_time_is_over_are_none_to_come() -> None:
    assert coming_days(TUESDAYS_AND_FRIDAYS, BERLIN, NOW, 2) == [FRIDAY, TUESDAY]
    assert coming_days(TUESDAYS_AND_FRIDAYS, BERLIN, NOW - 2 * HOUR, 1) == [date(2026, 12, 1)]


async def test_a_day_that_was_changed_by_hand_is_not_made_again(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    """The day before it comes again, since its template changed."""
    series = await a_series(uow, Rule(Every.WEEK, time(23), date(2026, 12, 1), tuple(range(7))))
    clock.advance(13 * HOUR + MINUTE)  # just after eleven in the evening: today's waits for the morning
    first, second = await follow_series(uow, clock, HOURS)
    async with uow.reading() as r:
        tomorrow = await r.announcements.get(second)
    assert tomorrow is not None
    edited = replace(tomorrow, bodies={"de": Body("Termin", "Anders")})
    assert isinstance(await change_draft(uow, edited, by=None), Announcement)
    async with uow.writing() as w:
        known = await w.announcement_series.lock(series.id)
        assert known is not None
        today = date.fromisoformat("2026-12-01")
        one = await w.announcements.lock(first)
        assert one is not None
        await w.announcements.update(replace(one, series_id=None, series_day=""))
        await w.announcement_series.update(known.beginning(today))
        await w.commit()
    [again] = await follow_series(uow, clock, HOURS)
    async with uow.reading() as r:
        made = await r.announcement_series.announcements(series.id)
        now = await r.announcement_series.get(series.id)
    assert [(one.id, one.series_day) for one in made] == [(again, "2026-12-01"), (second, "2026-12-02")]
    assert now is not None
    assert now.next_day == date(2026, 12, 3)
