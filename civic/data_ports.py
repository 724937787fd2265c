"""What exporting and forgetting somebody's data need from a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from civic.conversations import Json
from civic.residents import Address


@dataclass(frozen=True)
class Person:
    """A resident with all of their accounts: whose rows are looked for."""

    resident_id: int
    accounts: tuple[Address, ...]


@dataclass(frozen=True)
class Portion:
    """The rows of one table about a person, why they are kept, and by which rule they end. `left_out` names a
    column that is not in them, and why; empty: none."""

    purpose: str
    kept: str
    rows: Sequence[Mapping[str, Json]]
    left_out: str = ""


@dataclass(frozen=True)
class Erasure:
    """What remains to be done to forget somebody, who hears of the end in `language`.

    From `said_at` on nothing is left but an empty chat on the web, in which the goodbye can be read.
    """

    id: int
    person: Person
    language: str
    begun_at: datetime
    said_at: datetime | None = None


class PersonalData(Protocol):
    """Everything that is kept about a person, in every table."""

    async def person(self, resident_id: int) -> Person:
        """A resident with the accounts they have now."""

    async def of(self, person: Person, now: datetime) -> dict[str, Portion]:
        """Their rows by table. Whoever else is named there is "staff"; no hash of a link is there.

        Nor what a work area of staff that is locked hides, since that tells of others.
        """

    async def left(self, person: Person) -> dict[str, int]:
        """How many rows are about the person or name them, by table; tables without any are left out."""

    async def erase(self, person: Person, *, keep_chat: bool) -> None:
        """Deletes their rows and empties what names them. `keep_chat`: an empty chat on the web stays."""

    async def past_events(self, person: Person, now: datetime) -> list[int]:
        """Events that have begun, or let this person in before, and have a registration of theirs."""


class Erasures(Protocol):
    """People who are being forgotten."""

    async def add(self, erasure: Erasure) -> Erasure:
        """Keeps what has to be done; returns it with its id, or the one that was begun before."""

    async def of(self, resident_id: int) -> Erasure | None:
        """The erasure of a resident."""

    async def at(self, address: Address) -> Erasure | None:
        """The erasure to which a chat belongs."""

    async def unfinished(self) -> list[Erasure]:
        """All of them, the oldest first."""

    async def lock(self, erasure_id: int) -> Erasure | None:
        """One of them, locked until the end of the transaction; None where it is done."""

    async def say(self, erasure_id: int, at: datetime) -> None:
        """Notes that only the goodbye is left."""

    async def end(self, erasure_id: int) -> None:
        """Deletes what is done."""

    async def count(self, month: str) -> None:
        """Counts one more person who was forgotten in a month (YYYY-MM)."""
