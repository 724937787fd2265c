"""Questions handed to people: asked once, answered once, told to whom it concerns."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from civic.notices import NoticeKind
from civic.questions import (
    Answered,
    AnsweredBefore,
    Ending,
    NoSuchQuestion,
    QuestionStatus,
    answer,
    close,
    hand_over,
)
from civic.staff import Role
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_question, a_resident
from tests.fakes import FakeClock


async def told(uow: SqlUnitOfWork) -> list[tuple[int, NoticeKind, int]]:
    async with uow.writing() as w:
        notices = await w.notices.claim(50, NOW + timedelta(days=9), NOW + timedelta(days=10))
        await w.commit()
    return [(notice.resident_id, notice.kind, notice.subject_id) for notice in notices]


async def test_everyone_on_the_staff_hears_of_a_question(sqlite_uow: SqlUnitOfWork) -> None:
    asker = await a_resident(sqlite_uow, language="uk")
    owner = await a_resident(sqlite_uow, role=Role.OWNER)
    coordinator = await a_resident(sqlite_uow, role=Role.COORDINATOR)
    kept = await hand_over(sqlite_uow, a_question(asker))
    assert kept == replace(a_question(asker), id=kept.id)
    assert await told(sqlite_uow) == []
    async with sqlite_uow.writing() as w:
        pushes = await w.pushes.claim(NOW, NOW)
    assert {(one.resident_id, one.since) for one in pushes} == {(owner.id, NOW), (coordinator.id, NOW)}


async def test_the_same_question_waits_once(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, other = await a_resident(sqlite_uow), await a_resident(sqlite_uow)
    first = await hand_over(sqlite_uow, a_question(asker))
    assert await hand_over(sqlite_uow, a_question(asker)) == first
    assert await hand_over(sqlite_uow, a_question(other)) != first
    assert await hand_over(sqlite_uow, a_question(asker, "Wo?")) != first
    await close(sqlite_uow, clock, first.id, other.id)
    assert await hand_over(sqlite_uow, a_question(asker)) != first
    async with sqlite_uow.reading() as r:
        assert await r.questions.count_open() == 3


async def test_an_answer_goes_to_whoever_asked(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, coordinator = await a_resident(sqlite_uow), await a_resident(sqlite_uow)
    question = await hand_over(sqlite_uow, a_question(asker))
    outcome = await answer(sqlite_uow, clock, question.id, "Montags ab 9.", coordinator.id)
    expected = replace(
        question,
        status=QuestionStatus.ANSWERED,
        answer="Montags ab 9.",
        answered_by=coordinator.id,
        answered_at=NOW,
    )
    assert outcome == Answered(expected)
    assert await told(sqlite_uow) == [(asker.id, NoticeKind.QUESTION_ANSWERED, question.id)]
    async with sqlite_uow.reading() as r:
        assert await r.questions.get(question.id) == expected


async def test_the_first_coordinator_wins(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, coordinator = await a_resident(uow), await a_resident(uow)
    question = await hand_over(uow, a_question(asker))
    outcomes = await asyncio.gather(
        *(answer(uow, clock, question.id, f"Antwort {n}", coordinator.id) for n in range(4))
    )
    [first] = [one.question for one in outcomes if isinstance(one, Answered)]
    assert [one for one in outcomes if isinstance(one, AnsweredBefore)] == [AnsweredBefore(first)] * 3
    assert len(await told(uow)) == 1


async def test_a_closed_question_is_answered_no_more(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, coordinator = await a_resident(sqlite_uow), await a_resident(sqlite_uow)
    question = await hand_over(sqlite_uow, a_question(asker))
    closed = replace(
        question,
        status=QuestionStatus.CLOSED,
        answered_by=coordinator.id,
        closed_at=NOW,
        ending=Ending.STAFF,
    )
    assert await close(sqlite_uow, clock, question.id, coordinator.id) == Answered(closed)
    assert await answer(sqlite_uow, clock, question.id, "Ja", coordinator.id) == AnsweredBefore(closed)
    assert await close(sqlite_uow, clock, question.id, coordinator.id) == AnsweredBefore(closed)
    assert await told(sqlite_uow) == []


async def test_an_unknown_question(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    assert await answer(sqlite_uow, clock, 4711, "Ja", 1) == NoSuchQuestion()
    assert await close(sqlite_uow, clock, 4711, 1) == NoSuchQuestion()
