"""What may be decided about a message. Every outcome carries up to ten ranked entries, best first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from civic.answers.event_times import Period
from civic.events import EventWithSeats

Ranked: TypeAlias = tuple[tuple[str, float], ...]
EmergencyKind: TypeAlias = Literal["medical", "fire", "crime", "number"]
CrisisKind: TypeAlias = Literal["suicide", "violence", "child"]
RefusalReason: TypeAlias = Literal["hate", "election", "instructions", "offtopic", "spam"]
SmallTalkKind: TypeAlias = Literal["greeting", "thanks", "goodbye", "bot"]
HandOverReason: TypeAlias = Literal["unknown", "human", "elsewhere"]


@dataclass(frozen=True, slots=True)
class Answered:
    """The entry answers the question; `score` from 0 to 1 says how sure that is."""

    entry: str
    score: float
    alternatives: Ranked = ()


@dataclass(frozen=True, slots=True)
class Choose:
    """One of these at most three entries may be meant, best first."""

    entries: tuple[str, ...]
    alternatives: Ranked = ()


@dataclass(frozen=True, slots=True)
class HandOver:
    """A person should answer: nothing fits, a person was asked for, or it is none of the subjects here."""

    reason: HandOverReason = "unknown"
    alternatives: Ranked = ()


@dataclass(frozen=True, slots=True)
class Emergency:
    """Somebody needs 112 (`medical`, `fire`) or 110 (`crime`), or asks for the number (`number`; not 911).

    `sure`: it cannot have been meant otherwise; where it can, `also` is the normal answer, if there is one.
    `languages`: those that the recognised words belong to.
    """

    kind: EmergencyKind
    alternatives: Ranked = ()
    also: Answered | Choose | None = field(default=None, compare=False)
    sure: bool = field(default=True, compare=False)
    languages: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Crisis:
    """Somebody thinks of suicide, suffers violence at home, or is a child in trouble: crisis lines first.
    `also`, `sure` and `languages` as for an emergency."""

    kind: CrisisKind
    alternatives: Ranked = ()
    also: Answered | Choose | None = field(default=None, compare=False)
    sure: bool = field(default=True, compare=False)
    languages: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Doctor:
    """Somebody needs a doctor but no ambulance: the doctors on call."""

    alternatives: Ranked = ()
    languages: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """Not answered and not passed on: hate, voting advice, an attempt to give the bot instructions, what is
    nobody's business here (weather, homework), or advertising."""

    reason: RefusalReason
    alternatives: Ranked = ()


@dataclass(frozen=True, slots=True)
class SmallTalk:
    """No question: a greeting, thanks, a farewell, or `bot`: whether a machine is answering."""

    kind: SmallTalkKind
    alternatives: Ranked = ()


@dataclass(frozen=True, slots=True)
class Unclear:
    """Too little to look up; the person is asked once to say it differently."""

    alternatives: Ranked = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """A plain word that does what a command does; `intent` names it."""

    intent: str
    alternatives: Ranked = ()


@dataclass(frozen=True, slots=True)
class EventAnswer:
    """One published event answers the question, or one that was cancelled; its facts are as of now."""

    event: EventWithSeats
    score: float
    alternatives: Ranked = ()


@dataclass(frozen=True, slots=True)
class EventsFound:
    """The coming events that fit, soonest first; perhaps none in that period, and then the next one."""

    events: tuple[EventWithSeats, ...]
    period: Period | None = None
    next: EventWithSeats | None = None
    score: float = 1.0
    alternatives: Ranked = ()


AboutEvents: TypeAlias = EventAnswer | EventsFound
Danger: TypeAlias = Emergency | Crisis
Decision: TypeAlias = (
    Answered
    | Choose
    | HandOver
    | Emergency
    | Crisis
    | Doctor
    | Refused
    | SmallTalk
    | Unclear
    | Wish
    | EventAnswer
    | EventsFound
)
