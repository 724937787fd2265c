"""Quiet hours: from nine in the evening until eight in the morning nobody is written to of our own accord.

The operator sets those of announcements, which may be other hours, or none.
"""

from datetime import UTC, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from civic.time import first_instant

EVENING = time(21)
MORNING = time(8)

Quiet: TypeAlias = tuple[time, time]
"""The first quiet minute and the first that is not, by the clock on the wall. They may span midnight."""

EVENTS: Quiet = (EVENING, MORNING)


def is_quiet(at: datetime, zone: ZoneInfo, hours: Quiet = EVENTS) -> bool:
    """Whether an instant lies in the quiet hours of a zone; nine sharp does, eight sharp does not."""
    wall, (first, end) = at.astimezone(zone).time(), hours
    return first <= wall < end if first < end else wall >= first or wall < end


def after_quiet(at: datetime, zone: ZoneInfo, hours: Quiet | None) -> datetime:
    """The instant itself, or the end of the quiet hours that it lies in, in UTC. None: there are none."""
    if hours is None or not is_quiet(at, zone, hours):
        return at
    day, end = at.astimezone(zone).date(), hours[1]
    tries = (
        first_instant(datetime.combine(day, end), zone),
        # The wall clock may show the end twice; the second time is meant where the first is over.
        datetime.combine(day, end.replace(fold=1), tzinfo=zone).astimezone(UTC),
        first_instant(datetime.combine(day + timedelta(days=1), end), zone),
    )
    return next(found for found in tries if found > at)


def next_morning(at: datetime, zone: ZoneInfo, clock: time = MORNING) -> datetime:
    """The next time the wall clock shows the morning's hour (or `clock`) after an instant, in UTC."""
    return _next(at, zone, clock, forwards=True)


def last_evening(at: datetime, zone: ZoneInfo) -> datetime:
    """The last beginning of quiet hours at or before an instant, in UTC."""
    return _next(at, zone, EVENING, forwards=False)


def not_quiet(at: datetime, zone: ZoneInfo) -> datetime:
    """The instant itself, or the morning after it where it lies in quiet hours."""
    return next_morning(at, zone) if is_quiet(at, zone) else at


def _next(at: datetime, zone: ZoneInfo, clock: time, *, forwards: bool) -> datetime:
    # Days are counted on the wall: the nights of the clock change have 23 and 25 hours.
    day = at.astimezone(zone).date()
    found = datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
    if forwards and found <= at:
        return datetime.combine(day + timedelta(days=1), clock, tzinfo=zone).astimezone(UTC)
    if not forwards and found > at:
        return datetime.combine(day - timedelta(days=1), clock, tzinfo=zone).astimezone(UTC)
    return found
