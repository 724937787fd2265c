"""The weekly digest: when each member of staff wants it; once a week, whatever stops or clocks do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civic.notices import NewNotice, NoticeKind
from civic.time import Moment, NoSuchTime, on_the_wall

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

MONDAY = 0
NINE = 9


@dataclass(frozen=True)
class DigestPlan:
    """Weekday (0 is Monday, none: never) and local hour; `next_at` is the instant that follows from them."""

    resident_id: int
    weekday: int | None = MONDAY
    hour: int = NINE
    next_at: datetime | None = None


async def choose(
    uow: UnitOfWork, clock: Clock, zone: ZoneInfo, plan: DigestPlan, cause: Cause | None = None
) -> DigestPlan:
    """Stores when somebody wants it, from the next such time on."""
    async with uow.writing(cause) as w:
        chosen = _planned(plan, clock(), zone)
        await w.digests.set_plan(chosen)
        await w.commit()
        return chosen


async def push_due(uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> int:
    """Writes a notice for every digest that is due: one for each person and week, and only the newest week
    after a longer stop."""
    async with uow.reading() as r:
        due = await r.digests.due(clock())
    pushed = 0
    for resident_id in due:
        async with uow.writing() as w:
            now = clock()
            if await w.staff.member(resident_id) is None:  # left, or joined with another chat, meanwhile
                continue
            plan = await w.digests.plan(resident_id)
            if plan is not None and plan.next_at is not None and plan.next_at <= now:
                week = week_of(_newest(plan, plan.next_at, now, zone), zone)
                number = await w.digests.begin_week(resident_id, week, now)
                if number is not None:
                    await w.notices.add(NewNotice(resident_id, NoticeKind.DIGEST, number, now))
                    pushed += 1
            await w.digests.set_plan(_planned(plan or DigestPlan(resident_id), now, zone))
            await w.commit()
    return pushed


def next_time(weekday: int, hour: int, after: datetime, zone: ZoneInfo) -> datetime:
    """The next such local time after an instant, in UTC. Where the clock skips it: an hour later; where the
    clock passes it twice: the first time."""
    day = after.astimezone(zone).date()
    day += timedelta(days=(weekday - day.weekday()) % 7)
    for week in range(3):
        at = _instant(datetime.combine(day + timedelta(weeks=week), time(hour)), zone)
        if at > after:
            return at
    raise AssertionError("a week without that weekday")


def week_of(at: datetime, zone: ZoneInfo) -> str:
    """The ISO week of an instant, `2026-W49`."""
    year, week, _ = at.astimezone(zone).isocalendar()
    return f"{year}-W{week:02}"


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    found = on_the_wall(wall, zone)
    if isinstance(found, NoSuchTime):
        found = on_the_wall(wall + timedelta(hours=1), zone)
    # Twice: without a fold it is the first of the two.
    return found.at if isinstance(found, Moment) else wall.replace(tzinfo=zone).astimezone(UTC)


def _newest(plan: DigestPlan, first: datetime, now: datetime, zone: ZoneInfo) -> datetime:
    at = first
    while plan.weekday is not None and (later := next_time(plan.weekday, plan.hour, at, zone)) <= now:
        at = later
    return at


def _planned(plan: DigestPlan, now: datetime, zone: ZoneInfo) -> DigestPlan:
    at = None if plan.weekday is None else next_time(plan.weekday, plan.hour, now, zone)
    return replace(plan, next_at=at)
