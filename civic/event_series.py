"""Series: the same event on several dates, each with its own seats; and changing several of them at once."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civic.event_changes import replace_event
from civic.event_copies import copy_of, moved
from civic.event_rules import UNSET
from civic.events import Event, EventStatus
from civic.time import Moment, on_the_wall
from civic.written_times import Span, on_the_wall_or_later, wall

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

MOST_DATES = 52


class Rhythm(StrEnum):
    """How often; monthly on the same day (the 18th) or the same weekday (the third Friday)."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY_WEEKDAY = "monthly_weekday"
    MONTHLY_DAY = "monthly_day"


@dataclass(frozen=True)
class Dates:
    """The dates after the first one. `skipped` are days on which there is no such time."""

    spans: tuple[Span, ...]
    skipped: tuple[date, ...] = ()


def further_dates(
    event: Event, rhythm: Rhythm, zone: ZoneInfo, *, count: int = 0, until: date | None = None
) -> Dates:
    """The dates after an event's own: `count` of all dates together, or all until a day (included).

    Each begins at the same time by the wall clock and lasts as long; a month without such a day has none.
    """
    first = wall(event.starts_at, zone)
    spans: list[Span] = []
    skipped: list[date] = []
    for day in _days(first.date(), rhythm):
        enough = day > until if until is not None else len(spans) + len(skipped) + 1 >= count
        if enough or len(spans) + 1 >= MOST_DATES:
            break
        at = on_the_wall(datetime.combine(day, first.time()), zone)
        if isinstance(at, Moment):
            spans.append(Span(at.at, at.at + (event.ends_at - event.starts_at)))
        else:
            skipped.append(day)
    return Dates(tuple(spans), tuple(skipped))


def _days(first: date, rhythm: Rhythm) -> Iterator[date]:
    if rhythm in (Rhythm.WEEKLY, Rhythm.FORTNIGHTLY):
        step = timedelta(weeks=1 if rhythm is Rhythm.WEEKLY else 2)
        yield from (first + n * step for n in range(1, 1000))
        return
    for months in range(1, 200):
        year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
        month += 1
        if rhythm is Rhythm.MONTHLY_DAY:
            if first.day <= calendar.monthrange(year, month)[1]:
                yield date(year, month, first.day)
            continue
        opening = date(year, month, 1)
        day = opening + timedelta(days=(first.weekday() - opening.weekday()) % 7 + 7 * ((first.day - 1) // 7))
        if day.month == month:
            yield day


async def make_series(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    event_id: int,
    spans: Sequence[Span],
    by: int,
    cause: Cause | None = None,
) -> list[Event] | None:
    """Keeps a draft for each date, which belong together with the first. None where the event is unknown."""
    now = clock()
    async with uow.writing(cause) as w:
        first = await w.events.lock(event_id)
        if first is None or first.starts_at <= UNSET:
            return None
        series = first.series or first.id
        if first.series is None:
            await w.events.update(replace(first, series=series, revision=first.revision + 1))
        made = [
            await w.events.add(replace(copy_of(first, span, by, now, zone), series=series)) for span in spans
        ]
        await w.commit()
        return made


def following(event: Event, others: Sequence[Event], now: datetime) -> list[Event]:
    """Of a series the dates after this one that can still be changed."""
    later = [one for one in others if one.starts_at > event.starts_at and one.starts_at > now]
    return [one for one in later if one.status is not EventStatus.CANCELLED]


async def change_events(
    uow: UnitOfWork, clock: Clock, zone: ZoneInfo, events: Sequence[Event], cause: Cause | None = None
) -> list[Event] | None:
    """Replaces events by edited copies, all or none. None where somebody else changed one in the meantime."""
    now = clock()
    changed: list[Event] = []
    async with uow.writing(cause) as w:
        # Always in one order: two people who change the same series must not wait for each other.
        for event in sorted(events, key=lambda one: one.id):
            done = await replace_event(w, event, now, zone)
            if done is None:
                return None
            changed.append(done)
        await w.commit()
    return changed


_TIMES = ("ends_at", "deadline", "opens_at", "draw_at")
_OWN = ("id", "revision", "starts_at", *_TIMES)


def alike(before: Event, after: Event, other: Event, now: datetime, zone: ZoneInfo) -> Event:
    """Another date of a series with the same change. Times keep their distance, by the clock on the wall."""
    changes = {
        one.name: getattr(after, one.name)
        for one in fields(Event)
        if one.name not in _OWN and getattr(before, one.name) != getattr(after, one.name)
    }
    shift = wall(after.starts_at, zone) - wall(before.starts_at, zone)
    if shift:
        start = on_the_wall_or_later(wall(other.starts_at, zone) + shift, zone)
        end = start + (after.ends_at - after.starts_at) if _length(before) != _length(after) else None
        return moved(replace(other, **changes), Span(start, end), now, zone)
    distance = wall(other.starts_at, zone) - wall(before.starts_at, zone)
    for name in _TIMES:
        at = getattr(after, name)
        if getattr(before, name) != at:
            changes[name] = on_the_wall_or_later(wall(at, zone) + distance, zone) if at else None
    return replace(other, **changes)


def _length(event: Event) -> timedelta:
    return event.ends_at - event.starts_at
