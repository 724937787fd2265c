"""The same for numbers, choices and the event's own questions; and the one way to change any field."""

import re
from collections.abc import Mapping
from dataclasses import replace

from civic.event_questions import read_questions
from civic.event_texts import source_language, written
from civic.events import Event, Way
from civic.people import read_number
from civic.time import to_ascii_digits
from handlers.staff.editing import (
    SHORT_FIELDS,
    WRITTEN,
    BadEntry,
    Changed,
    Entry,
    Setting,
    Wrong,
    checked,
    short,
)

MOST_OFFER_HOURS = 14 * 24
MOST_REMINDER_HOURS = 14 * 24
MOST_REMINDERS = 4
MOST_MINUTES = 240
MOST_AGE = 120
_AGES = re.compile(r"(\d{1,3})\s*(?:-|–|bis|to|до|إلى|الى)\s*(\d{1,3})")
_FROM_AGE = re.compile(r"(?:ab|from|від|من)\s*(\d{1,3})|(\d{1,3})\s*\+")
_TO_AGE = re.compile(r"(?:bis|up to|to|до|حتى)\s*(\d{1,3})")
_NUMBERS = re.compile(r"\d{1,4}(?:\s*[,;]\s*\d{1,4})*")
_POINT = re.compile(r"(-?\d{1,2})[.,](\d{1,8})\s*[,;\s]\s*(-?\d{1,3})[.,](\d{1,8})")


def _age(event: Event, entry: Entry) -> Changed:
    if entry.is_nothing:
        return replace(event, age_from=None, age_to=None)
    text = to_ascii_digits(entry.text).strip().casefold()
    bounds: tuple[str | None, str | None]
    if both := _AGES.fullmatch(text):
        bounds = both[1], both[2]
    elif least := _FROM_AGE.fullmatch(text):
        bounds = least[1] or least[2], None
    elif most := _TO_AGE.fullmatch(text):
        bounds = None, most[1]
    else:
        return BadEntry(Wrong.AGES, MOST_AGE)
    age_from, age_to = (int(bound) if bound is not None else None for bound in bounds)
    if max(age_from or 0, age_to or 0) > MOST_AGE:
        return BadEntry(Wrong.AGES, MOST_AGE)
    return replace(event, age_from=age_from, age_to=age_to)


def _offer_hours(event: Event, entry: Entry) -> Changed:
    hours = read_number(entry.text, MOST_OFFER_HOURS)
    return replace(event, offer_hours=hours) if hours else BadEntry(Wrong.HOURS, MOST_OFFER_HOURS)


def _reminders(event: Event, entry: Entry) -> Changed:
    if entry.is_nothing:
        return replace(event, reminders=())
    text = to_ascii_digits(entry.text).replace("،", ",").strip()
    found = {int(part) for part in re.findall(r"\d+", text)} if _NUMBERS.fullmatch(text) else set()
    if not found or len(found) > MOST_REMINDERS or not all(1 <= one <= MOST_REMINDER_HOURS for one in found):
        return BadEntry(Wrong.REMINDERS, MOST_REMINDER_HOURS)
    return replace(event, reminders=tuple(sorted(found, reverse=True)))


def _release(event: Event, entry: Entry) -> Changed:
    if entry.is_nothing:
        return replace(event, release_after=None)
    minutes = read_number(entry.text, MOST_MINUTES)
    return replace(event, release_after=minutes) if minutes else BadEntry(Wrong.MINUTES, MOST_MINUTES)


def _point(event: Event, entry: Entry) -> Changed:
    if entry.is_nothing:
        return replace(event, latitude=None, longitude=None)
    match = _POINT.fullmatch(to_ascii_digits(entry.text).strip())
    if match is None:
        return BadEntry(Wrong.POINT)
    latitude, longitude = float(f"{match[1]}.{match[2]}"), float(f"{match[3]}.{match[4]}")
    if abs(latitude) > 90 or abs(longitude) > 180:
        return BadEntry(Wrong.POINT)
    return replace(event, latitude=latitude, longitude=longitude)


def _way(event: Event, entry: Entry) -> Changed:
    if entry.text not in list(Way) or event.drawn_at is not None:
        return BadEntry(Wrong.UNKNOWN)
    way = Way(entry.text)
    return replace(event, way=way, draw_at=(event.draw_at or event.deadline) if way is Way.DRAW else None)


def _step_free(event: Event, entry: Entry) -> Changed:
    answers = {"yes": True, "no": False, "unknown": None}
    if entry.text not in answers:
        return BadEntry(Wrong.UNKNOWN)
    return replace(event, step_free=answers[entry.text])


def _photos(event: Event, entry: Entry) -> Changed:
    return replace(event, photos=entry.text == "yes")


def _spoken(event: Event, entry: Entry) -> Changed:
    return replace(event, spoken=entry.text)


def _questions(event: Event, entry: Entry) -> Changed:
    """Questions as they are kept in a conversation; they were checked one by one when they were written."""
    return written(event, replace(event, questions=read_questions(entry.text)), source_language(event))


_SETTINGS: Mapping[str, Setting] = {
    "age": _age,
    "offer_hours": _offer_hours,
    "reminders": _reminders,
    "release": _release,
    "point": _point,
    "way": _way,
    "step_free": _step_free,
    "photos": _photos,
    "spoken": _spoken,
    "questions": _questions,
}
TAPPED = ("way", "step_free", "photos", "spoken", "questions")
"""Fields whose values come from buttons, never from a message."""
FIELDS = frozenset((*SHORT_FIELDS, *WRITTEN, *_SETTINGS)) - frozenset(TAPPED)
"""Fields that are asked for and written."""


def changed(event: Event, field: str, entry: Entry) -> Changed:
    """The event with one field set from a text, or what is wrong with the text."""
    if field in SHORT_FIELDS:
        return short(event, field, entry)
    return checked(event, (WRITTEN.get(field) or _SETTINGS[field])(event, entry))
