"""A correction is read by somebody else: asked for, approved or given back, taken back, asked for again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civic.announcement_changes import (
    AnnouncementChange,
    ApproveChangeOutcome,
    Asked,
    Begun,
    DraftAgain,
    Unfit,
)
from civic.announcement_correcting import (
    confirmed_copies,
    correctable,
    draft_again,
    make,
    no_longer_asked,
    plan_change,
    tell_corrector,
)
from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_escalation import ANSWERED_WITHIN
from civic.announcement_log import Did, note
from civic.announcement_outcomes import NotAllowed, NotShown, Refusal
from civic.announcement_review import WHY_LIMIT
from civic.announcement_reviewers import is_active, lacks, not_theirs, others
from civic.announcements import Announcement
from civic.notices import NewNotice, NoticeKind
from civic.staff_rights import Right

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


async def ask_to_correct(
    uow: UnitOfWork, clock: Clock, shown: AnnouncementChange, by: int, cause: Cause | None = None
) -> Asked | NotAllowed | Unfit:
    """Asks those of the staff who are there to approve the correction that was shown; everybody where none
    is. Whoever asks is its author from then on."""
    now = clock()
    async with uow.writing(cause) as w:
        found = await correctable(w, shown)
        if not isinstance(found, tuple):
            return found
        current, change = found
        refused = await not_theirs(w, change.by, by, now)
        refused = refused or await lacks(w, by, Right.SEND, current)
        if refused is not None:
            return refused
        everybody = await others(w, by, current)
        if not everybody:
            return NotAllowed(Refusal.NOBODY_ELSE)
        present = [one for one in everybody if is_active(one, now)]
        asked, again = present or everybody, None if present else now
        waiting = replace(await no_longer_asked(w, change), by=by, asked_at=now, asked_again_at=again, why="")
        await w.changes.update(waiting)
        for one in asked:
            await w.notices.add(NewNotice(one.resident_id, NoticeKind.CORRECTION_REVIEW, change.id, now))
        await note(w, as_corrected(current, waiting), Did.CORRECTION_ASKED, by)
        await w.commit()
        return Asked(waiting, len(asked))


async def note_correction_shown(
    uow: UnitOfWork, shown: AnnouncementChange, resident_id: int, cause: Cause | None = None
) -> None:
    """Keeps that somebody was shown every changed text of that revision."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(shown.announcement_id)
        change = await w.changes.lock(shown.id)
        if current is None or change is None or change.revision != shown.revision:
            return
        await w.reviews.show(current.id, resident_id, _version(change))
        await note(w, as_corrected(current, change), Did.SHOWN, resident_id)
        await w.commit()


async def approve_correction(
    uow: UnitOfWork,
    clock: Clock,
    shown: AnnouncementChange,
    by: int,
    typed: int | None = None,
    cause: Cause | None = None,
) -> ApproveChangeOutcome:
    """Approves the revision that this person was shown and makes it everybody's; see `correct`."""
    now = clock()
    async with uow.writing(cause) as w:
        found = await correctable(w, shown)
        if not isinstance(found, tuple):
            return found
        current, change = found
        if change.asked_at is None:
            return ChangedMeanwhile()
        refused = await lacks(w, by, Right.SEND, current)
        if refused is not None:
            return refused
        if by == change.by:
            return NotAllowed(Refusal.AUTHOR)
        if await w.reviews.shown(current.id, by) != _version(change):
            return NotShown()
        copies = await confirmed_copies(w, current, typed, now)
        if not isinstance(copies, int):
            return copies
        await note(w, as_corrected(current, change), Did.CORRECTION_APPROVED, by)
        await tell_corrector(w, change, NoticeKind.CORRECTION_APPROVED, now)
        begun = await make(w, current, change, now, copies)
    return Begun(begun, await plan_change(uow, clock, begun.id))


async def send_correction_back(
    uow: UnitOfWork,
    clock: Clock,
    shown: AnnouncementChange,
    by: int,
    why: str,
    cause: Cause | None = None,
) -> DraftAgain | NotAllowed | ChangedMeanwhile:
    """Gives a request back to its author, with a reason of at most 500 characters."""
    async with uow.writing(cause) as w:
        current, change = await _asked_for(w, shown)
        if current is None or change is None or change.revision != shown.revision:
            return ChangedMeanwhile()
        refused = await lacks(w, by, Right.SEND, current)
        if refused is not None:
            return refused
        draft = await draft_again(w, change, clock(), why[:WHY_LIMIT])
        await note(w, as_corrected(current, draft), Did.CORRECTION_BACK, by, note=draft.why)
        await w.commit()
        return DraftAgain(draft)


async def take_request_back(
    uow: UnitOfWork, clock: Clock, shown: AnnouncementChange, by: int, cause: Cause | None = None
) -> DraftAgain | NotAllowed | ChangedMeanwhile:
    """Its author wants nobody asked any more; so may others where the author is not there."""
    async with uow.writing(cause) as w:
        current, change = await _asked_for(w, shown)
        if current is None or change is None:
            return ChangedMeanwhile()
        refused = await not_theirs(w, change.by, by, clock())
        if refused is not None:
            return refused
        draft = await no_longer_asked(w, change)
        await w.changes.update(draft)
        await note(w, as_corrected(current, draft), Did.CORRECTION_UNDONE, by)
        await w.commit()
        return DraftAgain(draft)


async def ask_again_due(uow: UnitOfWork, clock: Clock) -> list[int]:
    """Asks everybody who may approve, once, for corrections that nobody answered for 24 hours; returns which.
    Can be repeated at any time and catches up after a stop."""
    now = clock()
    async with uow.reading() as r:
        late = await r.changes.unanswered(now - ANSWERED_WITHIN)
        found = [change for change in [await r.changes.get(each) for each in late] if change is not None]
    asked = []
    for shown in found:
        async with uow.writing() as w:
            current, change = await _asked_for(w, shown)
            if current is None or change is None or change.asked_again_at is not None:
                continue
            if change.asked_at is None or now < change.asked_at + ANSWERED_WITHIN:
                continue
            # The revision stays: whoever reads it at this moment may still answer.
            await w.changes.update(replace(change, asked_again_at=now))
            await w.notices.skip_open(NoticeKind.CORRECTION_REVIEW, change.id)
            for one in await others(w, change.by, current):
                late_notice = NewNotice(one.resident_id, NoticeKind.CORRECTION_REVIEW_LATE, change.id, now)
                await w.notices.add(late_notice)
            await note(w, as_corrected(current, change), Did.ESCALATED, None)
            await w.commit()
            asked.append(change.id)
    return asked


def as_corrected(one: Announcement, change: AnnouncementChange) -> Announcement:
    """The announcement with the texts of a correction, which nobody has received yet."""
    return replace(one, bodies=change.bodies)


def _version(change: AnnouncementChange) -> str:
    # Not the hash of its texts: who saw them in the announcement has not seen that they come back.
    return f"correction {change.id}, revision {change.revision}"


async def _asked_for(
    w: Work, shown: AnnouncementChange
) -> tuple[Announcement | None, AnnouncementChange | None]:
    """The announcement and the request, locked; None where nobody is asked for it."""
    current = await w.announcements.lock(shown.announcement_id)
    change = await w.changes.lock(shown.id)
    return current, change if change is not None and change.asked_at is not None else None
