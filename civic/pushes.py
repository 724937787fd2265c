"""Telling staff at once of new questions: who answers for what, and at most one message an hour to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.residents import Address
from civic.staff import StaffMember
from civic.staff_rights import Right, may

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.questions import Question
    from civic.residents import Cause

AT_MOST_EVERY = timedelta(hours=1)
Choices = Mapping[int, frozenset[str]]
"""The topics that members of staff answer for, by resident; who chose none is not in it."""


@dataclass(frozen=True)
class Push:
    """A message about every question opened since then, to a member of staff or to the staff's group.

    `resident_id` is None for a group, whose language is the city's.
    """

    id: int
    since: datetime
    address: Address
    resident_id: int | None = None
    language: str = ""


def answering(topic: str, staff: Sequence[StaffMember], choices: Choices) -> list[StaffMember]:
    """Whom a question concerns: those who chose its topic; where none of them did, all who may answer it."""
    able = [one for one in staff if may(one, Right.ANSWER, (topic,) if topic else ())]
    chosen = [one for one in able if topic and topic in choices.get(one.resident_id, ())]
    return chosen or able


async def push_new(w: Work, question: Question) -> None:
    """Notes, in the transaction that opens a question, who is to hear of it."""
    staff = answering(question.topic, await w.routing.reachable_staff(), await w.routing.choices())
    groups = await w.staff.staff_groups()
    await w.pushes.note([one.resident_id for one in staff], groups, question.waits_since)


async def questions_of(uow: UnitOfWork, push: Push) -> list[Question]:
    """What a push is about now: questions that are still open and concern its reader, oldest first."""
    async with uow.reading() as r:
        opened = await r.questions.open_since(push.since)
        if push.resident_id is None:
            return opened
        staff, choices = await r.routing.reachable_staff(), await r.routing.choices()
    return [
        one
        for one in opened
        if any(member.resident_id == push.resident_id for member in answering(one.topic, staff, choices))
    ]


async def is_staffed(uow: UnitOfWork) -> bool:
    """Whether there is anybody to pass a question to: a member of staff who answers and can be reached."""
    async with uow.reading() as r:
        return any(may(one, Right.ANSWER) for one in await r.routing.reachable_staff())


async def toggle_topic(
    uow: UnitOfWork, resident_id: int, topic: str, cause: Cause | None = None
) -> frozenset[str]:
    """Begins or ends answering for a topic; returns the topics afterwards."""
    async with uow.writing(cause) as w:
        topics = (await w.routing.choices()).get(resident_id, frozenset())
        await w.routing.choose(resident_id, topic, wanted=topic not in topics)
        await w.commit()
        return topics ^ {topic}
