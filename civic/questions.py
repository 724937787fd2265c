"""Questions that the bot could not answer: kept for a person, answered once, told to whoever asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.answers.text import clean, fold
from civic.notices import NewNotice, NoticeKind
from civic.pushes import push_new
from civic.staff_rights import Right, demand

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

QUESTION_LIMIT = 1000
# UTF-16 units, as messengers count; an answer that does not fit below its frame goes on in a second message.
ANSWER_LIMIT = 4000


class QuestionStatus(StrEnum):
    """Where a handed-over question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class Ending(StrEnum):
    """Why a question was closed without an answer."""

    STAFF = "staff"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    UNREACHABLE = "unreachable"


class Translated(StrEnum):
    """Who put an answer into the reader's language."""

    NOBODY = ""
    VOLUNTEER = "volunteer"
    AUTOMATIC = "automatic"


@dataclass(frozen=True)
class Question:
    """A question waiting for a person. `entry` is what retrieval found closest, with its score 0..1.

    `opened_at` is set when a question was opened again; `topic` is the initiative it is about, if known;
    `answer_language` is empty where the answer is in the reader's own language; `announcement_id` is the
    announcement that it replies to.
    """

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
    topic: str = ""
    opened_at: datetime | None = None
    claimed_by: int | None = None
    claimed_at: datetime | None = None
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None
    told_at: datetime | None = None
    closed_at: datetime | None = None
    ending: Ending | None = None
    answer_language: str = ""
    translated: Translated = Translated.NOBODY
    announcement_id: int | None = None

    @property
    def waits_since(self) -> datetime:
        """When it was asked, or opened again."""
        return self.opened_at or self.asked_at


@dataclass(frozen=True)
class Reply:
    """What a coordinator sends: the text, its language (empty: the reader's), who translated it."""

    text: str
    language: str = ""
    translated: Translated = Translated.NOBODY


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
    """Keeps a question for the coordinators, who are told by the rule for pushes; the same waits once."""
    async with uow.writing(cause) as w:
        for earlier in await w.questions.open_of(question.resident_id):
            if same_question(earlier.text, question.text):
                return earlier
        kept = await w.questions.add(question)
        await push_new(w, kept)
        await w.commit()
        return kept


async def answer(
    uow: UnitOfWork, clock: Clock, question_id: int, reply: Reply | str, by: int, cause: Cause | None = None
) -> AnswerOutcome:
    """Answers an open question; the asker gets it as a notice. The first coordinator wins."""
    sent = Reply(reply) if isinstance(reply, str) else reply
    async with uow.writing(cause) as w:
        question = await w.questions.lock(question_id)
        if question is None:
            return NoSuchQuestion()
        if question.status is not QuestionStatus.OPEN:
            return AnsweredBefore(question)
        demand_answering(w, question)
        now = clock()
        answered = replace(
            question,
            status=QuestionStatus.ANSWERED,
            answer=sent.text,
            answer_language=sent.language,
            translated=sent.translated,
            answered_by=by,
            answered_at=now,
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


async def close(
    uow: UnitOfWork, clock: Clock, question_id: int, by: int, cause: Cause | None = None
) -> AnswerOutcome:
    """Closes an open question without an answer."""
    async with uow.writing(cause) as w:
        question = await w.questions.lock(question_id)
        if question is None:
            return NoSuchQuestion()
        if question.status is not QuestionStatus.OPEN:
            return AnsweredBefore(question)
        demand_answering(w, question)
        closed = replace(closed_as(question, Ending.STAFF, clock()), answered_by=by)
        await w.questions.update(closed)
        await w.commit()
        return Answered(closed)


def demand_answering(w: Work, question: Question) -> None:
    """RightMissing where whoever acts may not answer a question about this initiative."""
    demand(w, Right.ANSWER, (question.topic,) if question.topic else ())


def closed_as(question: Question, ending: Ending, now: datetime) -> Question:
    """The question, closed for that reason."""
    return replace(question, status=QuestionStatus.CLOSED, ending=ending, closed_at=now)


def opened_again(question: Question, now: datetime) -> Question:
    """The question as one that waits from now on, without its answer and what was done about it."""
    return replace(
        question,
        status=QuestionStatus.OPEN,
        opened_at=now,
        answer="",
        answered_by=None,
        answered_at=None,
        claimed_by=None,
        claimed_at=None,
        reminded_at=None,
        escalated_at=None,
        told_at=None,
        closed_at=None,
        ending=None,
        answer_language="",
        translated=Translated.NOBODY,
    )


def same_question(one: str, other: str) -> bool:
    """Whether two texts ask the same but for case, accents, spaces and signs."""
    return _words(one) == _words(other)


def _words(text: str) -> str:
    folded = fold(clean(text, QUESTION_LIMIT))
    # A question of signs only is compared as it stands.
    return "".join(char for char in folded if char.isalnum()) or folded
