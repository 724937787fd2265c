"""Two coordinators do not answer over each other: whoever begins to answer has a question for a while."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.questions import AnsweredBefore, NoSuchQuestion, Question, QuestionStatus, demand_answering

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.time import Clock

CLAIM_LASTS = timedelta(minutes=15)


@dataclass(frozen=True)
class Claimed:
    """The question is this person's to answer for a quarter of an hour."""

    question: Question


@dataclass(frozen=True)
class ClaimedByOther:
    """Somebody else began to answer so many minutes ago."""

    question: Question
    minutes: int


ClaimOutcome = Claimed | ClaimedByOther | AnsweredBefore | NoSuchQuestion


async def claim(
    uow: UnitOfWork,
    clock: Clock,
    question_id: int,
    by: int,
    *,
    take_over: bool = False,
) -> ClaimOutcome:
    """Begins to answer. With `take_over` also where somebody else has begun. Twice is as good as once."""
    now = clock()
    async with uow.writing() as w:
        question = await w.questions.lock(question_id)
        if question is None:
            return NoSuchQuestion()
        if question.status is not QuestionStatus.OPEN:
            return AnsweredBefore(question)
        demand_answering(w, question)
        minutes = minutes_of_other(question, by, now)
        if minutes is not None and not take_over:
            return ClaimedByOther(question, minutes)
        claimed = replace(question, claimed_by=by, claimed_at=now)
        await w.questions.update(claimed)
        await w.commit()
        return Claimed(claimed)


def minutes_of_other(question: Question, by: int, now: datetime) -> int | None:
    """For how many minutes somebody else has been answering; None where nobody has."""
    if question.claimed_at is None or question.claimed_by is None or question.claimed_by == by:
        return None
    since = now - question.claimed_at
    if since >= CLAIM_LASTS:
        return None
    # Also for a clock that was put back: never "0 minutes ago", and never less.
    return max(1, int(since.total_seconds() // 60))
