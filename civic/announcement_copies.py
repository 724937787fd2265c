"""An earlier announcement as a template; a draft that is thrown away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civic.announcement_drafts import ChangedMeanwhile, is_that_draft
from civic.announcement_log import Did, note
from civic.announcements import Announcement
from civic.staff_rights import demand_writing

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock


async def copy_announcement(
    uow: UnitOfWork, clock: Clock, announcement_id: int, author_id: int, cause: Cause | None = None
) -> Announcement | None:
    """A new draft with the texts, the audience and the button of another one, but without its time, its
    reason to be urgent and its event's news. None where there is no such announcement."""
    async with uow.writing(cause) as w:
        template = await w.announcements.get(announcement_id)
        if template is None:
            return None
        fresh = Announcement(
            id=0,
            author_id=author_id,
            bodies=template.bodies,
            audience=template.audience,
            created_at=clock(),
            language=template.language,
            where_missing=template.where_missing,
            picture_id=template.picture_id,
            button=template.button,
            channels=template.channels,
        )
        kept = await w.announcements.add(fresh)
        await note(w, kept, Did.DRAFTED, author_id)
        await w.commit()
        return kept


async def throw_away(
    uow: UnitOfWork, announcement_id: int, revision: int, cause: Cause | None = None
) -> Announcement | ChangedMeanwhile:
    """Deletes a draft in the version that was shown; what anybody was to receive stays in the list."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement_id)
        if current is None or not is_that_draft(current, revision):
            return ChangedMeanwhile()
        demand_writing(w, current)
        await w.announcements.remove(announcement_id)
        await w.commit()
        return replace(current, revision=revision)


async def keep_new(uow: UnitOfWork, draft: Announcement, cause: Cause | None = None) -> Announcement:
    """Keeps a draft that was made of something else; returns it with its id."""
    async with uow.writing(cause) as w:
        kept = await w.announcements.add(draft)
        await note(w, kept, Did.DRAFTED, draft.author_id)
        await w.commit()
        return kept
