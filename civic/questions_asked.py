"""A message on its way to a decision: danger before all, then published events, then what the city knows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from civic.answers.events_asked import Board, Taken, ask_events, named_by
from civic.answers.outcomes import (
    AboutEvents,
    Answered,
    Choose,
    Decision,
    EventAnswer,
    EventsFound,
    HandOver,
    Unclear,
    Wish,
)
from civic.confirmations import confirmed_on
from civic.events import EventStatus, EventWithSeats

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.answers.knowledge import Entry, Knowledge
    from civic.answers.library import Library
    from civic.ports import UnitOfWork
    from civic.time import Clock

_MOST_ALTERNATIVES = 10
_EVENTS = "events"


@dataclass(frozen=True)
class Beside:
    """What the tables know about an entry: a coming event to register for, the day it was last confirmed."""

    event: EventWithSeats | None = None
    confirmed: date | None = None


async def board(uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> Board:
    """The events that questions may be about at this instant."""
    now = clock()
    async with uow.reading() as r:
        return on_board(await r.events.of_staff(now), now, zone)


def on_board(
    events: Iterable[EventWithSeats], now: datetime, zone: ZoneInfo, *, examples: bool = True
) -> Board:
    """Those that questions may be about; drafts are nobody's business."""
    shown = [one for one in events if one.event.status is not EventStatus.DRAFT]
    return Board([one for one in shown if examples or not one.event.example], now, zone)


async def decide(
    library: Library, question: str, language: str, read_events: Callable[[], Awaitable[Board]]
) -> Decision:
    """The decision about any message. Danger, crisis and refusals win, and read no events; then a firm match
    of events; a faint one only where no entry answers."""
    found = await library.ask(question, language)
    if isinstance(found, Wish) and found.intent == _EVENTS:
        return EventsFound(tuple((await read_events()).coming))
    if not isinstance(found, Answered | Choose | HandOver | Unclear) or _wants_person(found):
        return found
    taken = ask_events(question, await read_events(), library.knowledge)
    return _with_alternatives(taken, found) if taken is not None and _wins(taken, found) else found


def _wins(taken: Taken, found: Decision) -> bool:
    match found:
        case Answered():
            return taken.firm
        case Choose():
            return taken.firm or taken.over_choice
        case _:
            return True


def _wants_person(found: Decision) -> bool:
    return isinstance(found, HandOver) and found.reason == "human"


def _with_alternatives(taken: Taken, found: Decision) -> AboutEvents:
    match taken.outcome:
        case EventAnswer(event=one, score=score):
            ranked = ((key_of(one), score), *found.alternatives)
        case EventsFound(events=several, score=score):
            ranked = (*((key_of(one), score) for one in several), *found.alternatives)
    return replace(taken.outcome, alternatives=ranked[:_MOST_ALTERNATIVES])


def key_of(one: EventWithSeats) -> str:
    """How an event is called among the entries."""
    return f"event/{one.event.id}"


async def beside(uow: UnitOfWork, clock: Clock, zone: ZoneInfo, knowledge: Knowledge, entry: Entry) -> Beside:
    """What to show beside an entry, as of now."""
    events = await board(uow, clock, zone)
    questions = [version.question for version in entry.versions.values()]
    return Beside(named_by(questions, events), await confirmed_on(uow, knowledge, entry, zone))
