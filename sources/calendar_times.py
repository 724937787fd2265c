"""When an entry of a calendar takes place: time zones, days, durations; each fault named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from icalendar import Component

_TIMES = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class Refused(Exception):
    """An entry cannot be used; the text says why."""


@dataclass(frozen=True)
class Span:
    """The first date of an entry: its time on the wall in its own zone, and how long it lasts.

    A whole day lasts until a minute before midnight, so that it ends on the day that people name.
    """

    wall: datetime
    zone: tzinfo
    whole_day: bool
    lasts: timedelta

    def at(self, wall: datetime) -> tuple[datetime, datetime]:
        """Start and end of the date that begins at this time on the wall, in UTC.

        A time that the clock skips is read with the offset before, one that it passes twice is the first.
        Source: RFC 5545, 3.3.5.
        """
        start = wall.replace(tzinfo=self.zone, fold=0).astimezone(UTC)
        if not self.whole_day:
            return start, start + self.lasts
        last = (wall + self.lasts).replace(tzinfo=self.zone).astimezone(UTC)
        return start, last - _MINUTE

    def skipped(self, wall: datetime) -> bool:
        """Whether the clock skips this time."""
        there = wall.replace(tzinfo=self.zone, fold=0).astimezone(UTC).astimezone(self.zone)
        return there.replace(tzinfo=None) != wall

    def on_the_wall(self, value: date) -> datetime:
        """A time of the same series as the wall shows it in this zone."""
        if not isinstance(value, datetime):
            return datetime.combine(value, time())
        return value.astimezone(self.zone).replace(tzinfo=None) if value.tzinfo else value


def span_of(entry: Component, floating: ZoneInfo) -> Span:
    """When an entry begins and how long it lasts; times without a zone are those of `floating`. Refused."""
    for name, fault in entry.errors:
        if name in _TIMES:
            raise Refused(f"{name} cannot be read: {' '.join(str(fault).split())[:80]}")
    start = value_of(entry, "DTSTART")
    if start is None:
        raise Refused("has no DTSTART")
    zone = _zone(entry, "DTSTART", start, floating)
    if not isinstance(start, datetime):
        return Span(datetime.combine(start, time()), zone, True, max(_days(entry, start), _DAY))
    return Span(start.replace(tzinfo=None), zone, False, _lasts(entry, start.replace(tzinfo=zone), floating))


def value_of(entry: Component, name: str) -> date | None:
    """The day or time of a property; None where it has none. Refused where there are several."""
    found = entry.get(name)
    if isinstance(found, list):
        raise Refused(f"has more than one {name}")
    value = getattr(found, "dt", None)
    if value is not None and not isinstance(value, date):
        raise Refused(f"{name} is no day or time")
    return value


def values_of(entry: Component, name: str) -> Iterator[date]:
    """Every day or time of a property that may be repeated and may hold several; a period by its start."""
    found = entry.get(name, [])
    for several in found if isinstance(found, list) else [found]:
        for one in getattr(several, "dts", []):
            value = one.dt[0] if isinstance(one.dt, tuple) else one.dt
            if isinstance(value, date):
                yield value


def _zone(entry: Component, name: str, value: date, floating: ZoneInfo) -> tzinfo:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.tzinfo
    named = str(entry[name].params.get("TZID", ""))
    if named and isinstance(value, datetime):
        raise Refused(f"there is no time zone {named[:60]!r}")
    return floating


def _days(entry: Component, start: date) -> timedelta:
    end, lasts = value_of(entry, "DTEND"), getattr(entry.get("DURATION"), "dt", None)
    if end is not None:
        last = end.date() if isinstance(end, datetime) else end
        if last < start:
            raise Refused("DTEND is before DTSTART")
        return last - start
    return timedelta(days=lasts.days) if isinstance(lasts, timedelta) else _DAY


def _lasts(entry: Component, start: datetime, floating: ZoneInfo) -> timedelta:
    end, lasts = value_of(entry, "DTEND"), getattr(entry.get("DURATION"), "dt", None)
    if end is not None:
        if not isinstance(end, datetime):
            end = datetime.combine(end, time())
        last = end if end.tzinfo else end.replace(tzinfo=_zone(entry, "DTEND", end, floating))
        lasts = last.astimezone(UTC) - start.astimezone(UTC)
        if lasts < timedelta():
            raise Refused("DTEND is before DTSTART")
    if not isinstance(lasts, timedelta):
        return timedelta()
    if lasts < timedelta():
        raise Refused("DURATION is negative")
    return lasts
