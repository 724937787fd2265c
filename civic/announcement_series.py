"""Announcements that repeat: an approved template, a rule, and one announcement for each of its days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from civic.announcement_drafts import ChangedMeanwhile, is_that_draft
from civic.announcement_log import Did, note
from civic.announcement_readiness import UNDO_WINDOW
from civic.announcement_states import moved
from civic.announcements import Announcement, AnnouncementStatus
from civic.recurrence import Rule
from civic.staff_rights import Right, demand, demand_writing, topics_of

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


class SeriesStatus(StrEnum):
    """Only an active one makes announcements, and only while its template is approved."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True)
class Series:
    """A rule for an announcement that is its template and never goes out itself.

    `next_day` is the first day that has no announcement yet, `next_at` its instant; None once there is none.
    """

    id: int
    author_id: int | None
    template_id: int
    rule: Rule
    zone: ZoneInfo
    status: SeriesStatus = SeriesStatus.ACTIVE
    skipped: frozenset[date] = frozenset()
    next_day: date | None = None
    next_at: datetime | None = None
    revision: int = 0
    created_at: datetime | None = None

    def instant(self, day: date) -> datetime:
        """When its announcement of a day is due, in UTC."""
        return self.rule.instant(day, self.zone)

    def days_from(self, day: date, most: int) -> list[date]:
        """The first days on or after one on which something goes out."""
        kept = (each for each in self.rule.days_from(day) if each not in self.skipped)
        return list(islice(kept, most))

    def beginning(self, day: date | None) -> Series:
        """The same with the next announcement on a day or later."""
        found = self.days_from(day, 1) if day is not None else []
        if not found:
            # Not ended by that: its last announcement waits for its time.
            return replace(self, next_day=None, next_at=None)
        return replace(self, next_day=found[0], next_at=self.instant(found[0]))


class SeriesStore(Protocol):
    """Series, and their announcements."""

    async def get(self, series_id: int) -> Series | None:
        """One series."""

    async def lock(self, series_id: int) -> Series | None:
        """The same, locked until the end of the transaction."""

    async def add(self, series: Series) -> Series:
        """Keeps a new series; returns it with its id."""

    async def update(self, series: Series) -> None:
        """Replaces the row of a series."""

    async def running(self) -> list[Series]:
        """Those that have days to come and were not ended, newest first."""

    async def due(self, until: datetime) -> list[int]:
        """Ids of active ones with an approved template whose next announcement is due until then."""

    async def stale(self) -> list[int]:
        """Ids of those that have a scheduled announcement which must not go out: the template changed since,
        or lost its approval, or the series is not active."""

    async def stands(self, announcement: Announcement) -> bool:
        """Whether an announcement of an active series still is what its approved template says, or was
        changed by hand."""

    async def announcements(self, series_id: int) -> list[Announcement]:
        """What was made of it, by day."""


@dataclass(frozen=True)
class Started:
    """The series runs as soon as its template is approved."""

    series: Series


@dataclass(frozen=True)
class NoDates:
    """The rule has no day to come."""


@dataclass(frozen=True)
class Skipped:
    """Nothing goes out on that day."""

    series: Series


@dataclass(frozen=True)
class TooLate:
    """It is going out, or has gone out."""


StartOutcome = Started | NoDates | ChangedMeanwhile
SkipOutcome = Skipped | TooLate | ChangedMeanwhile


def coming_days(rule: Rule, zone: ZoneInfo, now: datetime, most: int) -> list[date]:
    """The first days of a rule whose time is not over yet."""
    today = now.astimezone(zone).date()
    found = (day for day in rule.days_from(today) if rule.instant(day, zone) >= now + UNDO_WINDOW)
    return list(islice(found, most))


async def start_series(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    shown: Announcement,
    rule: Rule,
    by: int,
    cause: Cause | None = None,
) -> StartOutcome:
    """Makes a draft the template of a series. Approved it is after this, so with its rule in view."""
    now = clock()
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(shown.id)
        if current is None or not is_that_draft(current, shown.revision) or current.series_id is not None:
            return ChangedMeanwhile()
        demand_writing(w, current)
        first = coming_days(rule, zone, now, 1)
        if not first:
            return NoDates()
        new = Series(0, by, current.id, rule, zone, created_at=now).beginning(first[0])
        kept = await w.announcement_series.add(new)
        template = replace(current, series_id=kept.id, series_day="", due_at=None, local_time="", zone="")
        template = replace(template, revision=current.revision + 1)
        await w.announcements.update(template)
        await note(w, template, Did.CHANGED, by, note="series")
        await w.commit()
        return Started(kept)


async def skip_day(
    uow: UnitOfWork, clock: Clock, series_id: int, day: date, by: int, cause: Cause | None = None
) -> SkipOutcome:
    """Leaves one day out. Doing it twice changes nothing more."""
    async with uow.writing(cause) as w:
        series = await w.announcement_series.lock(series_id)
        if series is None or series.status is SeriesStatus.ENDED:
            return ChangedMeanwhile()
        await _demand_sending(w, series)
        if day in series.skipped:
            return Skipped(series)
        made = {one.series_day: one for one in await w.announcement_series.announcements(series_id)}
        one = await w.announcements.lock(made[day.isoformat()].id) if day.isoformat() in made else None
        if one is None and (day not in series.days_from(day, 1) or series.instant(day) <= clock()):
            return ChangedMeanwhile()
        if one is not None and one.status is not AnnouncementStatus.SCHEDULED:
            return TooLate()
        if one is not None:
            await _stop(w, one, clock(), by)
        skipping = replace(series, skipped=series.skipped | {day}, revision=series.revision + 1)
        changed = skipping.beginning(series.next_day)
        await w.announcement_series.update(changed)
        await w.commit()
        return Skipped(changed)


async def pause(
    uow: UnitOfWork, clock: Clock, series_id: int, by: int, cause: Cause | None = None
) -> Series | ChangedMeanwhile:
    """Nothing goes out until it is resumed, not even what was announced already."""
    return await _end_or_pause(uow, clock, series_id, SeriesStatus.PAUSED, by, cause)


async def end(
    uow: UnitOfWork, clock: Clock, series_id: int, by: int, cause: Cause | None = None
) -> Series | ChangedMeanwhile:
    """The same for good."""
    return await _end_or_pause(uow, clock, series_id, SeriesStatus.ENDED, by, cause)


async def resume(
    uow: UnitOfWork, clock: Clock, series_id: int, cause: Cause | None = None
) -> Series | ChangedMeanwhile:
    """Goes on with the next day to come; what fell into the pause is not made up for."""
    now = clock()
    async with uow.writing(cause) as w:
        series = await w.announcement_series.lock(series_id)
        if series is None or series.status is not SeriesStatus.PAUSED:
            return ChangedMeanwhile()
        await _demand_sending(w, series)
        made = {one.series_day for one in await w.announcement_series.announcements(series_id)}
        coming = coming_days(series.rule, series.zone, now, len(made) + 1)
        ahead = next((day for day in coming if day.isoformat() not in made), None)
        active = replace(series, status=SeriesStatus.ACTIVE, revision=series.revision + 1).beginning(ahead)
        await w.announcement_series.update(active)
        await w.commit()
        return active


async def _end_or_pause(
    uow: UnitOfWork, clock: Clock, series_id: int, status: SeriesStatus, by: int, cause: Cause | None
) -> Series | ChangedMeanwhile:
    async with uow.writing(cause) as w:
        series = await w.announcement_series.lock(series_id)
        if series is None or series.status in (status, SeriesStatus.ENDED):
            return ChangedMeanwhile()
        await _demand_sending(w, series)
        held = replace(series, status=status, revision=series.revision + 1)
        changed = await withdraw(w, held, clock(), by)
        await w.announcement_series.update(changed)
        await w.commit()
        return changed


async def withdraw(w: Work, series: Series, now: datetime, by: int | None = None) -> Series:
    """Takes back what a locked series has scheduled and does not stand any more, in this transaction.

    Those days come again.
    """
    days = [series.next_day] if series.next_day is not None else []
    for known in await w.announcement_series.announcements(series.id):
        one = await w.announcements.lock(known.id)
        if one is None or one.status is not AnnouncementStatus.SCHEDULED:
            continue
        if series.status is SeriesStatus.ACTIVE and await w.announcement_series.stands(one):
            continue
        days.append(date.fromisoformat(one.series_day))
        # It stays among the announcements as one that was stopped; its day is free for another.
        await _stop(w, replace(one, series_id=None, series_day=""), now, by)
    return series.beginning(min(days, default=None))


async def _demand_sending(w: Work, series: Series) -> None:
    template = await w.announcements.get(series.template_id)
    demand(w, Right.SEND, topics_of(template) if template is not None else None)


async def _stop(w: Work, one: Announcement, now: datetime, by: int | None) -> None:
    stopped = replace(moved(one, AnnouncementStatus.STOPPED), finished_at=now)
    await w.announcements.update(stopped)
    await note(w, stopped, Did.STOPPED, by)
