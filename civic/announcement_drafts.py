"""Writing announcements: drafts, and what becomes of them when somebody edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civic.announcements import Announcement, AnnouncementStatus, Body

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
) -> Announcement:
    """Keeps a new draft."""
    async with uow.writing(cause) as w:
        new = Announcement(0, author_id, dict(bodies), created_at=clock(), language=language)
        kept = await w.announcements.add(new)
        await w.commit()
        return kept


async def change_draft(
    uow: UnitOfWork, announcement: Announcement, cause: Cause | None = None
) -> Announcement | ChangedMeanwhile:
    """Replaces a draft by an edited copy; refused when it is not the version that was edited."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement.id)
        if not is_that_draft(current, announcement.revision):
            return ChangedMeanwhile()
        changed = replace(announcement, revision=announcement.revision + 1)
        await w.announcements.update(changed)
        await w.commit()
        return changed


def is_that_draft(current: Announcement | None, revision: int) -> bool:
    """Whether it is a draft, and in the version that somebody saw."""
    return current is not None and current.status is AnnouncementStatus.DRAFT and current.revision == revision
