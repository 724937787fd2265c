"""Which days a question about events means: "this weekend", "on Friday", "in December", "5.12."."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from civic.answers.event_words import SPANS, Words
from civic.answers.lexicon import Mark
from civic.answers.text import clean
from civic.events import Event
from civic.time import to_ascii_digits

_DAY = timedelta(days=1)
_EVENING = 17  # o'clock, local time
_LONG = timedelta(hours=16)  # what lasts longer is on also on the days after its first
_JUST_OVER = timedelta(days=60)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d.:/])(?!24/7)(\d{1,2})[./]\s?(\d{1,2})(?![\d:])"
    r"(?:[./]\s?(\d{4}|\d{2})(?![\d:]))?(?!\.?\s*(?:uhr|h)\b)",
    re.IGNORECASE,
)
_DAY_MONTH_GAP = 2  # words between a number and its month: "5th of December"


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from `first` to `last`, both included; perhaps only some weekdays
    (0 is Monday), or evenings."""

    first: date
    last: date
    weekdays: frozenset[int] = frozenset()
    evening: bool = False

    def holds(self, event: Event, zone: ZoneInfo) -> bool:
        """Whether an event is on in this period, by the clock on the wall."""
        start = event.starts_at.astimezone(zone)
        if self.evening and start.hour < _EVENING:
            return False
        last = start.date()
        if event.ends_at - event.starts_at > _LONG:
            last = event.ends_at.astimezone(zone).date()
        day = max(start.date(), self.first)
        while day <= min(last, self.last):
            if not self.weekdays or day.weekday() in self.weekdays:
                return True
            day += _DAY
        return False


def period_of(question: str, asked: Words, now: datetime, zone: ZoneInfo) -> Period | None:
    """The period a question speaks of, as of `now` in a zone; None where it names no time."""
    today = now.astimezone(zone).date()
    labels = [mark.label for mark in asked.times if not _is_more(asked, mark)]
    evening = "evening" in labels or "tonight" in labels
    days = [*_numeric(question, today), *_with_month(asked, today)]
    if days:
        return Period(min(days), max(days), evening=evening)
    weekdays = frozenset(int(label[4:]) for label in labels if label.startswith("day:"))
    months = [int(label[6:]) + 1 for label in labels if label.startswith("month:")]
    spans = [_span(label, today) for label in labels if label in SPANS]
    spans += [_month(month, today) for month in months]
    if spans:
        return Period(min(first for first, _ in spans), max(last for _, last in spans), weekdays, evening)
    if weekdays:
        ahead = [today + _DAY * ((weekday - today.weekday()) % 7) for weekday in weekdays]
        return Period(min(ahead), max(ahead), weekdays, evening)
    return None


def _is_more(asked: Words, mark: Mark) -> bool:
    """Romanian for "more", German and French for May; a month only beside a number or in a phrase."""
    alone = asked.said[mark.first : mark.end] == ["mai"]
    return alone and not (mark.first and asked.said[mark.first - 1].isdigit())


def _span(label: str, today: date) -> tuple[date, date]:
    monday = today - _DAY * today.weekday()
    sunday = monday + _DAY * 6
    next_month = (today.replace(day=1) + _DAY * 32).replace(day=1)
    match label:
        case "today" | "tonight":
            return today, today
        case "tomorrow":
            return today + _DAY, today + _DAY
        case "day_after":
            return today + _DAY * 2, today + _DAY * 2
        case "weekend":
            return max(today, sunday - _DAY), sunday
        case "next_weekend":
            return sunday + _DAY * 6, sunday + _DAY * 7
        case "this_week":
            return today, sunday
        case "next_week":
            return sunday + _DAY, sunday + _DAY * 7
        case "this_month":
            return today, next_month - _DAY
        case _:
            return next_month, _last_of_month(next_month)


def _month(month: int, today: date) -> tuple[date, date]:
    first = date(today.year + (month < today.month), month, 1)
    return max(first, today), _last_of_month(first)


def _last_of_month(first: date) -> date:
    return (first + _DAY * 32).replace(day=1) - _DAY


def _numeric(question: str, today: date) -> Iterator[date]:
    text = to_ascii_digits(clean(question))
    for match in _ISO.finditer(text):
        yield from _day(int(match[3]), int(match[2]), int(match[1]), today)
    for match in _NUMERIC.finditer(_ISO.sub(" ", text)):
        year = int(match[3]) if match[3] else None
        if year is not None and year < 100:
            year += 2000
        yield from _day(int(match[1]), int(match[2]), year, today)


def _with_month(asked: Words, today: date) -> Iterator[date]:
    """Numbers beside the name of a month: "5. Dezember", "December 5", "5th of December"."""
    for mark in asked.times:
        if not mark.label.startswith("month:") or _is_more(asked, mark):
            continue
        near = [mark.first - 1 - gap for gap in range(_DAY_MONTH_GAP)]
        for place in (*near, mark.end):
            word = asked.said[place] if 0 <= place < len(asked.said) else ""
            number = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|er|го)?", word)
            if number is not None:
                yield from _day(int(number[1]), int(mark.label[6:]) + 1, _year_after(asked, mark.end), today)
                break


def _year_after(asked: Words, place: int) -> int | None:
    following = asked.said[place : place + 2]
    return next((int(word) for word in following if re.fullmatch(r"20\d\d", word)), None)


def _day(day: int, month: int, year: int | None, today: date) -> Iterator[date]:
    """The date, if the calendar has it. Without a year it is the next one, unless it is only just over."""
    try:
        found = date(year or today.year, month, day)
        if year is None and found < today - _JUST_OVER:
            found = found.replace(year=today.year + 1)
    except ValueError:
        return
    yield found
