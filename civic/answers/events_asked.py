"""Questions that published events answer, decided without any model: what is on, and facts of one event."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from civic.answers.event_times import Period, period_of
from civic.answers.event_titles import Naming, named
from civic.answers.event_words import Words, take_apart, topics_of
from civic.answers.knowledge import Knowledge
from civic.answers.outcomes import EventAnswer, EventsFound
from civic.answers.text import clean, words
from civic.events import Event, EventStatus, EventWithSeats

_TITLE_PART = 0.7  # of what a question says, when it is about the event and not about its subject


@dataclass(frozen=True, slots=True)
class Taken:
    """What events say to a question. `firm`: before any entry; otherwise only where no entry answers.
    `over_choice`: also before a choice of entries."""

    outcome: EventAnswer | EventsFound
    firm: bool
    over_choice: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """The events there are at an instant, in a zone: to come, under way, or cancelled; soonest first."""

    events: Sequence[EventWithSeats]
    now: datetime
    zone: ZoneInfo

    @property
    def coming(self) -> list[EventWithSeats]:
        """Those that take place and have not begun."""
        return [one for one in self.events if _is_published(one.event) and one.event.starts_at > self.now]


def ask_events(question: str, board: Board, knowledge: Knowledge) -> Taken | None:
    """What the events say to a question; None where it is none about events."""
    said = words(clean(question))
    asked = take_apart(said, _city_words(knowledge))
    if not said or "past" in asked.asking:
        return None
    period = period_of(question, asked, board.now, board.zone)
    names = named(said, [one.event for one in board.events], _asked_words(knowledge))
    if names:
        return _about_named(asked, names, board, period)
    if _names_initiative(asked, knowledge):
        return None
    return _listing(asked, board, period)


def named_by(texts: Sequence[str], board: Board) -> EventWithSeats | None:
    """The next coming event whose title stands in one of these texts."""
    for text in texts:
        names = {naming.event.id for naming in named(words(text), [one.event for one in board.coming])}
        found = next((one for one in board.coming if one.event.id in names), None)
        if found is not None:
            return found
    return None


def _about_named(asked: Words, names: Sequence[Naming], board: Board, period: Period | None) -> Taken | None:
    places = frozenset().union(*(naming.places for naming in names))
    beyond = [place for place in asked.rest if place not in places]
    by_id = {one.event.id: one for one in board.events}
    found = [by_id[naming.event.id] for naming in names]
    found = [one for one in found if _is_published(one.event)] or found
    score = names[0].coverage
    inside = [one for one in found if period is None or period.holds(one.event, board.zone)]
    whole = score >= 1.0 and len(beyond) <= 1
    mostly = len(places) >= _TITLE_PART * (len(places) + len(beyond))
    firm = (whole or mostly) and _asks_for_facts(asked, found[0].event, period)
    if not firm and not beyond and len(places) >= len(asked.said) - 1:
        firm = True  # nothing but the title
    if len(inside) == 1 or (inside and "next" in asked.asking):
        return Taken(EventAnswer(inside[0], score), firm)
    if inside:
        return Taken(EventsFound(tuple(inside), score=score), firm)
    if len(found) == 1:  # not in that period: its true date says so
        return Taken(EventAnswer(found[0], score), firm)
    return Taken(EventsFound(tuple(found), score=score), firm)


def _asks_for_facts(asked: Words, event: Event, period: Period | None) -> bool:
    fields = asked.fields if event.organiser or event.contact else asked.fields - {"organiser"}
    if fields or period is not None or "free" in asked.asking or "next" in asked.asking or asked.languages:
        return True
    return "anything" in asked.asking and "about" not in asked.asking


def _listing(asked: Words, board: Board, period: Period | None) -> Taken | None:
    about = bool(asked.asking & {"events", "on"}) or ("next" in asked.asking and bool(asked.topics))
    limited = bool(asked.topics or asked.languages or "free" in asked.asking or "step_free" in asked.fields)
    anything = "anything" in asked.asking
    if period is None and not about and not (limited and anything):
        return None
    # A time alone is "and on Saturday?"; with "where" or "how much" it is about something else.
    if not about and not anything and asked.fields & {"when", "where", "cost", "organiser", "register"}:
        return None
    wanted = _restricted(asked, board)
    if asked.rest:
        by_words = _with_words(asked, wanted)
        if not by_words and len(asked.rest) > (period is not None and (about or limited)):
            return None
        wanted = by_words or wanted
    if period is None:
        return _whenever(asked, wanted, board.coming, limited=limited)
    inside = tuple(one for one in wanted if period.holds(one.event, board.zone))
    after = None if inside else next(iter([*wanted, *board.coming]), None)
    return Taken(EventsFound(inside, period, after), firm=True)


def _whenever(
    asked: Words, wanted: Sequence[EventWithSeats], coming: Sequence[EventWithSeats], *, limited: bool
) -> Taken | None:
    """No time was named: the next one, or all that fit."""
    if not wanted:
        if not coming:
            return None
        return Taken(EventsFound((), None, next(iter(coming), None)), firm=False, over_choice=limited)
    if "next" in asked.asking and asked.fields:
        return Taken(EventAnswer(wanted[0], 1.0), firm=True)
    firm = limited or "events" in asked.asking
    return Taken(EventsFound(tuple(wanted)), firm)


def _restricted(asked: Words, board: Board) -> list[EventWithSeats]:
    """The coming events that are for these people, in this language, free of charge, step-free, not full."""
    found = board.coming
    if asked.topics:
        found = [one for one in found if asked.topics <= _topics(one.event)]
    if asked.languages:
        found = [one for one in found if one.event.spoken in asked.languages]
    if "free" in asked.asking:
        found = [one for one in found if not one.event.cost]
    if "step_free" in asked.fields:
        found = [one for one in found if one.event.step_free]
    if "seats" in asked.fields:
        found = [one for one in found if one.free]
    return found


def _with_words(asked: Words, events: Sequence[EventWithSeats]) -> list[EventWithSeats]:
    """The events in whose texts or place every unexplained word stands."""
    needed = set(asked.unexplained)
    return [one for one in events if needed <= set(words(" ".join(_texts(one.event))))]


def _topics(event: Event) -> frozenset[str]:
    return frozenset().union(*map(topics_of, _texts(event)))


def _texts(event: Event) -> list[str]:
    return [*event.titles.values(), *event.descriptions.values(), event.place, event.organiser]


def _is_published(event: Event) -> bool:
    return event.status is EventStatus.PUBLISHED


@functools.lru_cache(maxsize=4)
def _city_words(knowledge: Knowledge) -> frozenset[str]:
    names = [*knowledge.city.names.values(), *(n for d in knowledge.city.districts for n in d.names.values())]
    return frozenset(word for name in names for word in words(name))


def _names_initiative(asked: Words, knowledge: Knowledge) -> bool:
    """Whether somebody speaks of an initiative, which has entries of its own."""
    return any(word in _initiative_words(knowledge) for word in asked.unexplained)


@functools.lru_cache(maxsize=4)
def _initiative_words(knowledge: Knowledge) -> frozenset[str]:
    names: list[str] = []
    for one in knowledge.initiatives.values():
        names += one.titles.values()
        names += (alias for aliases in one.aliases.values() for alias in aliases)
    return frozenset(word for name in names for word in words(name))


@functools.lru_cache(maxsize=4)
def _asked_words(knowledge: Knowledge) -> frozenset[str]:
    """Words of the questions that entries answer."""
    entries = knowledge.entries.values()
    return frozenset(
        word for entry in entries for version in entry.versions.values() for word in words(version.question)
    )
