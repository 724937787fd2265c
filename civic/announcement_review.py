"""From draft to schedule: submitted, read and approved by somebody else, or released alone; taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from civic.announcement_drafts import ChangedMeanwhile, is_that_draft
from civic.announcement_escalation import NO_LONGER_ASKED, ask_for_review, tell_author
from civic.announcement_log import Did, note
from civic.announcement_outcomes import (
    ApprovedWithoutTime,
    BackToAuthor,
    NotAllowed,
    NotShown,
    Refusal,
    Released,
    Submitted,
    TooLate,
    Unready,
    WrongNumber,
)
from civic.announcement_readiness import (
    ReviewRules,
    approved_by,
    at_time_of,
    confirmed,
    earliest,
    recipients_of,
)
from civic.announcement_reviewers import lacks, not_theirs, others, why_alone
from civic.announcement_states import moved, voided
from civic.announcements import Announcement, AnnouncementStatus, content_hash
from civic.notices import NoticeKind
from civic.staff_rights import Right

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

WHY_LIMIT = 500

SubmitOutcome = Submitted | Unready | NotAllowed | ChangedMeanwhile
ReleaseOutcome = Released | Unready | WrongNumber | NotAllowed | ChangedMeanwhile
ApproveOutcome = ReleaseOutcome | ApprovedWithoutTime | NotShown
TimeOutcome = Released | Unready | NotAllowed | ChangedMeanwhile
UndoOutcome = BackToAuthor | TooLate | NotAllowed


async def submit(
    uow: UnitOfWork,
    clock: Clock,
    rules: ReviewRules,
    shown: Announcement,
    by: int,
    cause: Cause | None = None,
) -> SubmitOutcome:
    """Asks somebody else to approve the draft that was shown, for the time that `shown` says.

    `due_at` None means as soon as it is approved. Whoever submits it is its author from then on.
    """
    now = clock()
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(shown.id)
        if current is None or not is_that_draft(current, shown.revision):
            return ChangedMeanwhile()
        refused = await not_theirs(w, current.author_id, by, now)
        refused = refused or await lacks(w, by, Right.WRITE_ANNOUNCEMENTS, current)
        if refused is not None:
            return refused
        if not await others(w, by, current):
            return NotAllowed(Refusal.NOBODY_ELSE)
        wished = replace(at_time_of(current, shown), author_id=by)
        recipients = await recipients_of(w, rules, wished, by, now)
        if not isinstance(recipients, int):
            return recipients
        in_review = moved(wished, AnnouncementStatus.IN_REVIEW)
        asked, submitted = await ask_for_review(w, in_review, now)
        await w.announcements.update(submitted)
        await note(w, submitted, Did.SUBMITTED, by, number=recipients)
        await w.commit()
        return Submitted(submitted, asked, recipients)


async def approve(
    uow: UnitOfWork,
    clock: Clock,
    rules: ReviewRules,
    announcement_id: int,
    shown_hash: str,
    by: int | None,
    typed: int | None = None,
    cause: Cause | None = None,
) -> ApproveOutcome:
    """Approves the version with the hash, which this person was shown, and schedules it.

    `by` None is the operator. `typed` is the number of recipients as the person typed it. Whose number is not
    the present one is told that (`WrongNumber`) and asked again, also where it changed only meanwhile.
    """
    now = clock()
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement_id)
        in_review = current is not None and current.status is AnnouncementStatus.IN_REVIEW
        if current is None or not in_review or content_hash(current) != shown_hash:
            return ChangedMeanwhile()
        if by is not None:
            refused = await lacks(w, by, Right.SEND, current)
            if refused is not None:
                return refused
            if by == current.author_id:
                return NotAllowed(Refusal.AUTHOR)
            if await w.reviews.shown(announcement_id, by) != shown_hash:
                return NotShown()
        passed = current.due_at is not None and current.due_at < now
        timely = replace(current, due_at=None) if passed else current
        recipients = await confirmed(w, rules, timely, by, typed, now)
        if not isinstance(recipients, int):
            return recipients
        approved = approved_by(current, by, now, without_time=passed)
        await w.announcements.update(approved)
        await note(w, approved, Did.APPROVED, by, number=recipients)
        for kind in NO_LONGER_ASKED:
            await w.notices.skip_open(kind, current.id)
        await tell_author(w, approved, NoticeKind.ANNOUNCEMENT_APPROVED, now)
        await w.commit()
        return ApprovedWithoutTime(approved, recipients) if passed else Released(approved, recipients)


async def release(
    uow: UnitOfWork,
    clock: Clock,
    rules: ReviewRules,
    shown: Announcement,
    by: int | None,
    typed: int | None = None,
    cause: Cause | None = None,
) -> ReleaseOutcome:
    """Schedules the draft that was shown without a second person, where that is allowed; see `approve`."""
    now = clock()
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(shown.id)
        if current is None or not is_that_draft(current, shown.revision):
            return ChangedMeanwhile()
        alone = await why_alone(w, current, by, now)
        if isinstance(alone, NotAllowed):
            return alone
        wished = replace(at_time_of(current, shown), author_id=current.author_id if by is None else by)
        recipients = await confirmed(w, rules, wished, by, typed, now)
        if not isinstance(recipients, int):
            return recipients
        released = approved_by(wished, by, now)
        await w.announcements.update(released)
        await note(w, released, Did.RELEASED, by, number=recipients, note=alone.value)
        await w.commit()
        return Released(released, recipients)


async def give_time(
    uow: UnitOfWork,
    clock: Clock,
    rules: ReviewRules,
    shown: Announcement,
    by: int,
    cause: Cause | None = None,
) -> TimeOutcome:
    """Another time, as `shown` says (`due_at` None: now), for what is approved, scheduled or was missed.

    The approval goes on: it is of what people read and of who they are, not of the time.
    """
    now = clock()
    timeless = (AnnouncementStatus.APPROVED, AnnouncementStatus.SCHEDULED, AnnouncementStatus.MISSED)
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(shown.id)
        if current is None or current.status not in timeless or current.revision != shown.revision:
            return ChangedMeanwhile()
        if current.repeats:
            return ChangedMeanwhile()
        refused = await lacks(w, by, Right.SEND, current)
        if refused is not None:
            return refused
        wished = at_time_of(current, shown)
        recipients = await recipients_of(w, rules, wished, by, now)
        if not isinstance(recipients, int):
            return recipients
        again = replace(
            wished,
            status=AnnouncementStatus.SCHEDULED,
            due_at=earliest(wished, by, now),
            revision=current.revision + 1,
        )
        await w.announcements.update(again)
        await note(w, again, Did.RESCHEDULED, by, number=recipients)
        await w.commit()
        return Released(again, recipients)


async def send_back(
    uow: UnitOfWork,
    clock: Clock,
    announcement_id: int,
    revision: int,
    by: int,
    why: str,
    cause: Cause | None = None,
) -> BackToAuthor | NotAllowed | ChangedMeanwhile:
    """Gives what is in review back to its author, with a reason of at most 500 characters."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement_id)
        in_review = current is not None and current.status is AnnouncementStatus.IN_REVIEW
        if current is None or not in_review or current.revision != revision:
            return ChangedMeanwhile()
        refused = await lacks(w, by, Right.SEND, current)
        if refused is not None:
            return refused
        return await _back(w, current, Did.SENT_BACK, by, clock(), why[:WHY_LIMIT])


async def undo(
    uow: UnitOfWork, clock: Clock, announcement_id: int, by: int, cause: Cause | None = None
) -> UndoOutcome:
    """Takes back what is in review, approved or scheduled, until its copies are planned."""
    on_its_way = (AnnouncementStatus.IN_REVIEW, AnnouncementStatus.APPROVED, AnnouncementStatus.SCHEDULED)
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement_id)
        if current is None or current.status not in on_its_way:
            return TooLate()
        own = by == current.author_id and current.status is AnnouncementStatus.IN_REVIEW
        refused = await lacks(w, by, Right.WRITE_ANNOUNCEMENTS if own else Right.SEND, current)
        if refused is not None:
            return refused
        return await _back(w, current, Did.UNDONE, by, clock())


async def note_shown(
    uow: UnitOfWork, announcement_id: int, resident_id: int, shown_hash: str, cause: Cause | None = None
) -> None:
    """Keeps that somebody was shown every language of the version with that `content_hash`."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement_id)
        if current is None or content_hash(current) != shown_hash:
            return
        await w.reviews.show(announcement_id, resident_id, shown_hash)
        await note(w, current, Did.SHOWN, resident_id)
        await w.commit()


async def _back(
    w: Work, current: Announcement, did: Did, by: int, now: datetime, why: str = ""
) -> BackToAuthor:
    draft = voided(moved(current, AnnouncementStatus.DRAFT))
    await w.announcements.update(draft)
    await note(w, draft, did, by, note=why)
    for kind in NO_LONGER_ASKED:
        await w.notices.skip_open(kind, current.id)
    if by != current.author_id:
        await tell_author(w, draft, NoticeKind.ANNOUNCEMENT_SENT_BACK, now)
    await w.commit()
    return BackToAuthor(draft)
