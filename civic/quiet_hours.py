"""Quiet hours: from nine in the evening until eight in the morning nobody is written to of our own accord."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVENING = time(21)
MORNING = time(8)


def is_quiet(at: datetime, zone: ZoneInfo) -> bool:
    """Whether an instant lies in the quiet hours of a zone; nine sharp does, eight sharp does not."""
    wall = at.astimezone(zone).time()
    return wall >= EVENING or wall < MORNING


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
