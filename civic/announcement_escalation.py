"""Who is asked to review an announcement, asked again when nobody did, and what is held before it is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.announcement_log import Did, note
from civic.announcement_reviewers import is_active, lacks, others
from civic.announcement_states import moved, voided
from civic.announcements import Announcement, AnnouncementStatus, content_hash
from civic.notices import NewNotice, NoticeKind
from civic.staff_rights import Right

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.time import Clock

ANSWERED_WITHIN = timedelta(hours=24)
BEFORE_ITS_TIME = timedelta(hours=2)

NO_LONGER_ASKED = (NoticeKind.ANNOUNCEMENT_REVIEW, NoticeKind.ANNOUNCEMENT_REVIEW_LATE)
"""Notices that are void once somebody approved it or it is a draft again."""

APPROVER_LEFT, TEXT_CHANGED = "approver_left", "text_changed"
"""Why something was held; the note of its entry in the log."""


async def ask_for_review(w: Work, one: Announcement, now: datetime) -> tuple[int, Announcement]:
    """Asks those who are there; everybody at once where none is, or where it is nearly time.

    Returns how many were asked, and the announcement as it is then.
    """
    everybody = await others(w, one.author_id, one)
    present = [member for member in everybody if is_active(member, now)]
    hurry = not present or (one.due_at is not None and one.due_at - BEFORE_ITS_TIME <= now)
    asked = everybody if hurry else present
    for member in asked:
        await w.notices.add(NewNotice(member.resident_id, NoticeKind.ANNOUNCEMENT_REVIEW, one.id, now))
    return len(asked), replace(one, submitted_at=now, escalated_at=now if hurry else None)


async def tell_author(w: Work, one: Announcement, kind: NoticeKind, now: datetime) -> None:
    """A notice to its author, who does not need to be staff any more; an earlier one of that kind is void."""
    await w.notices.skip_open(kind, one.id)
    if one.author_id is not None:
        await w.notices.add(NewNotice(one.author_id, kind, one.id, now))


async def escalate_due(uow: UnitOfWork, clock: Clock) -> list[int]:
    """Asks everybody who may approve, once, what nobody answered for 24 hours or until 2 hours before its
    time; returns which. Can be repeated at any time and catches up after a stop."""
    now = clock()
    async with uow.reading() as r:
        late = await r.reviews.unanswered(now - ANSWERED_WITHIN, now + BEFORE_ITS_TIME)
    escalated = []
    for announcement_id in late:
        async with uow.writing() as w:
            current = await w.announcements.lock(announcement_id)
            if current is None or not _is_late(current, now):
                continue
            # The revision stays: whoever reads it at this moment may still answer.
            asked_again = replace(current, escalated_at=now)
            await w.announcements.update(asked_again)
            await w.notices.skip_open(NoticeKind.ANNOUNCEMENT_REVIEW, current.id)
            for one in await others(w, current.author_id, current):
                late_notice = NewNotice(one.resident_id, NoticeKind.ANNOUNCEMENT_REVIEW_LATE, current.id, now)
                await w.notices.add(late_notice)
            await note(w, asked_again, Did.ESCALATED, None)
            await w.commit()
            escalated.append(announcement_id)
    return escalated


async def held(w: Work, current: Announcement, now: datetime) -> bool:
    """Whether a scheduled announcement must not be planned; then it is in review again, and people are told.

    Its approver may send it no more, or it is not the text that was approved (which no way here leads to).
    """
    why = await _why_held(w, current)
    if why is None:
        return False
    back = voided(moved(current, AnnouncementStatus.IN_REVIEW))
    _, asked = await ask_for_review(w, back, now)
    await w.announcements.update(asked)
    await tell_author(w, asked, NoticeKind.ANNOUNCEMENT_HELD, now)
    await note(w, asked, Did.HELD, None, note=why)
    return True


async def _why_held(w: Work, current: Announcement) -> str | None:
    # What was scheduled before there was an approval has no hash.
    if current.approved_hash and current.approved_hash != content_hash(current):
        return TEXT_CHANGED
    by = current.approved_by
    if by is not None and await lacks(w, by, Right.SEND, current) is not None:
        return APPROVER_LEFT
    return None


def _is_late(one: Announcement, now: datetime) -> bool:
    if one.status is not AnnouncementStatus.IN_REVIEW or one.escalated_at is not None:
        return False
    unanswered = one.submitted_at is not None and one.submitted_at + ANSWERED_WITHIN <= now
    return unanswered or (one.due_at is not None and one.due_at - BEFORE_ITS_TIME <= now)
