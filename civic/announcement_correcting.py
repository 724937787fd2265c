"""What was sent is corrected in place or taken back: copy by copy, as rows that survive a crash."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from civic.announcement_changes import (
    CHANGEABLE,
    AnnouncementChange,
    Begun,
    ChangeKind,
    ChangeOutcome,
    NotChangeable,
    NothingNew,
)
from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_log import Did, note
from civic.announcements import Announcement, AnnouncementStatus, SkipReason, content_hash
from civic.notices import NewNotice, NoticeKind

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


async def draft_correction(
    uow: UnitOfWork, clock: Clock, announcement_id: int, by: int, cause: Cause | None = None
) -> AnnouncementChange | NotChangeable:
    """A draft with the present texts; nobody sees it before it is confirmed."""
    async with uow.writing(cause) as w:
        current = await w.announcements.get(announcement_id)
        if current is None or not await is_changeable(w, current):
            return NotChangeable()
        draft = _change(current, ChangeKind.CORRECTION, by, clock())
        kept = await w.changes.add(draft)
        await w.commit()
        return kept


async def change_correction(
    uow: UnitOfWork, edited: AnnouncementChange, cause: Cause | None = None
) -> AnnouncementChange | ChangedMeanwhile:
    """Replaces a draft by an edited copy; refused when it is not the version that was edited."""
    async with uow.writing(cause) as w:
        current = await w.changes.lock(edited.id)
        if current is None or current.confirmed_at is not None or current.revision != edited.revision:
            return ChangedMeanwhile()
        changed = replace(edited, revision=edited.revision + 1)
        await w.changes.update(changed)
        await w.commit()
        return changed


async def correct(
    uow: UnitOfWork, clock: Clock, shown: AnnouncementChange, cause: Cause | None = None
) -> ChangeOutcome:
    """Makes the correction that was shown the announcement's text, and plans the change of every copy.

    What is still to be sent goes out corrected: whoever sends reads the announcement.
    """
    now = clock()
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(shown.announcement_id)
        change = await w.changes.lock(shown.id)
        if current is None or not await is_changeable(w, current):
            return NotChangeable()
        if change is None or change.confirmed_at is not None or change.revision != shown.revision:
            return ChangedMeanwhile()
        if change.base != content_hash(current):
            return ChangedMeanwhile()
        if dict(change.bodies) == dict(current.bodies):
            return NothingNew()
        new = corrected(current, change, now)
        await w.announcements.update(new)
        await note(w, new, Did.CORRECTED, change.by)
        begun = await _confirm(w, change, now)
    return Begun(begun, await plan_change(uow, clock, begun.id))


async def recall(
    uow: UnitOfWork, clock: Clock, announcement_id: int, by: int, cause: Cause | None = None
) -> ChangeOutcome:
    """Stops what is still to be sent, and plans the deletion of every copy."""
    now = clock()
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement_id)
        if current is None or not await is_changeable(w, current):
            return NotChangeable()
        if current.status is AnnouncementStatus.SENDING:
            stopped = replace(
                current,
                status=AnnouncementStatus.STOPPED,
                finished_at=now,
                revision=current.revision + 1,
            )
            await w.announcements.update(stopped)
            await w.deliveries.skip_open(announcement_id, SkipReason.RECALLED)
        change = await w.changes.add(_change(current, ChangeKind.RECALL, by, now))
        await note(w, current, Did.RECALLED, by)
        begun = await _confirm(w, change, now)
    return Begun(begun, await plan_change(uow, clock, begun.id))


async def plan_change(uow: UnitOfWork, clock: Clock, change_id: int) -> int:
    """Writes the rows of a confirmed change, once; how many.

    In a transaction after the one that confirmed it: whoever takes a copy to be sent from now on reads the
    corrected text, and what was taken before is seen here.
    """
    async with uow.writing() as w:
        change = await w.changes.lock(change_id)
        if change is None or change.confirmed_at is None or change.planned_at is not None:
            return 0
        now = clock()
        copies = await w.changes.plan(change, now)
        await w.changes.update(replace(change, planned_at=now))
        await w.commit()
        return copies


async def plan_changes(uow: UnitOfWork, clock: Clock) -> None:
    """Plans what was confirmed just before the program ended."""
    async with uow.reading() as r:
        waiting = await r.changes.to_plan()
    for change_id in waiting:
        await plan_change(uow, clock, change_id)


async def finish_changes(uow: UnitOfWork, clock: Clock) -> list[AnnouncementChange]:
    """Closes every change that has no open copy left and tells whoever made it; returns those."""
    async with uow.reading() as r:
        done = await r.changes.without_open_edits()
    finished = []
    for change_id in done:
        async with uow.writing() as w:
            change = await w.changes.lock(change_id)
            if change is None or change.finished_at is not None:
                continue
            now = clock()
            closed = replace(change, finished_at=now)
            await w.changes.update(closed)
            if change.by is not None:
                await w.notices.add(NewNotice(change.by, NoticeKind.ANNOUNCEMENT_CHANGED, change.id, now))
            await w.commit()
            finished.append(closed)
    return finished


def corrected(one: Announcement, change: AnnouncementChange, now: datetime) -> Announcement:
    """The announcement as its readers will have it."""
    return replace(one, bodies=change.bodies, corrected_at=now, revision=one.revision + 1)


async def is_changeable(w: Work, one: Announcement) -> bool:
    """Whether copies of it are with people, and nobody has taken them back."""
    if one.status not in CHANGEABLE:
        return False
    return all(change.kind is not ChangeKind.RECALL for change in await w.changes.of(one.id))


async def _confirm(w: Work, change: AnnouncementChange, now: datetime) -> AnnouncementChange:
    begun = replace(change, confirmed_at=now, revision=change.revision + 1)
    await w.changes.update(begun)
    await w.commit()
    return begun


def _change(one: Announcement, kind: ChangeKind, by: int, now: datetime) -> AnnouncementChange:
    return AnnouncementChange(0, one.id, kind, one.bodies, content_hash(one), by, now)
