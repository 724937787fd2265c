"""When an announcement goes out: a time on the city's walls, the instant of it, and its last minute."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_hours import Hours
from civic.announcement_outcomes import ExpiresFirst, TimePassed
from civic.announcement_readiness import UNDO_WINDOW, ReviewRules
from civic.announcement_review import TimeOutcome, give_time
from civic.announcements import Announcement, AnnouncementStatus
from civic.staff_rights import demand_writing
from civic.time import first_instant

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

LOCAL_TIME = "%d.%m.%Y %H:%M"

PENDING = frozenset(
    (
        AnnouncementStatus.DRAFT,
        AnnouncementStatus.IN_REVIEW,
        AnnouncementStatus.APPROVED,
        AnnouncementStatus.SCHEDULED,
        AnnouncementStatus.MISSED,
    )
)
"""None of these has gone out."""


@dataclass(frozen=True)
class TimeSet:
    """The announcement with its new times. It is still in the status that it had."""

    announcement: Announcement


SetOutcome = TimeSet | TimeOutcome
ExpiryOutcome = TimeSet | TimePassed | ExpiresFirst | ChangedMeanwhile


def timed(one: Announcement, at: datetime | None, zone: ZoneInfo) -> Announcement:
    """The same for an instant, which is kept as it is on the city's walls too; None is at once."""
    if at is None:
        return replace(one, due_at=None, local_time="", zone="")
    wall = at.astimezone(zone)
    return replace(one, due_at=at, local_time=wall.strftime(LOCAL_TIME), zone=zone.key)


async def set_time(
    uow: UnitOfWork,
    clock: Clock,
    rules: ReviewRules,
    shown: Announcement,
    at: datetime | None,
    by: int,
    cause: Cause | None = None,
) -> SetOutcome:
    """Gives an announcement that has not gone out another time, in UTC (None: at once).

    A draft keeps it for its release. What is scheduled stays so, and nothing goes out at the former time;
    what was missed is scheduled again (`give_time`).
    """
    wished = timed(shown, at, rules.hours.zone)
    if shown.status is not AnnouncementStatus.DRAFT:
        return await give_time(uow, clock, rules, wished, by, cause)
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(shown.id)
        if current is None or current.status is not shown.status or current.revision != shown.revision:
            return ChangedMeanwhile()
        demand_writing(w, current)
        if at is not None and at <= clock():
            return TimePassed()
        changed = replace(timed(current, at, rules.hours.zone), revision=current.revision + 1)
        if expires_first(changed, rules.hours):
            return ExpiresFirst()
        await w.announcements.update(changed)
        await w.commit()
        return TimeSet(changed)


async def set_expiry(
    uow: UnitOfWork,
    clock: Clock,
    hours: Hours,
    shown: Announcement,
    at: datetime | None,
    cause: Cause | None = None,
) -> ExpiryOutcome:
    """Says from when on nobody shall get it any more (UTC; None: no such time)."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(shown.id)
        if current is None or current.revision != shown.revision or current.status not in PENDING:
            return ChangedMeanwhile()
        demand_writing(w, current)
        if at is not None and at <= clock():
            return TimePassed()
        changed = replace(current, expires_at=at, revision=current.revision + 1)
        if current.status is not AnnouncementStatus.MISSED and expires_first(changed, hours):
            return ExpiresFirst()
        await w.announcements.update(changed)
        await w.commit()
        return TimeSet(changed)


def expires_first(one: Announcement, hours: Hours) -> bool:
    """Whether it would be over before its first copy goes out, which quiet hours may put off."""
    if one.expires_at is None or one.due_at is None:
        return False
    return one.expires_at <= hours.from_(one, one.due_at)


async def follow_zones(uow: UnitOfWork) -> list[int]:
    """Moves what waits for a time on the wall whose zone has got other rules since; returns those.

    A state may change its summer time by a law; the new rules come with a new release of the machine's
    zones. Who planned for five o'clock meant what the clock shows then.
    """
    async with uow.reading() as r:
        waiting = await r.announcements.with_local_time()
    moved = []
    for one in waiting:
        async with uow.writing() as w:
            current = await w.announcements.lock(one.id)
            if current is None or current.status not in PENDING or current.due_at is None:
                continue
            due_at = _elsewhere(current, current.due_at)
            if due_at is None:
                continue
            await w.announcements.update(replace(current, due_at=due_at))
            await w.commit()
            moved.append(current.id)
    return moved


def _elsewhere(one: Announcement, due_at: datetime) -> datetime | None:
    """The instant of its time on the wall by the rules of today, where that is another one than planned."""
    try:
        wall, zone = _wall(one.local_time), ZoneInfo(one.zone)
    except (ValueError, ZoneInfoNotFoundError):
        return None
    # Less is no rule of a zone, but the time in which the confirmation could be taken back.
    if abs(due_at.astimezone(zone).replace(tzinfo=None) - wall) <= UNDO_WINDOW:
        return None
    today = first_instant(wall, zone)
    return today if today != due_at else None


def _wall(written: str) -> datetime:
    try:
        return datetime.strptime(written, LOCAL_TIME)  # noqa: DTZ007 - a time on the wall has no zone
    except ValueError:
        return datetime.fromisoformat(written).replace(tzinfo=None)
