"""What the use cases need from a store for knowledge: the staff's entries, digests, and what is missing."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from civic.digests import DigestPlan
from civic.gaps import AskedQuestion, Cluster, Rating, Week
from civic.staff_entries import Asker, EntryStatus, PublishedVersion, StaffEntry


class StaffEntries(Protocol):
    """Entries that coordinators write, their published versions, and who got them."""

    async def get(self, entry_id: int) -> StaffEntry | None:
        """The working copy of an entry."""

    async def lock(self, entry_id: int) -> StaffEntry | None:
        """The same, locked until the end of the transaction."""

    async def add(self, entry: StaffEntry) -> StaffEntry:
        """Keeps a new entry; returns it with its id."""

    async def update(self, entry: StaffEntry) -> None:
        """Replaces the working copy with its texts."""

    async def remove(self, entry_id: int) -> None:
        """Deletes an entry with everything that belongs to it."""

    async def of_question(self, question_id: int) -> StaffEntry | None:
        """The entry that was made from a question."""

    async def having(self, statuses: Collection[EntryStatus]) -> list[StaffEntry]:
        """Entries of these statuses, newest first."""

    async def add_version(self, version: PublishedVersion) -> None:
        """Keeps what is published now."""

    async def version(self, entry_id: int, number: int) -> PublishedVersion | None:
        """What was published under that number."""

    async def published(self) -> list[PublishedVersion]:
        """The newest version of every entry that was not withdrawn, by entry."""

    async def state(self) -> tuple[int, int]:
        """Two numbers that together change whenever `published` does."""

    async def askers(self, entry_id: int) -> list[Asker]:
        """Who asked the same, in the order of their questions."""

    async def asker(self, asker_id: int) -> Asker | None:
        """One of them."""

    async def add_asker(self, asker: Asker) -> bool:
        """Notes that somebody asked the same; False where that was known."""

    async def update_asker(self, asker: Asker) -> None:
        """Stores what somebody got."""

    async def remove_asker(self, asker_id: int) -> None:
        """Forgets that somebody asked the same."""

    async def remove_waiting_asker(self, entry_id: int, question_id: int) -> bool:
        """The same for a question, unless its asker got an answer; whether there was one."""


class Digests(Protocol):
    """When each member of staff wants the weekly digest, and which weeks they got."""

    async def plan(self, resident_id: int) -> DigestPlan | None:
        """What somebody chose; None before the first digest was planned."""

    async def set_plan(self, plan: DigestPlan) -> None:
        """Stores or replaces it."""

    async def due(self, now: datetime) -> list[int]:
        """Members of staff whose next digest is due, or was never planned."""

    async def begin_week(self, resident_id: int, week: str, now: datetime) -> int | None:
        """The id of somebody's digest of a week; None where they have it."""


class Gaps(Protocol):
    """What people asked in vain, what they found, and what they thought of it; counts without people."""

    async def count_shown(self, entry: str, language: str, month: str) -> None:
        """Counts that an entry was shown."""

    async def shown_since(self, month: str) -> frozenset[str]:
        """Entries that were shown in that month or later."""

    async def first_month(self) -> str | None:
        """The month in which counting began."""

    async def ratings(self, limit: int) -> list[Rating]:
        """The entries that most people found not helpful, the worst first."""

    async def asked(self, since: datetime, until: datetime) -> list[AskedQuestion]:
        """Questions handed over in that time which no published entry answers, oldest first."""

    async def oldest_question(self) -> datetime | None:
        """When the oldest question that is kept was asked."""

    async def newest_week(self) -> str | None:
        """The last week that was counted."""

    async def add_week(self, week: str, clusters: Collection[Cluster], now: datetime) -> bool:
        """Keeps the counts of a week; False where it was counted before."""

    async def weeks(self, limit: int) -> list[Week]:
        """The weeks that were counted, newest first."""
