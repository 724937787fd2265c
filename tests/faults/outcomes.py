"""What came of a fault, in the terms of the table of all faults."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

SEED = 20261201
"""Of every random point at which something is killed."""


@dataclass(frozen=True)
class Outcome:
    """`at_most`: how many may be doubled, because nobody could know that they had arrived.

    `times` says how often, or at which points, the fault happened; `recovered` is how many seconds passed
    from its end until what was promised held again, None where nobody waited; `keeps` is whatever else was
    promised.
    """

    lost: int = 0
    doubled: int = 0
    at_most: int = 0
    recovered: float | None = None
    times: str = "once"
    note: str = ""
    keeps: bool = True

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, and nothing doubled that need not be."""
        return self.keeps and self.lost == 0 and self.doubled <= self.at_most

    def at(self, times: str, *, keeps: bool | None = None) -> "Outcome":
        """The same, with how often the fault happened, and perhaps another verdict on the rest."""
        return replace(self, times=times, keeps=self.keeps if keeps is None else keeps)


def kills(number: int) -> str:
    """How often something was killed, in words."""
    return f"{number} kill{'s' if number != 1 else ''}"


def longest_silence(started: Sequence[float], signs: Sequence[float]) -> float:
    """The longest time from a start to the first sign of life before the next one, in seconds."""
    spans = pairwise([*started, float("inf")])
    firsts = ((begun, [at for at in signs if begun <= at < over]) for begun, over in spans)
    return max((min(found) - begun for begun, found in firsts if found), default=0.0)
