"""Instants in UTC, wall-clock plans in a zone, and reading a date and time as people write them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC. Tests pass their own."""


def utc_now() -> datetime:
    """The present instant (the product's clock)."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Moment:
    """A wall-clock time that exists exactly once, as an instant in UTC."""

    at: datetime


@dataclass(frozen=True)
class NotUnderstood:
    """The text holds no date and time in a form that can be read without guessing."""


@dataclass(frozen=True)
class NoSuchTime:
    """The date does not exist (31.2.) or the clock skips this time (spring, 02:30)."""


@dataclass(frozen=True)
class TwoTimes:
    """The clock passes this time twice (autumn, 02:30)."""


@dataclass(frozen=True)
class InThePast:
    """The time is over."""


Reading = Moment | NotUnderstood | NoSuchTime | TwoTimes | InThePast

_DAY = (
    r"(?:(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?:\s?(?P<year>\d{4}))?"
    r"|(?P<iso>\d{4})-(?P<isom>\d{2})-(?P<isod>\d{2}))"
)
_TIME = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?:\s*(?:uhr|h))?"
_WHEN = re.compile(rf"^(?:[^\W\d_]{{2,10}}\.?,?\s+)?{_DAY},?\s+(?:um\s+|at\s+|о\s+)?{_TIME}$", re.IGNORECASE)


def on_the_wall(wall: datetime, zone: ZoneInfo) -> Moment | NoSuchTime | TwoTimes:
    """The instant of a naive wall-clock time in a zone, or why there is not exactly one.

    Source: PEP 495; a time in a gap does not survive the way to UTC and back.
    """
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        return NoSuchTime()
    return Moment(first) if first == second else TwoTimes()


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """When a clock on the wall first shows a naive time, or the first one after it that it does not skip;
    in UTC. For plans that repeat: each has one instant on every day.
    """
    # PEP 495: the readings of a time in a gap lie before and after the change of the clock.
    after, before = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if after <= before:
        return after
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // timedelta(seconds=2) * timedelta(seconds=1)
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after


def read_moment(text: str, now: datetime, zone: ZoneInfo) -> Reading:
    """Reads "Do 18.12. 18 Uhr", "18.12.2026 18:00" or "2026-12-18 18:00" as a time in a zone.

    A date without a year is the next one that is not over. The weekday is not checked.
    """
    match = _WHEN.match(to_ascii_digits(text).strip())
    if match is None:
        return NotUnderstood()
    here = now.astimezone(zone)
    try:
        wall = _wall(match, here.date())
    except ValueError:
        return NoSuchTime()
    moment = on_the_wall(wall, zone)
    if isinstance(moment, Moment) and moment.at <= now:
        return InThePast()
    return moment


def _wall(match: re.Match[str], today: date) -> datetime:
    clock = time(int(match["hour"]), int(match["minute"] or 0))
    if match["iso"]:
        day = date(int(match["iso"]), int(match["isom"]), int(match["isod"]))
    elif match["year"]:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    else:
        day = date(today.year, int(match["month"]), int(match["day"]))
        if day < today:
            day = day.replace(year=today.year + 1)
    return datetime.combine(day, clock)


def to_ascii_digits(text: str) -> str:
    """The text with every decimal digit of any script as 0-9 (٢١ → 21)."""
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)


def in_days(now: datetime, days: int, clock: time, zone: ZoneInfo) -> datetime:
    """The instant of a wall-clock time so many calendar days from today, in UTC."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
