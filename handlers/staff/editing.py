"""From what a coordinator typed to an event with that field changed. No bot framework, no text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from civic.event_copies import moved
from civic.event_rules import Flaw, contradictions
from civic.event_texts import written
from civic.events import DESCRIPTION_LIMIT, PLACE_LIMIT, SEATS_LIMIT, SHORT_LIMIT, TITLE_LIMIT, Event
from civic.people import cleaned, cleaned_lines, read_number
from civic.time import NotUnderstood
from civic.written_times import BadTime, Read, Reader, Span, Unsure, read_one_time, read_times


class Wrong(StrEnum):
    """How an entry is wrong; each has its own words."""

    TEXT = "text"
    SEATS = "seats"
    AGES = "ages"
    HOURS = "hours"
    REMINDERS = "reminders"
    MINUTES = "minutes"
    POINT = "point"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class BadEntry:
    """The text cannot be used for this field; `limit` is its greatest length or number."""

    why: Wrong
    limit: int = 0


@dataclass(frozen=True)
class BadRules:
    """Understood, but it does not go together with the rest of the event."""

    flaw: Flaw


Bad = BadEntry | BadRules | BadTime
Changed = Event | Unsure | Bad

FREE = frozenset(("0", "-", "frei", "free", "kostenlos", "безкоштовно", "مجانا", "مجاني"))
NOTHING = frozenset(
    ("-", "0", "keine", "keiner", "kein", "nein", "ohne", "sofort", "none", "no", "nothing", "off", "aus")
) | frozenset(("немає", "ні", "без", "لا", "لا شيء", "بدون"))
SHORT_FIELDS: Mapping[str, int] = {"place": PLACE_LIMIT, "organiser": SHORT_LIMIT, "contact": SHORT_LIMIT}


@dataclass(frozen=True)
class Entry:
    """What was typed for a field, with what is needed to understand it.

    `language` is that of the text, `spoken` that in which its writer names days and months.
    """

    text: str
    language: str
    now: datetime
    zone: ZoneInfo
    spoken: str = "de"

    @property
    def reader(self) -> Reader:
        """What is needed to read a time."""
        return Reader(self.now, self.zone, self.spoken)

    @property
    def is_nothing(self) -> bool:
        """Whether it says that there is none of it."""
        return self.text.strip().casefold() in NOTHING


Setting = Callable[[Event, Entry], Changed]


def checked(event: Event, result: Changed) -> Changed:
    """The result, unless it contradicts itself in a way that the event did not before."""
    if not isinstance(result, Event):
        return result
    before = contradictions(event)
    new = [flaw for flaw in contradictions(result) if flaw not in before]
    return BadRules(new[0]) if new else result


def short(event: Event, field: str, entry: Entry) -> Event | BadEntry:
    """Place, organiser or contact."""
    limit = SHORT_FIELDS[field]
    text = cleaned(entry.text, limit)
    if not text:
        return BadEntry(Wrong.TEXT, limit)
    if field == "place":
        return replace(event, place=text)
    return replace(event, organiser=text) if field == "organiser" else replace(event, contact=text)


def _title(event: Event, entry: Entry) -> Event | BadEntry:
    text = cleaned(entry.text, TITLE_LIMIT)
    if not text:
        return BadEntry(Wrong.TEXT, TITLE_LIMIT)
    return written(event, replace(event, titles={**event.titles, entry.language: text}), entry.language)


def _description(event: Event, entry: Entry) -> Event | BadEntry:
    text = cleaned_lines(entry.text, DESCRIPTION_LIMIT)
    if not text or len(entry.text) > DESCRIPTION_LIMIT:
        return BadEntry(Wrong.TEXT, DESCRIPTION_LIMIT)
    described = replace(event, descriptions={**event.descriptions, entry.language: text})
    return written(event, described, entry.language)


def _seats(event: Event, entry: Entry) -> Event | BadEntry:
    seats = read_number(entry.text, SEATS_LIMIT)
    return replace(event, seats=seats) if seats else BadEntry(Wrong.SEATS, SEATS_LIMIT)


def _cost(event: Event, entry: Entry) -> Event | BadEntry:
    text = cleaned(entry.text, SHORT_LIMIT)
    if not text:
        return BadEntry(Wrong.TEXT, SHORT_LIMIT)
    return replace(event, cost="" if text.casefold() in FREE else text)


def _when(event: Event, entry: Entry) -> Changed:
    """Moves the whole event: its length and the distance of its other dates stay."""
    match read_times(entry.text, entry.reader):
        case Read(span):
            return moved(event, span, entry.now, entry.zone)
        case other:
            return other


def _one_time(event: Event, entry: Entry) -> Span | Unsure | BadTime:
    """A date and time; an hour alone is on the day of the event."""
    found = read_one_time(entry.text, entry.reader)
    if isinstance(found, NotUnderstood):
        day = event.starts_at.astimezone(entry.zone)
        found = read_one_time(f"{day:%Y-%m-%d} {entry.text}", entry.reader)
    return found.span if isinstance(found, Read) else found


def _ends(event: Event, entry: Entry) -> Changed:
    found = _one_time(event, entry)
    return replace(event, ends_at=found.starts_at) if isinstance(found, Span) else found


def _deadline(event: Event, entry: Entry) -> Changed:
    found = _one_time(event, entry)
    return replace(event, deadline=found.starts_at) if isinstance(found, Span) else found


def _opens(event: Event, entry: Entry) -> Changed:
    if entry.is_nothing:
        return replace(event, opens_at=None)
    found = _one_time(event, entry)
    return replace(event, opens_at=found.starts_at) if isinstance(found, Span) else found


def _draw(event: Event, entry: Entry) -> Changed:
    found = _one_time(event, entry)
    return replace(event, draw_at=found.starts_at) if isinstance(found, Span) else found


WRITTEN: Mapping[str, Setting] = {
    "title": _title,
    "description": _description,
    "when": _when,
    "ends": _ends,
    "deadline": _deadline,
    "opens": _opens,
    "draw": _draw,
    "seats": _seats,
    "cost": _cost,
}
