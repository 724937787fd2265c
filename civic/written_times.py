"""Dates and times as coordinators write them: nothing is guessed, and readings of words are asked about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from civic.time import InThePast, Moment, NoSuchTime, NotUnderstood, TwoTimes, on_the_wall, to_ascii_digits
from civic.time_words import AT, EVENING, HOUR, MORNING, TO
from civic.written_days import Day, Days, NoSuchDay, read_day_phrase

LATEST_NIGHT_END = time(6)


@dataclass(frozen=True)
class Span:
    """A beginning, and an end where one was written; instants in UTC."""

    starts_at: datetime
    ends_at: datetime | None = None


class Doubt(StrEnum):
    """Why a reading has to be confirmed."""

    WORDS = "words"
    WEEKDAY = "weekday"
    DAY_OR_MONTH = "day_or_month"


@dataclass(frozen=True)
class Read:
    """Written as a literal date and time: nothing was guessed."""

    span: Span


@dataclass(frozen=True)
class Unsure:
    """What it may mean, likeliest first; whoever wrote it says which."""

    spans: tuple[Span, ...]
    doubt: Doubt


@dataclass(frozen=True)
class EndsFirst:
    """The written end is not after the beginning."""


BadTime = NotUnderstood | NoSuchTime | NoSuchDay | TwoTimes | InThePast | EndsFirst
WrittenTime = Read | Unsure | BadTime


@dataclass(frozen=True)
class Reader:
    """The present instant, the city's zone and the language in which somebody writes."""

    now: datetime
    zone: ZoneInfo
    language: str = "de"

    @property
    def today(self) -> date:
        """The day on the city's walls."""
        return self.now.astimezone(self.zone).date()


_CLOCK = r"(?P<hour{n}>\d{{1,2}})(?:(?P<mark{n}>[:.])(?P<minute{n}>\d{{2}}))?"
_UNIT = rf"(?:\s*(?P<unit{{n}}>{HOUR})(?!\w))?"
_HALF = rf"(?:\s*(?:(?P<early{{n}}>{MORNING})|(?P<late{{n}}>{EVENING}))(?!\w))?"
_ONE = _CLOCK + _UNIT + _HALF
_HOURS = rf"(?:(?<!\w)(?P<at>{AT})\s+)?" + _ONE.format(n=1) + rf"(?:\s*(?:{TO})\s*" + _ONE.format(n=2) + r")?"
_AT_END = re.compile(rf"^(?P<day>.*?\S),?\s+{_HOURS}$", re.IGNORECASE)
_AT_START = re.compile(rf"^{_HOURS},?\s+(?P<day>\S.*)$", re.IGNORECASE)
_ALONE = re.compile(rf"(?:(?:{AT})\s+)?" + _ONE.format(n=1), re.IGNORECASE)
_TWO_DAYS = re.compile(rf"^(.+\d.*?)\s+(?:{TO})\s+(.*\d[.-]\s?\d.*[\s,].*\d.*)$", re.IGNORECASE)


def read_times(text: str, reader: Reader) -> WrittenTime:
    """Reads "Do 18.12. 18-20 Uhr", "18 December 6pm", "morgen 18 Uhr" or "2026-12-18 18:00".

    A date without a year is the next one that is not over. Whatever is left over makes it not understood.
    """
    said = _plain(text)
    both = _TWO_DAYS.match(said)
    if both is not None:
        return _from_to(_one_day(both[1], reader), _one_day(both[2], reader))
    return _one_day(said, reader)


def read_one_time(text: str, reader: Reader) -> WrittenTime:
    """The same for what has no length (a deadline): a written end makes it not understood."""
    found = read_times(text, reader)
    spans = found.spans if isinstance(found, Unsure) else (found.span,) if isinstance(found, Read) else ()
    return NotUnderstood() if any(span.ends_at is not None for span in spans) else found


def read_clock(text: str) -> time | None:
    """Reads a time of day by itself: "9", "9:30", "um 18 Uhr", "6 pm"; None where it is none."""
    match = _ALONE.fullmatch(_plain(text))
    try:
        return _clock(match, 1, match["late1"]) if match is not None else None
    except ValueError:
        return None


def literal(span: Span, zone: ZoneInfo) -> str:
    """A span as `read_times` reads it without a doubt; the way back from an answer to a form."""
    moments = [at.astimezone(zone) for at in (span.starts_at, span.ends_at) if at is not None]
    return " - ".join(f"{at:%Y-%m-%d %H:%M}" for at in moments)


def _plain(text: str) -> str:
    return " ".join(to_ascii_digits(text).replace("\u200f", "").replace("\u200e", "").split())


def _from_to(first: WrittenTime, last: WrittenTime) -> WrittenTime:
    for one in (first, last):
        if not isinstance(one, Read | Unsure):
            return one
    if not isinstance(first, Read) or not isinstance(last, Read):
        return NotUnderstood()
    if first.span.ends_at is not None or last.span.ends_at is not None:
        return NotUnderstood()
    if last.span.starts_at <= first.span.starts_at:
        return EndsFirst()
    return Read(Span(first.span.starts_at, last.span.starts_at))


def _one_day(said: str, reader: Reader) -> WrittenTime:
    """The first division into a day and hours of which nothing is left over."""
    problem: WrittenTime = NotUnderstood()
    for pattern in (_AT_END, _AT_START):
        match = pattern.match(said)
        if match is None:
            continue
        days = read_day_phrase(match["day"], reader.today, reader.language)
        if isinstance(days, Days):
            return _on_days(days, match, reader)
        if isinstance(days, NoSuchDay):
            problem = days
    return problem


def _on_days(days: Days, match: re.Match[str], reader: Reader) -> WrittenTime:
    if not days.literal and not _is_surely_a_time(match):
        return NotUnderstood()
    try:
        hours = _hours(match)
    except ValueError:
        return NoSuchTime()
    if hours is None:
        return EndsFirst()
    found = [_span(day, *hours, reader) for day in days.days]
    spans = tuple(one for one in found if isinstance(one, Span))
    if not spans:
        return next(one for one in found if not isinstance(one, Span))
    if days.doubt is None and days.literal:
        return Read(spans[0])
    return Unsure(spans, _doubt(days, spans))


def _doubt(days: Days, spans: Sequence[Span]) -> Doubt:
    if days.doubt is None or (days.doubt is Day.MONTH and len(spans) == 1):
        return Doubt.WORDS
    return Doubt.DAY_OR_MONTH if days.doubt is Day.MONTH else Doubt.WEEKDAY


def _is_surely_a_time(match: re.Match[str]) -> bool:
    """A bare number beside words may be anything: "Freitag 18"."""
    parts = (match["unit1"], match["early1"], match["late1"], match["unit2"], match["early2"], match["late2"])
    return bool(match["mark1"] == ":" or match["at"] or any(parts))


def _hours(match: re.Match[str]) -> tuple[time, time | None] | None:
    """Beginning and end, or None where the end comes first. ValueError for 25 o'clock and the like."""
    late = match["late1"] or (match["late2"] if not match["early1"] else None)
    if match["hour2"] is None:
        return _clock(match, 1, late), None
    last = _clock(match, 2, match["late2"])
    first = _clock(match, 1, late)
    if first >= last and match["late1"] is None and late:
        # "10-1 pm" begins in the morning.
        first = _clock(match, 1, None)
    return (first, last) if first < last or (last <= LATEST_NIGHT_END and first != last) else None


def _clock(match: re.Match[str], n: int, late: str | None) -> time:
    hour, minute = int(match[f"hour{n}"]), int(match[f"minute{n}"] or 0)
    if late or match[f"early{n}"]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if late else 0)
    return time(hour, minute)


def _span(
    day: date, first: time, last: time | None, reader: Reader
) -> Span | NoSuchTime | TwoTimes | InThePast:
    start = on_the_wall(datetime.combine(day, first), reader.zone)
    if not isinstance(start, Moment):
        return start
    if start.at <= reader.now:
        return InThePast()
    if last is None:
        return Span(start.at)
    night = day + timedelta(days=1) if last <= first else day
    end = on_the_wall(datetime.combine(night, last), reader.zone)
    return Span(start.at, end.at) if isinstance(end, Moment) else end


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """The naive time on the city's walls."""
    return at.astimezone(zone).replace(tzinfo=None)


def on_the_wall_or_later(at: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a wall-clock time: the first of two, and an hour later where the clock skips it."""
    return at.replace(tzinfo=zone).astimezone(UTC)
