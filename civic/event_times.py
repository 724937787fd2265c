"""What the times of an event say: whole days, and ends that nobody knows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from civic.events import Event

_MINUTE = timedelta(minutes=1)


def has_end(event: Event) -> bool:
    """Whether its end is known; an unknown one is kept as the start."""
    return event.ends_at > event.starts_at


def whole_days(event: Event, zone: ZoneInfo) -> tuple[date, date] | None:
    """The first day and the day after the last, where an event takes whole days: from midnight until a
    minute before midnight."""
    start, after = event.starts_at.astimezone(zone), (event.ends_at + _MINUTE).astimezone(zone)
    if (start.hour, start.minute) == (0, 0) and (after.hour, after.minute) == (0, 0):
        return (start.date(), after.date()) if after.date() > start.date() else None
    return None
