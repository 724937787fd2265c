"""One process at a time sends the copies of one bot: there is one rate, and nobody is written to twice.

A holder raises a number (its beat) with every claim. Whoever wants the lease watches that number by the own
monotonic clock, and takes over where it stood still for so long that its holder, by its own monotonic clock,
has given up before. No wall clocks are compared, so none that jumps makes two holders.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Lease:
    """Who holds it (nobody where that is empty), and the number of their last beat."""

    holder: str
    beat: int


@dataclass(frozen=True)
class LeaseTimes:
    """Seconds. A holder beats each `beat`, gives up `hold` after the last beat that it knows of, and is
    taken for dead where nobody saw a beat for `takeover`, which is longer."""

    beat: float = 3.0
    hold: float = 10.0
    takeover: float = 15.0


class SenderLeases(Protocol):
    """The leases by their keys."""

    async def get(self, key: str) -> Lease | None:
        """Who holds one at present."""

    async def take(self, key: str, holder: str, instead_of: Lease | None) -> bool:
        """Takes it from a holder that did not beat since (None: nobody ever had it); whether it could."""

    async def beat(self, key: str, holder: str) -> bool:
        """Says that the holder lives, and keeps everybody else from taking it until the end of the
        transaction. False where it is not the holder any more."""

    async def give_back(self, key: str, holder: str) -> None:
        """Lets anybody take it at once, if it is this holder's."""
