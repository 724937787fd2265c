"""Writing announcements: drafts, and what becomes of them when somebody edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civic.announcement_escalation import NO_LONGER_ASKED
from civic.announcement_log import Did, note
from civic.announcement_states import EDITABLE, voided
from civic.announcements import Announcement, AnnouncementStatus, Body
from civic.staff_rights import demand_writing

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class ChangedMeanwhile:
    """It is not the version that was shown: edited, sent or stopped by somebody in the meantime."""


async def draft_announcement(
    uow: UnitOfWork,
    clock: Clock,
    author_id: int | None,
    bodies: Mapping[str, Body],
    cause: Cause | None = None,
    *,
    language: str = "de",
    source: Did = Did.DRAFTED,
) -> Announcement:
    """Keeps a new draft; `source` says in its log where it is from."""
    async with uow.writing(cause) as w:
        new = Announcement(0, author_id, dict(bodies), created_at=clock(), language=language)
        kept = await w.announcements.add(new)
        await note(w, kept, source, author_id)
        await w.commit()
        return kept


async def change_draft(
    uow: UnitOfWork, announcement: Announcement, cause: Cause | None = None, *, by: int | None
) -> Announcement | ChangedMeanwhile:
    """Replaces an announcement that nobody has received yet by an edited copy, which is a draft.

    Whatever was submitted, approved or scheduled is so no more, unless nothing is different. Refused when
    it is not the version that was edited. `by` None: from outside of the staff, such as a translator's link.
    """
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement.id)
        if current is None or current.status not in EDITABLE or current.revision != announcement.revision:
            return ChangedMeanwhile()
        if announcement == current:
            return current
        demand_writing(w, current)
        edited = replace(announcement, author_id=current.author_id, status=AnnouncementStatus.DRAFT)
        changed = replace(voided(edited), revision=current.revision + 1)
        await w.announcements.update(changed)
        before = "" if current.status is AnnouncementStatus.DRAFT else current.status.value
        await note(w, changed, Did.CHANGED, by, note=before)
        for kind in NO_LONGER_ASKED:
            await w.notices.skip_open(kind, current.id)
        await w.commit()
        return changed


def is_that_draft(current: Announcement | None, revision: int) -> bool:
    """Whether it is a draft, and in the version that somebody saw."""
    return current is not None and current.status is AnnouncementStatus.DRAFT and current.revision == revision
