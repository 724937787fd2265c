"""What was sent is corrected in place or taken back: copy by copy, as rows that survive a crash.

A correction needs a second person like the announcement itself (`announcement_correction_review`), or
anything could be made of a text that somebody approved. A recall does not: it protects people, adds nothing,
and must not wait. Both are in the log.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from civic.announcement_changes import (
    CHANGEABLE,
    RECALL_WITHIN,
    AnnouncementChange,
    Begun,
    ChangeKind,
    ChangeOutcome,
    NotChangeable,
    NothingNew,
    Unfit,
)
from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_log import Did, note
from civic.announcement_outcomes import NotAllowed, WrongNumber
from civic.announcement_readiness import TYPED_ABOVE
from civic.announcement_reviewers import why_correct_alone
from civic.announcements import Announcement, AnnouncementStatus, SkipReason, content_hash
from civic.notices import NewNotice, NoticeKind
from civic.staff_rights import Right, demand, topics_of

if TYPE_CHECKING:
    from civic.announcement_outcomes import Alone
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

NO_LONGER_ASKED = (NoticeKind.CORRECTION_REVIEW, NoticeKind.CORRECTION_REVIEW_LATE)
"""Notices that are void once a correction was approved or is a draft again."""


async def draft_correction(
    uow: UnitOfWork, clock: Clock, announcement_id: int, by: int, cause: Cause | None = None
) -> AnnouncementChange | NotChangeable:
    """A draft with the present texts; nobody sees it before it is confirmed."""
    async with uow.writing(cause) as w:
        current = await w.announcements.get(announcement_id)
        if current is None or not await is_changeable(w, current):
            return NotChangeable()
        demand(w, Right.SEND, topics_of(current))
        draft = _change(current, ChangeKind.CORRECTION, by, clock())
        kept = await w.changes.add(draft)
        await w.commit()
        return kept


async def change_correction(
    uow: UnitOfWork, edited: AnnouncementChange, by: int, cause: Cause | None = None
) -> AnnouncementChange | ChangedMeanwhile:
    """Replaces a draft by an edited copy; refused when it is not the version that was edited.

    Whoever edits it is its author from then on, and nobody is asked to approve it any more.
    """
    async with uow.writing(cause) as w:
        current = await w.changes.lock(edited.id)
        if current is None or current.confirmed_at is not None or current.revision != edited.revision:
            return ChangedMeanwhile()
        one = await w.announcements.get(current.announcement_id)
        demand(w, Right.SEND, topics_of(one) if one is not None else None)
        changed = replace(await no_longer_asked(w, edited), by=by)
        await w.changes.update(changed)
        await w.commit()
        return changed


async def may_correct_alone(
    uow: UnitOfWork, clock: Clock, change: AnnouncementChange, by: int
) -> Alone | NotAllowed | None:
    """Whether somebody may make a correction without a second person, and why; None if unknown."""
    async with uow.reading() as r:
        one = await r.announcements.get(change.announcement_id)
        return await why_correct_alone(r, one, change.by, by, clock()) if one is not None else None


async def correct(
    uow: UnitOfWork,
    clock: Clock,
    shown: AnnouncementChange,
    by: int,
    typed: int | None = None,
    cause: Cause | None = None,
) -> ChangeOutcome:
    """Makes the correction that was shown the announcement's text without a second person, where that is
    allowed, and plans the change of every copy.

    What is still to be sent goes out corrected: whoever sends reads the announcement. `typed` is the number
    of copies as the person typed it.
    """
    now = clock()
    async with uow.writing(cause) as w:
        found = await correctable(w, shown)
        if not isinstance(found, tuple):
            return found
        current, change = found
        alone = await why_correct_alone(w, current, change.by, by, now)
        if isinstance(alone, NotAllowed):
            return alone
        copies = await confirmed_copies(w, current, typed, now)
        if not isinstance(copies, int):
            return copies
        begun = await make(w, current, replace(change, by=by), now, copies, alone.value)
    return Begun(begun, await plan_change(uow, clock, begun.id))


async def correctable(w: Work, shown: AnnouncementChange) -> tuple[Announcement, AnnouncementChange] | Unfit:
    """The announcement and its correction, locked, if that is still what was shown and can be made."""
    current = await w.announcements.lock(shown.announcement_id)
    change = await w.changes.lock(shown.id)
    if current is None or not await is_changeable(w, current):
        return NotChangeable()
    if change is None or change.confirmed_at is not None or change.revision != shown.revision:
        return ChangedMeanwhile()
    if change.base != content_hash(current):
        return ChangedMeanwhile()
    return NothingNew() if dict(change.bodies) == dict(current.bodies) else (current, change)


async def confirmed_copies(w: Work, one: Announcement, typed: int | None, now: datetime) -> int | WrongNumber:
    """How many copies a change concerns, if their number was typed where it has to be."""
    copies = (await w.changes.reach(one.id, now - RECALL_WITHIN)).total
    if copies <= TYPED_ABOVE or typed == copies:
        return copies
    # While it is being sent the number changes by the second: nobody could type the present one.
    sending = one.status is AnnouncementStatus.SENDING
    return copies if sending and typed is not None and typed > TYPED_ABOVE else WrongNumber(copies)


async def make(
    w: Work, current: Announcement, change: AnnouncementChange, now: datetime, copies: int, why: str = ""
) -> AnnouncementChange:
    """Makes a correction the announcement's text; `why` it needed nobody else. Commits."""
    new = corrected(current, change, now)
    await w.announcements.update(new)
    await note(w, new, Did.CORRECTED, change.by, number=copies, note=why)
    return await _confirm(w, await no_longer_asked(w, change), now)


async def recall(
    uow: UnitOfWork,
    clock: Clock,
    announcement_id: int,
    by: int,
    typed: int | None = None,
    cause: Cause | None = None,
) -> ChangeOutcome:
    """Stops what is still to be sent, and plans the deletion of every copy. `typed` as in `correct`."""
    now = clock()
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement_id)
        if current is None or not await is_changeable(w, current):
            return NotChangeable()
        demand(w, Right.SEND, topics_of(current))
        copies = await confirmed_copies(w, current, typed, now)
        if not isinstance(copies, int):
            return copies
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
        await note(w, current, Did.RECALLED, by, number=copies)
        begun = await _confirm(w, change, now)
    return Begun(begun, await plan_change(uow, clock, begun.id))


async def plan_change(uow: UnitOfWork, clock: Clock, change_id: int) -> int:
    """Writes the rows of a confirmed change, once; how many there are, whoever wrote them.

    In a transaction after the one that confirmed it: whoever takes a copy to be sent from now on reads the
    corrected text, and what was taken before is seen here.
    """
    async with uow.writing() as w:
        change = await w.changes.lock(change_id)
        if change is None or change.confirmed_at is None:
            return 0
        if change.planned_at is not None:  # by the loop that changes copies, which looks at any time
            return (await w.changes.report(change_id)).planned
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
    """Whether copies of it are with people, it is known where, and nobody has taken them back."""
    if one.status not in CHANGEABLE or await w.kept_figures.are_kept(one.id):
        return False
    return all(change.kind is not ChangeKind.RECALL for change in await w.changes.of(one.id))


async def no_longer_asked(w: Work, change: AnnouncementChange) -> AnnouncementChange:
    """The change in its next revision, for which nobody is asked; who was is not told any more."""
    for kind in NO_LONGER_ASKED:
        await w.notices.skip_open(kind, change.id)
    return replace(change, asked_at=None, asked_again_at=None, revision=change.revision + 1)


async def draft_again(
    w: Work, change: AnnouncementChange, now: datetime, why: str = ""
) -> AnnouncementChange:
    """Gives a request back to its author, who is told."""
    draft = replace(await no_longer_asked(w, change), why=why)
    await w.changes.update(draft)
    await tell_corrector(w, draft, NoticeKind.CORRECTION_SENT_BACK, now)
    return draft


async def tell_corrector(w: Work, change: AnnouncementChange, kind: NoticeKind, now: datetime) -> None:
    """A notice to whoever wrote a correction; an earlier one of that kind is void."""
    await w.notices.skip_open(kind, change.id)
    if change.by is not None:
        await w.notices.add(NewNotice(change.by, kind, change.id, now))


async def _confirm(w: Work, change: AnnouncementChange, now: datetime) -> AnnouncementChange:
    begun = replace(change, confirmed_at=now)
    await w.changes.update(begun)
    # What others were asked for was made from the text of before.
    for each in await w.changes.of(change.announcement_id):
        other = await w.changes.lock(each.id) if each.asked_at is not None else None
        if other is not None and other.asked_at is not None:
            await draft_again(w, other, now)
    await w.commit()
    return begun


def _change(one: Announcement, kind: ChangeKind, by: int, now: datetime) -> AnnouncementChange:
    return AnnouncementChange(0, one.id, kind, one.bodies, content_hash(one), by, now)
