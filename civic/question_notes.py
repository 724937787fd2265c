"""What a person adds to a waiting question, takes back, or says of its answer; coordinators see it all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.people import cleaned_lines
from civic.pushes import push_new
from civic.questions import (
    QUESTION_LIMIT,
    Ending,
    NoSuchQuestion,
    Question,
    QuestionStatus,
    closed_as,
    opened_again,
    same_question,
)

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

# What is written in one go, in several messages, is confirmed once.
TOLD_AGAIN_AFTER = timedelta(minutes=10)


class NoteKind(StrEnum):
    """Whether the person added something, or this was an answer that did not help."""

    ADDED = "added"
    EARLIER_ANSWER = "earlier_answer"


@dataclass(frozen=True)
class QuestionNote:
    """One thing that was said after the question itself."""

    question_id: int
    kind: NoteKind
    text: str
    at: datetime


@dataclass(frozen=True)
class Added:
    """The text is part of the waiting question. `tell`: whether to say so, which is done once in a while."""

    question: Question
    tell: bool


@dataclass(frozen=True)
class WaitsAlready:
    """The text is the waiting question itself."""

    question: Question


@dataclass(frozen=True)
class NoRoom:
    """The question has become as long as it may."""

    question: Question


@dataclass(frozen=True)
class NothingWaits:
    """The person has no open question."""


@dataclass(frozen=True)
class Withdrawn:
    """Nobody will answer it any more."""

    question: Question


@dataclass(frozen=True)
class Reopened:
    """The question waits again, with the answer that did not help."""

    question: Question


AddOutcome = Added | WaitsAlready | NoRoom | NothingWaits


async def add_to_waiting(
    uow: UnitOfWork, clock: Clock, resident_id: int, text: str, cause: Cause | None = None
) -> AddOutcome:
    """Adds a text to the newest open question of a person, if there is one."""
    async with uow.reading() as r:
        if not await r.questions.open_of(resident_id):
            return NothingWaits()
    now = clock()
    async with uow.writing(cause) as w:
        waiting = await w.questions.open_of(resident_id)
        question = await w.questions.lock(waiting[-1].id) if waiting else None
        if question is None or question.status is not QuestionStatus.OPEN:
            return NothingWaits()
        for one in waiting:
            if same_question(one.text, text):
                return WaitsAlready(one)
        notes = [one for one in await w.questions.notes(question.id) if one.kind is NoteKind.ADDED]
        left = QUESTION_LIMIT - sum(len(one.text) for one in notes)
        added = cleaned_lines(text, QUESTION_LIMIT)
        if len(added) > left:
            return NoRoom(question)
        await w.questions.add_note(QuestionNote(question.id, NoteKind.ADDED, added, now))
        tell = question.told_at is None or now - question.told_at > TOLD_AGAIN_AFTER
        question = replace(question, told_at=now)
        await w.questions.update(question)
        await w.commit()
        return Added(question, tell)


async def withdraw(
    uow: UnitOfWork, clock: Clock, question_id: int, resident_id: int, cause: Cause | None = None
) -> Withdrawn | NoSuchQuestion:
    """Takes one's own open question back."""
    async with uow.writing(cause) as w:
        question = await w.questions.lock(question_id)
        if question is None or question.resident_id != resident_id:
            return NoSuchQuestion()
        if question.status is not QuestionStatus.OPEN:
            return NoSuchQuestion()
        closed = closed_as(question, Ending.WITHDRAWN, clock())
        await w.questions.update(closed)
        await w.commit()
        return Withdrawn(closed)


async def reopen(
    uow: UnitOfWork, clock: Clock, question_id: int, resident_id: int, cause: Cause | None = None
) -> Reopened | WaitsAlready | NoSuchQuestion:
    """Opens one's own answered question again; the answer that did not help stays in its history."""
    now = clock()
    async with uow.writing(cause) as w:
        question = await w.questions.lock(question_id)
        if question is None or question.resident_id != resident_id or not question.text:
            return NoSuchQuestion()
        if question.status is QuestionStatus.OPEN:
            return WaitsAlready(question)
        if question.status is QuestionStatus.CLOSED:
            return NoSuchQuestion()
        earlier = QuestionNote(question.id, NoteKind.EARLIER_ANSWER, question.answer, now)
        await w.questions.add_note(earlier)
        again = opened_again(question, now)
        await w.questions.update(again)
        await push_new(w, again)
        await w.commit()
        return Reopened(again)
