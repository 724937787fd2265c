"""Corrections and recalls of what was sent, and one row for each copy that they concern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_outcomes import NotAllowed, NotShown, WrongNumber
from civic.announcements import AnnouncementStatus, Body, DeliveryStatus, Report
from civic.residents import Address

# Telegram deletes nothing that is older; the copy is replaced by a line that says so.
RECALL_WITHIN = timedelta(hours=48)
CHANGEABLE = (AnnouncementStatus.SENDING, AnnouncementStatus.SENT, AnnouncementStatus.STOPPED)


class ChangeKind(StrEnum):
    """What happens to the copies."""

    CORRECTION = "correction"
    RECALL = "recall"


@dataclass(frozen=True)
class AnnouncementChange:
    """A correction or a recall; a draft until it is confirmed. `base` is the `content_hash` of the
    announcement that it was made from, so that two corrections do not undo each other.

    `by` is its author: whoever edited it last. `asked_at`: since when it waits for somebody else;
    `asked_again_at`: when everybody was asked; `why`: the reason with which it was given back last.
    """

    id: int
    announcement_id: int
    kind: ChangeKind
    bodies: Mapping[str, Body]
    base: str
    by: int | None
    created_at: datetime
    revision: int = 0
    confirmed_at: datetime | None = None
    planned_at: datetime | None = None
    finished_at: datetime | None = None
    asked_at: datetime | None = None
    asked_again_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True)
class Edit:
    """A claimed copy that is to be changed: where it is, what number it has there, when it was sent.

    `together`: other announcements stand in the same message.
    """

    id: int
    change_id: int
    announcement_id: int
    resident_id: int | None
    address: Address
    language: str
    message_id: int
    sent_at: datetime | None
    together: bool = False


@dataclass(frozen=True)
class Reach:
    """How many copies a change would concern: by language, and how many of them are too old to be deleted."""

    languages: Mapping[str, int]
    old: int = 0

    @property
    def total(self) -> int:
        """All copies."""
        return sum(self.languages.values())


@dataclass(frozen=True)
class Begun:
    """The copies are being changed."""

    change: AnnouncementChange
    copies: int


@dataclass(frozen=True)
class NotChangeable:
    """It was not sent, or is taken back already, or it is no longer known who got it."""


@dataclass(frozen=True)
class NothingNew:
    """The correction says what the announcement says."""


@dataclass(frozen=True)
class Asked:
    """The correction waits for somebody else; so many people were asked."""

    change: AnnouncementChange
    asked: int


@dataclass(frozen=True)
class DraftAgain:
    """The correction waits for nobody any more."""

    change: AnnouncementChange


Unfit = NotChangeable | NothingNew | ChangedMeanwhile
"""Why a correction cannot be made as it is, whoever wants it."""
ChangeOutcome = Begun | Unfit | WrongNumber | NotAllowed
ApproveChangeOutcome = ChangeOutcome | NotShown


class AnnouncementChanges(Protocol):
    """Corrections and recalls, and one row per copy that they concern."""

    async def add(self, change: AnnouncementChange) -> AnnouncementChange:
        """Keeps a new change; returns it with its id."""

    async def get(self, change_id: int) -> AnnouncementChange | None:
        """One change."""

    async def lock(self, change_id: int) -> AnnouncementChange | None:
        """The same, locked until the end of the transaction."""

    async def update(self, change: AnnouncementChange) -> None:
        """Replaces the row of a change."""

    async def of(self, announcement_id: int) -> list[AnnouncementChange]:
        """Everything that was done or drafted for an announcement, oldest first."""

    async def reach(self, announcement_id: int, old_before: datetime) -> Reach:
        """The copies that a change would concern."""

    async def plan(self, change: AnnouncementChange, now: datetime) -> int:
        """Writes a row for each copy that was sent or is in somebody's hands; what earlier changes had not
        done is left out. Returns how many."""

    async def unanswered(self, asked_by: datetime) -> list[int]:
        """Ids of corrections that somebody else was asked for by then, and nobody was asked again."""

    async def to_plan(self) -> list[int]:
        """Ids of confirmed changes without their rows, oldest first."""

    async def is_due(self, now: datetime) -> bool:
        """Whether `claim` has anything to do; takes no lock."""

    async def claim(self, limit: int, now: datetime, lease_until: datetime) -> list[Edit]:
        """Takes open rows, or rows whose lease ran out, oldest first, of copies whose sending has ended."""

    async def record(self, edit_id: int, status: DeliveryStatus, detail: str = "") -> None:
        """Stores what became of one copy."""

    async def postpone(self, edit_id: int, until: datetime) -> None:
        """Gives a claimed row back; nobody takes it before `until`."""

    async def report(self, change_id: int) -> Report:
        """Counts of one change, each its own COUNT over the rows; `sent` are those that were changed."""

    async def without_open_edits(self) -> list[int]:
        """Ids of planned changes that are not finished and have no open rows left."""
