"""What may be decided about a message. Every outcome carries up to ten ranked entries, best first."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Ranked: TypeAlias = tuple[tuple[str, float], ...]
EmergencyKind: TypeAlias = Literal["medical", "fire", "crime", "number"]
CrisisKind: TypeAlias = Literal["suicide", "violence"]
RefusalReason: TypeAlias = Literal["hate", "election", "instructions"]
SmallTalkKind: TypeAlias = Literal["greeting", "thanks", "goodbye", "bot"]
HandOverReason: TypeAlias = Literal["unknown", "human"]


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
    """A person should answer: nothing fits, or a person was asked for."""

    reason: HandOverReason = "unknown"
    alternatives: Ranked = ()


@dataclass(frozen=True, slots=True)
class Emergency:
    """Somebody needs 112 (`medical`, `fire`) or 110 (`crime`), or asks for the number (`number`; not 911)."""

    kind: EmergencyKind
    alternatives: Ranked = ()


@dataclass(frozen=True, slots=True)
class Crisis:
    """Somebody thinks of suicide, or suffers violence at home: crisis lines first."""

    kind: CrisisKind
    alternatives: Ranked = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Not answered and not passed on: hate, voting advice, or an attempt to give the bot instructions."""

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


Decision: TypeAlias = Answered | Choose | HandOver | Emergency | Crisis | Refused | SmallTalk | Unclear
