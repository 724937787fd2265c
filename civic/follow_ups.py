"""What a follow-up means: the question asked again with the subject of the answer before."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from civic.answers.event_words import take_apart
from civic.answers.events_asked import Board, ask_events
from civic.answers.follow_ups import about, asked_further
from civic.answers.library import Library
from civic.answers.outcomes import Answered, Choose, Decision, EventAnswer, EventsFound, HandOver, Unclear
from civic.answers.text import clean, words
from civic.questions_asked import key_of

REMEMBERED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class LastAnswer:
    """Which entry, or which event (`event/ID`), answered somebody, and when."""

    entry: str
    at: datetime

    def holds(self, now: datetime) -> bool:
        """Whether a follow-up at that instant may be about it."""
        return timedelta(0) <= now - self.at <= REMEMBERED


def answered_with(decision: Decision) -> str:
    """The entry or event that a decision answers with; empty for everything else."""
    match decision:
        case Answered(entry=entry):
            return entry
        case EventAnswer(event=one) | EventsFound(events=(one,)):
            return key_of(one)
        case _:
            return ""


async def followed(
    library: Library,
    question: str,
    language: str,
    decision: Decision,
    last: str,
    read_events: Callable[[], Awaitable[Board]],
) -> Decision:
    """The decision about a message after the answer `last`: another one only where the message by itself
    says nothing to look up, and what it asks is answered for the same initiative or event."""
    if not _may_be_other(decision):
        return decision
    asked = asked_further(question, language, library.evidence)
    if not asked:
        return decision
    if last.startswith("event/"):
        return _of_event(asked, last, library, await read_events()) or decision
    return await _of_initiative(asked, last, language, library) or decision


def _may_be_other(decision: Decision) -> bool:
    if isinstance(decision, HandOver):
        return decision.reason == "unknown"
    return isinstance(decision, Unclear | Answered | Choose)


async def _of_initiative(asked: str, last: str, language: str, library: Library) -> Answered | Choose | None:
    entry = library.knowledge.entry(last)
    if entry is None:
        return None
    found = await library.ask(about(asked, entry, language, library.knowledge), language)
    match found:
        case Answered(entry=key) if _initiative(key) == entry.initiative:
            return found
        case Choose(entries=keys) if _initiative(keys[0]) == entry.initiative:
            return replace(found, entries=tuple(key for key in keys if _initiative(key) == entry.initiative))
        case _:
            return None


def _of_event(asked: str, last: str, library: Library, events: Board) -> EventAnswer | None:
    """Asks as if there was no other event. Why, or who where nobody is named, no event tells."""
    one = next((one for one in events.events if key_of(one) == last), None)
    fields = take_apart(words(clean(asked))).fields
    if one is None or not (fields if one.event.organiser or one.event.contact else fields - {"organiser"}):
        return None
    title = next(iter(one.event.titles.values()))
    taken = ask_events(f"{asked} {title}", replace(events, events=(one,)), library.knowledge)
    if taken is None or not isinstance(taken.outcome, EventAnswer):
        return None
    return replace(taken.outcome, alternatives=((last, taken.outcome.score),))


def _initiative(key: str) -> str:
    return key.rpartition("/")[0]
