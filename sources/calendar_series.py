"""The dates of a series: RRULE, RDATE and EXDATE, within a window and never without end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.rrule import rrulestr
from icalendar import Component

from sources.calendar_times import Refused, Span, values_of

MOST_DATES = 200
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_TOO_FINE = ("BYSECOND", "BYMINUTE", "BYHOUR")
_INTERVAL_MAX = 1000


@dataclass(frozen=True)
class Window:
    """What is to come, in times on the wall: dates that end after `begins` and begin before `ends`."""

    begins: datetime
    ends: datetime


def repeats(entry: Component) -> bool:
    """Whether an entry is a series."""
    return "RRULE" in entry or "RDATE" in entry


def walls_of(entry: Component, span: Span, window: Window) -> list[datetime]:
    """The starts of a series in a window, in order, perhaps with some that ended just before it. Refused
    where its rule cannot be followed."""
    first = window.begins - span.lasts - timedelta(days=1)
    left_out, days = _exceptions(entry, span)
    found = {span.wall} | {span.on_the_wall(value) for value in values_of(entry, "RDATE")}
    found |= set(_ruled(entry, span, first, window.ends))
    kept = (wall for wall in found if first <= wall < window.ends)
    return sorted(wall for wall in kept if wall not in left_out and wall.date() not in days)


def _exceptions(entry: Component, span: Span) -> tuple[set[datetime], set[date]]:
    """Times that are left out, and days, which some programs write for a series with times."""
    values = list(values_of(entry, "EXDATE"))
    times = {span.on_the_wall(value) for value in values if isinstance(value, datetime) or span.whole_day}
    return times, {value for value in values if not isinstance(value, datetime)}


def _ruled(entry: Component, span: Span, first: datetime, last: datetime) -> Iterator[datetime]:
    rule = entry.get("RRULE")
    if rule is None:
        return
    if isinstance(rule, list):
        raise Refused("has more than one RRULE")
    parts = {str(name).upper(): value for name, value in rule.items()}
    until = _until(parts.pop("UNTIL", None), span)
    _check(parts)
    text = ";".join(f"{name}={','.join(map(_written, values))}" for name, values in parts.items())
    try:
        dates = rrulestr(text, dtstart=span.wall)
        for count, wall in enumerate(dates.xafter(first, inc=True)):
            if count > 2 * MOST_DATES or wall >= last or (until is not None and wall > until):
                return
            yield wall
    except (ValueError, TypeError, OverflowError, KeyError, AttributeError) as fault:
        raise Refused(f"RRULE cannot be followed: {' '.join(str(fault).split())[:80]}") from fault


def _check(parts: dict[str, list[object]]) -> None:
    frequency = str(next(iter(parts.get("FREQ", [])), "")).upper()
    if frequency in _TOO_OFTEN or any(name in parts for name in _TOO_FINE):
        raise Refused("RRULE repeats within a day, which no event does")
    for name in ("INTERVAL", "COUNT"):
        for value in parts.get(name, []):
            if not isinstance(value, int) or value < 1 or (name == "INTERVAL" and value > _INTERVAL_MAX):
                raise Refused(f"RRULE has an impossible {name}")


def _until(values: object, span: Span) -> datetime | None:
    value = next(iter(values), None) if isinstance(values, list) else values
    if not isinstance(value, date):
        return None
    wall = span.on_the_wall(value)
    return wall if isinstance(value, datetime) else wall + timedelta(days=1, microseconds=-1)


def _written(value: object) -> str:
    return value.to_ical().decode() if hasattr(value, "to_ical") else str(value)
