"""Questions that the bot could not answer: kept for a person, answered once, told to whoever asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.notices import NewNotice, NoticeKind

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

QUESTION_LIMIT = 1000
# UTF-16 units, as messengers count; the rest of a message is for the frame and the quoted question.
ANSWER_LIMIT = 2800


class QuestionStatus(StrEnum):
    """Where a handed-over question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True)
class Question:
    """A question waiting for a person. `entry` is what retrieval found closest, with its score 0..1."""

    id: int
    resident_id: int
    language: str
    text: str
    asked_at: datetime
    entry: str = ""
    score: float = 0.0
    status: QuestionStatus = QuestionStatus.OPEN
    answer: str = ""
    answered_by: int | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Answered:
    """The answer is kept and on its way to the person who asked."""

    question: Question


@dataclass(frozen=True)
class AnsweredBefore:
    """Somebody else answered or closed it first; nothing was sent again."""

    question: Question


@dataclass(frozen=True)
class NoSuchQuestion:
    """There is no such question (any more)."""


AnswerOutcome = Answered | AnsweredBefore | NoSuchQuestion


async def hand_over(uow: UnitOfWork, question: Question, cause: Cause | None = None) -> Question:
    """Keeps a question for the coordinators and tells each of them; the same text twice waits once."""
    async with uow.writing(cause) as w:
        waiting = await w.questions.open_of(question.resident_id)
        for earlier in waiting:
            if earlier.text == question.text:
                return earlier
        kept = await w.questions.add(question)
        for member in await w.staff.everybody():
            notice = NewNotice(member.resident_id, NoticeKind.QUESTION_ASKED, kept.id, question.asked_at)
            await w.notices.add(notice)
        await w.commit()
        return kept


async def answer(
    uow: UnitOfWork, clock: Clock, question_id: int, text: str, by: int, cause: Cause | None = None
) -> AnswerOutcome:
    """Answers an open question; the asker gets it as a notice. The first coordinator wins."""
    async with uow.writing(cause) as w:
        question = await w.questions.lock(question_id)
        if question is None:
            return NoSuchQuestion()
        if question.status is not QuestionStatus.OPEN:
            return AnsweredBefore(question)
        now = clock()
        answered = replace(
            question, status=QuestionStatus.ANSWERED, answer=text, answered_by=by, answered_at=now
        )
        await w.questions.update(answered)
        notice = NewNotice(question.resident_id, NoticeKind.QUESTION_ANSWERED, question.id, now)
        await w.notices.add(notice)
        await w.commit()
        return Answered(answered)


async def rate(
    uow: UnitOfWork, entry: str, language: str, *, helpful: bool, cause: Cause | None = None
) -> None:
    """Counts one opinion on an answer; who gave it is not kept."""
    async with uow.writing(cause) as w:
        await w.questions.rate(entry, language, helpful=helpful)
        await w.commit()


async def close(uow: UnitOfWork, question_id: int, by: int, cause: Cause | None = None) -> AnswerOutcome:
    """Closes an open question without an answer."""
    async with uow.writing(cause) as w:
        question = await w.questions.lock(question_id)
        if question is None:
            return NoSuchQuestion()
        if question.status is not QuestionStatus.OPEN:
            return AnsweredBefore(question)
        closed = replace(question, status=QuestionStatus.CLOSED, answered_by=by)
        await w.questions.update(closed)
        await w.commit()
        return Answered(closed)
