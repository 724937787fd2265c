"""A day as people write it: "18.12.", "Do, 18. Dezember", "morgen", "next Friday"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from civic.time_words import DAYS_FROM_TODAY, NEXT, NEXT_AFTER, THIS, WEEKDAYS

_DOTS = re.compile(r"(?P<first>\d{1,2})\.\s?(?P<second>\d{1,2})\.?(?:\s?(?P<year>\d{4}|\d{2}))?")
_SLASHES = re.compile(r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<second>\d{2})-(?P<first>\d{2})")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_][\w'ʼ’]*\.?,?")
_JOINED = re.compile(r"^(?:am|den|on|the|den|у|в|يوم)\s+", re.IGNORECASE)
LANGUAGES = ("de", "en")


class Day(StrEnum):
    """What is doubtful about a written day."""

    MONTH = "month"
    WEEKDAY = "weekday"


@dataclass(frozen=True)
class Days:
    """What was written: one day, or several that it may be. Literal: a date in digits."""

    days: tuple[date, ...]
    literal: bool = False
    doubt: Day | None = None


@dataclass(frozen=True)
class NoSuchDay:
    """The calendar has no such day (31.2.)."""


@dataclass(frozen=True)
class NoDay:
    """The text is no day, or more than one."""


def read_day_phrase(text: str, today: date, language: str) -> Days | NoSuchDay | NoDay:
    """Reads a day without its time. Nothing may be left over."""
    said = text.strip().rstrip(",")
    words = said.casefold()
    if words in DAYS_FROM_TODAY:
        return Days((today + timedelta(days=DAYS_FROM_TODAY[words]),))
    if (weekday := _only_weekday(words)) is not None:
        return Days((today + timedelta(days=(weekday - today.weekday()) % 7 or 7),))
    weekday, rest = _leading_weekday(said)
    found = _numbers(rest, today, language)
    if isinstance(found, NoDay):
        found = _with_month_name(rest, today, language)
    return _checked(found, weekday) if isinstance(found, Days) and weekday is not None else found


def _only_weekday(words: str) -> int | None:
    parts = words.replace(".", "").replace(",", "").split()
    if parts and parts[-1] in NEXT_AFTER:
        parts = parts[:-1]
    while parts and parts[0] in (*THIS, *NEXT):
        parts = parts[1:]
    return WEEKDAYS.get(parts[0]) if len(parts) == 1 else None


def _leading_weekday(said: str) -> tuple[int | None, str]:
    """The weekday before a date, and the date."""
    rest = _JOINED.sub("", said)
    match = _WORD.match(rest)
    name = match[0].rstrip(".,").casefold() if match else ""
    if match is None or name not in WEEKDAYS:
        return None, rest
    return WEEKDAYS[name], _JOINED.sub("", rest[match.end() :].lstrip(" ,"))


def _numbers(said: str, today: date, language: str) -> Days | NoSuchDay | NoDay:
    match = _ISO.fullmatch(said) or _DOTS.fullmatch(said) or _SLASHES.fullmatch(said)
    if match is None:
        return NoDay()
    first, second, year = int(match["first"]), int(match["second"]), match["year"]
    full_year = int(year) + (2000 if len(year) == 2 else 0) if year else None
    orders = [(first, second)]
    if "-" not in said and (language == "en" or "/" in said):
        orders = list(dict.fromkeys([(first, second), (second, first)]))
    days = [day for d, m in orders if (day := _date(d, m, full_year, today))]
    if not days:
        return NoSuchDay()
    if len(days) > 1:
        return Days(tuple(days), doubt=Day.MONTH)
    return Days(tuple(days), literal="/" not in said and days[0].day == first)


def _date(day: int, month: int, year: int | None, today: date) -> date | None:
    """The day; without a year the next one that is not over (29.2. may take some years)."""
    years = [year] if year is not None else range(today.year, today.year + 9)
    for each in years:
        try:
            found = date(each, month, day)
        except ValueError:
            continue
        if year is not None or found >= today:
            return found
    return None


def _with_month_name(said: str, today: date, language: str) -> Days | NoSuchDay | NoDay:
    """A date with the month as a word. The library guesses, so all numbers must be accounted for."""
    numbers = _NUMBER.findall(said)
    if not numbers or len(numbers) > 2 or len(said) > 40:
        return NoDay()
    found = _parsed(said, today, language)
    if found is None:
        day = numbers[0] if len(numbers[0]) <= 2 else numbers[-1]
        another = _parsed(re.sub(rf"\b{day}(?!\d)", "1", said, count=1), today, language)
        return NoSuchDay() if another is not None and int(day) <= 31 else NoDay()
    written = sorted(map(int, numbers))
    accounted = sorted([found.day, found.year] if len(numbers) == 2 else [found.day])
    return Days((found,)) if written == accounted else NoDay()


def _parsed(said: str, today: date, language: str) -> date | None:
    """A date that has a day and a month, by a library that takes a moment to load."""
    import dateparser

    found = dateparser.parse(
        said,
        languages=list(dict.fromkeys([language.partition("-")[0], *LANGUAGES])),
        settings={
            "PARSERS": ["absolute-time"],
            "REQUIRE_PARTS": ["day", "month"],
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": datetime.combine(today, time()),
            "DATE_ORDER": "DMY",
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    return found.date() if found is not None else None


def _checked(found: Days, weekday: int) -> Days:
    """The days with that name; where none has it, the day as written and the nearest one with the name."""
    fitting = tuple(day for day in found.days if day.weekday() == weekday)
    if fitting:
        return Days(fitting, literal=found.literal or found.doubt is Day.MONTH)
    day = found.days[0]
    ahead = (weekday - day.weekday()) % 7
    nearest = day + timedelta(days=ahead if ahead <= 3 else ahead - 7)
    return Days((day, nearest), doubt=Day.WEEKDAY)
