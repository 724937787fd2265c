"""From what a coordinator typed to an event with that field changed. No bot framework, no text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from civic.events import DESCRIPTION_LIMIT, PLACE_LIMIT, SEATS_LIMIT, SHORT_LIMIT, TITLE_LIMIT, Event
from civic.people import cleaned, cleaned_lines, read_number
from civic.time import InThePast, Moment, NoSuchTime, NotUnderstood, TwoTimes, read_moment

BadTime = NotUnderstood | NoSuchTime | TwoTimes | InThePast


@dataclass(frozen=True)
class BadEntry:
    """The text cannot be used for this field; `limit` is its greatest length or number."""

    limit: int


FREE = frozenset(("0", "-", "frei", "free", "kostenlos", "безкоштовно", "مجانا", "مجاني"))
SHORT_FIELDS: Mapping[str, int] = {"place": PLACE_LIMIT, "organiser": SHORT_LIMIT, "contact": SHORT_LIMIT}
FIELDS = (*SHORT_FIELDS, "title", "description", "when", "ends", "deadline", "seats", "cost")


@dataclass(frozen=True)
class Entry:
    """What was typed for a field, with what is needed to understand it."""

    text: str
    language: str
    now: datetime
    zone: ZoneInfo


def changed(event: Event, field: str, entry: Entry) -> Event | BadEntry | BadTime:
    """The event with one field set from a text, or what is wrong with the text."""
    if field in SHORT_FIELDS:
        return _short(event, field, entry)
    return _FIELDS[field](event, entry)


def _short(event: Event, field: str, entry: Entry) -> Event | BadEntry:
    limit = SHORT_FIELDS[field]
    text = cleaned(entry.text, limit)
    if not text:
        return BadEntry(limit)
    if field == "place":
        return replace(event, place=text)
    return replace(event, organiser=text) if field == "organiser" else replace(event, contact=text)


def _title(event: Event, entry: Entry) -> Event | BadEntry:
    text = cleaned(entry.text, TITLE_LIMIT)
    return replace(event, titles={**event.titles, entry.language: text}) if text else BadEntry(TITLE_LIMIT)


def _description(event: Event, entry: Entry) -> Event | BadEntry:
    text = cleaned_lines(entry.text, DESCRIPTION_LIMIT)
    if not text or len(entry.text) > DESCRIPTION_LIMIT:
        return BadEntry(DESCRIPTION_LIMIT)
    return replace(event, descriptions={**event.descriptions, entry.language: text})


def _seats(event: Event, entry: Entry) -> Event | BadEntry:
    seats = read_number(entry.text, SEATS_LIMIT)
    return replace(event, seats=seats) if seats else BadEntry(SEATS_LIMIT)


def _cost(event: Event, entry: Entry) -> Event | BadEntry:
    text = cleaned(entry.text, SHORT_LIMIT)
    if not text:
        return BadEntry(SHORT_LIMIT)
    return replace(event, cost="" if text.casefold() in FREE else text)


def _when(event: Event, entry: Entry) -> Event | BadTime:
    """Moves the whole event: its length and the distance of its deadline stay."""
    moment = read_moment(entry.text, entry.now, entry.zone)
    if not isinstance(moment, Moment):
        return moment
    shift = moment.at - event.starts_at
    deadline = max(event.deadline + shift, entry.now + timedelta(minutes=1))
    return replace(
        event, starts_at=moment.at, ends_at=event.ends_at + shift, deadline=min(deadline, moment.at)
    )


def _ends(event: Event, entry: Entry) -> Event | BadEntry | BadTime:
    moment = read_moment(entry.text, entry.now, entry.zone)
    if not isinstance(moment, Moment):
        return moment
    return replace(event, ends_at=moment.at) if moment.at > event.starts_at else BadEntry(0)


def _deadline(event: Event, entry: Entry) -> Event | BadEntry | BadTime:
    moment = read_moment(entry.text, entry.now, entry.zone)
    if not isinstance(moment, Moment):
        return moment
    return replace(event, deadline=moment.at) if moment.at <= event.starts_at else BadEntry(0)


_FIELDS: Mapping[str, Callable[[Event, Entry], Event | BadEntry | BadTime]] = {
    "title": _title,
    "description": _description,
    "when": _when,
    "ends": _ends,
    "deadline": _deadline,
    "seats": _seats,
    "cost": _cost,
}
