"""While a question waits: reminders by working days, an honest message, and an end that never comes twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civic.notices import NewNotice, NoticeKind
from civic.pushes import answering
from civic.questions import Ending, Question, QuestionStatus, closed_as
from civic.staff import Role
from civic.working_days import after_working_days

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.time import Clock

# In working days since a question was asked or opened again.
STAFF_AFTER, OWNER_AFTER, CLOSES_AFTER = 2, 5, 14
# After the honest message: a bot that stood still for weeks must not close what nobody could answer.
GRACE = 2
MEASURED, ENOUGH = 20, 5


async def usual_wait(uow: UnitOfWork) -> timedelta | None:
    """The median of the last answers' waiting times; None with fewer than five."""
    async with uow.reading() as r:
        waits = await r.questions.waits(MEASURED)
    if len(waits) < ENOUGH:
        return None
    return timedelta(seconds=median(wait.total_seconds() for wait in waits))


async def watch(uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> None:
    """Reminds, tells and closes what is due; what was done before or meanwhile is left alone."""
    now = clock()
    async with uow.reading() as r:
        due = [one.id for one in await r.questions.open(None) if _is_due(one, now, zone)]
    if not due:
        return
    async with uow.writing() as w:
        locked = [await w.questions.lock(number) for number in due]
        still = [one for one in locked if one is not None and _is_due(one, now, zone)]
        await _remind_staff(w, [one for one in still if one.reminded_at is None], now)
        late = [one for one in still if one.escalated_at is None and _overdue(one, OWNER_AFTER, now, zone)]
        await _tell_owners(w, late, now)
        for question in still:
            await w.questions.update(await _next(w, question, question in late, now, zone))
        await w.commit()


async def close_unreachable(uow: UnitOfWork, clock: Clock) -> None:
    """Closes open questions whose asker can no longer be written to; whoever began to answer is told."""
    async with uow.reading() as r:
        if not await r.questions.open_of_unreachable(lock=False):
            return
    now = clock()
    async with uow.writing() as w:
        for question in await w.questions.open_of_unreachable(lock=True):
            await w.questions.update(closed_as(question, Ending.UNREACHABLE, now))
            if question.claimed_by is not None:
                note = NewNotice(question.claimed_by, NoticeKind.QUESTION_UNREACHABLE, question.id, now)
                await w.notices.add(note)
        await w.commit()


async def not_delivered(uow: UnitOfWork, clock: Clock, question_id: int) -> None:
    """An answer did not reach its reader, who left: whoever wrote it is told."""
    async with uow.writing() as w:
        question = await w.questions.lock(question_id)
        if question is None or question.answered_by is None:
            return
        note = NewNotice(question.answered_by, NoticeKind.QUESTION_UNREACHABLE, question_id, clock())
        await w.notices.add(note)
        await w.commit()


def _overdue(question: Question, days: int, now: datetime, zone: ZoneInfo) -> bool:
    return now >= after_working_days(question.waits_since, days, zone)


def _is_due(question: Question, now: datetime, zone: ZoneInfo) -> bool:
    if question.status is not QuestionStatus.OPEN:
        return False
    if question.reminded_at is None:
        return _overdue(question, STAFF_AFTER, now, zone)
    if question.escalated_at is None:
        return _overdue(question, OWNER_AFTER, now, zone)
    return _is_over(question, now, zone)


def _is_over(question: Question, now: datetime, zone: ZoneInfo) -> bool:
    told = question.escalated_at
    return (
        told is not None
        and _overdue(question, CLOSES_AFTER, now, zone)
        and now >= after_working_days(told, GRACE, zone)
    )


async def _next(w: Work, question: Question, late: bool, now: datetime, zone: ZoneInfo) -> Question:
    """The question after its step; what the asker hears is written on the way."""
    if _is_over(question, now, zone):
        await w.notices.add(NewNotice(question.resident_id, NoticeKind.QUESTION_EXPIRED, question.id, now))
        return closed_as(question, Ending.EXPIRED, now)
    if late:
        await w.notices.add(NewNotice(question.resident_id, NoticeKind.QUESTION_DELAYED, question.id, now))
    return replace(
        question,
        reminded_at=question.reminded_at or now,
        escalated_at=now if late else question.escalated_at,
    )


async def _remind_staff(w: Work, questions: Iterable[Question], now: datetime) -> None:
    """One message to each person, about the oldest of theirs; the screen counts the others."""
    staff, choices = await w.routing.reachable_staff(), await w.routing.choices()
    first: dict[int, Question] = {}
    for question in questions:
        for member in answering(question.topic, staff, choices):
            first.setdefault(member.resident_id, question)
    for resident_id, question in first.items():
        await w.notices.add(NewNotice(resident_id, NoticeKind.QUESTION_REMINDER, question.id, now))


async def _tell_owners(w: Work, questions: list[Question], now: datetime) -> None:
    if not questions:
        return
    for member in await w.staff.everybody():
        if member.role is Role.OWNER:
            notice = NewNotice(member.resident_id, NoticeKind.QUESTION_ESCALATED, questions[0].id, now)
            await w.notices.add(notice)
