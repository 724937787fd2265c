"""What can happen to an event, as steps that hypothesis draws."""

from dataclasses import dataclass
from datetime import datetime

from hypothesis import strategies as st

from civic.events import Way

PEOPLE = 9


@dataclass(frozen=True)
class Act:
    """Something a person does, or a coordinator with a person's registration. `n` is a number of people."""

    what: str
    who: int
    n: int = 1


@dataclass(frozen=True)
class Office:
    """Something done with the event: `raise`, `lower`, `move` (hours) or `desk` (people)."""

    what: str
    n: int


@dataclass(frozen=True)
class Wait:
    """Time passes."""

    hours: float


@dataclass(frozen=True)
class Killed:
    """The process ends before the transaction of a step is durable; another one opens the database."""

    act: Act


@dataclass(frozen=True)
class Twice:
    """The messenger delivers the update of a step two times."""

    act: Act


@dataclass(frozen=True)
class Together:
    """Two things at the same moment, by two processes where the database has several."""

    acts: tuple[Act, Act]


Step = Act | Office | Wait | Killed | Twice | Together


@dataclass(frozen=True)
class Story:
    """An event and what happens to it from a moment on. `blocked` people cannot be written to.

    `groups` register first, one after the other, so that there is a list from the beginning.
    """

    begins: datetime
    way: Way
    seats: int
    blocked: frozenset[int]
    groups: list[int]
    steps: list[Step]


_WHO = st.integers(0, PEOPLE - 1)
_SIZES = st.sampled_from((1, 1, 1, 2, 2, 3, 4, 6))
# Repeated by how often it shall happen.
_WHAT = (
    *("register",) * 6,
    *("cancel",) * 5,
    *("claim",) * 5,
    *("pass", "rejoin", "fewer", "accept") * 2,
    *("add", "change", "decline"),
)
_ACTS = st.builds(Act, st.sampled_from(_WHAT), _WHO, _SIZES)
_OFFICE = st.builds(
    Office, st.sampled_from(("raise", "raise", "lower", "move", "desk")), st.integers(1, 4)
) | st.builds(Office, st.just("move"), st.integers(-60, 60))
_KINDS: dict[str, st.SearchStrategy[Step]] = {
    "act": _ACTS,
    "office": _OFFICE,
    "wait": st.builds(Wait, st.sampled_from((0.2, 3, 9, 13, 24, 30))),
    "killed": st.builds(Killed, _ACTS),
    "twice": st.builds(Twice, _ACTS),
    "together": st.builds(Together, st.tuples(_ACTS, _ACTS)),
}
_STEPS = st.sampled_from(("act",) * 6 + ("office", "wait") * 2 + ("killed", "twice", "together")).flatmap(
    lambda kind: _KINDS[kind]
)
# An ordinary week, and those around the two nights of the clock change in Berlin.
_BEGINNINGS = tuple(
    datetime.fromisoformat(text) for text in ("2026-12-01T09:00Z", "2027-03-26T15:00Z", "2026-10-23T15:00Z")
)
STORIES = st.builds(
    Story,
    st.sampled_from(_BEGINNINGS),
    st.sampled_from((Way.FIRST_COME, Way.FIRST_COME, Way.FIRST_COME, Way.MODERATED, Way.DRAW)),
    st.integers(1, 8),
    st.frozensets(_WHO, max_size=2),
    st.lists(_SIZES, min_size=4, max_size=PEOPLE),
    st.lists(_STEPS, min_size=15, max_size=30),
)
