"""Who did what with an announcement, and when: written in the transaction that does it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.announcements import Announcement, content_hash

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work


class Did(StrEnum):
    """What was done. `PLANNED`, `HELD`, `MISSED`, `ESCALATED` and `FINISHED` are done by nobody."""

    DRAFTED = "drafted"
    FROM_FILE = "from_file"
    FROM_FEED = "from_feed"
    CHANGED = "changed"
    SUBMITTED = "submitted"
    SHOWN = "shown"
    ESCALATED = "escalated"
    SENT_BACK = "sent_back"
    APPROVED = "approved"
    RELEASED = "released"
    RESCHEDULED = "rescheduled"
    UNDONE = "undone"
    HELD = "held"
    MISSED = "missed"
    PLANNED = "planned"
    STOPPED = "stopped"
    RESUMED = "resumed"
    FINISHED = "finished"
    CORRECTION_ASKED = "correction_asked"
    CORRECTION_BACK = "correction_back"
    CORRECTION_UNDONE = "correction_undone"
    CORRECTION_APPROVED = "correction_approved"
    CORRECTED = "corrected"
    RECALLED = "recalled"


@dataclass(frozen=True)
class LogEntry:
    """`staff_id` is None for the operator at the machine, and for what happens by itself.

    `number` is how many recipients were confirmed or met, `note` the reason that was given or applied.
    """

    announcement_id: int
    at: datetime
    staff_id: int | None
    what: Did
    revision: int
    content_hash: str
    number: int | None = None
    note: str = ""


async def note(
    w: Work, one: Announcement, what: Did, by: int | None, *, number: int | None = None, note: str = ""
) -> None:
    """Notes what was done with an announcement, as it is after that, in the transaction that does it."""
    await w.announcement_log.add(one.id, by, what, one.revision, content_hash(one), number, note)


async def history(uow: UnitOfWork, announcement_id: int) -> list[LogEntry]:
    """Everything that was done with an announcement, oldest first."""
    async with uow.reading() as r:
        return await r.announcement_log.of(announcement_id)
