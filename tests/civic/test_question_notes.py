"""Additions to a waiting question, taking it back, and opening it again."""

import asyncio
from datetime import timedelta

import pytest

from civic.question_notes import (
    Added,
    NoRoom,
    NoteKind,
    NothingWaits,
    Reopened,
    WaitsAlready,
    Withdrawn,
    add_to_waiting,
    reopen,
    withdraw,
)
from civic.questions import (
    QUESTION_LIMIT,
    Answered,
    AnsweredBefore,
    Ending,
    NoSuchQuestion,
    QuestionStatus,
    answer,
    close,
    hand_over,
)
from civic.residents import Cause, Channel
from civic.retention_periods import Rule
from civic.staff import Role
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_question, a_resident
from tests.fakes import FakeClock
from tests.retention import runs


async def test_additions_are_kept_in_order_and_told_once_for_a_while(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker = await a_resident(uow)
    question = await hand_over(uow, a_question(asker))
    told = []
    for text in ("Auch samstags?", "Und sonntags?", "Mit\nHund?"):
        outcome = await add_to_waiting(uow, clock, asker.id, text)
        assert isinstance(outcome, Added)
        told.append(outcome.tell)
        clock.advance(timedelta(minutes=1))
    clock.advance(timedelta(minutes=10))
    again = await add_to_waiting(uow, clock, asker.id, "Danke!")
    assert isinstance(again, Added)
    assert [*told, again.tell] == [True, False, False, True]
    async with uow.reading() as r:
        notes = await r.questions.notes(question.id)
        assert [one.text for one in notes] == ["Auch samstags?", "Und sonntags?", "Mit\nHund?", "Danke!"]
        assert [one.at - NOW for one in notes[:2]] == [timedelta(), timedelta(minutes=1)]
        assert await r.questions.count_open() == 1


async def test_an_addition_that_is_delivered_twice_is_kept_once(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    from civic.ports import AlreadyHandled

    asker, cause = await a_resident(sqlite_uow), Cause(Channel.WEB, 7)
    question = await hand_over(sqlite_uow, a_question(asker))
    await add_to_waiting(sqlite_uow, clock, asker.id, "Und wo?", cause)
    with pytest.raises(AlreadyHandled):
        await add_to_waiting(sqlite_uow, clock, asker.id, "Und wo?", cause)
    async with sqlite_uow.reading() as r:
        assert len(await r.questions.notes(question.id)) == 1


async def test_additions_have_a_limit_together(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker = await a_resident(sqlite_uow)
    await hand_over(sqlite_uow, a_question(asker))
    for length, fits in ((600, True), (600, False), (QUESTION_LIMIT - 600, True), (1, False)):
        outcome = await add_to_waiting(sqlite_uow, clock, asker.id, "x" * length)
        assert isinstance(outcome, Added if fits else NoRoom)


async def test_without_an_open_question_nothing_is_added(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, other = await a_resident(sqlite_uow), await a_resident(sqlite_uow)
    question = await hand_over(sqlite_uow, a_question(asker))
    assert await add_to_waiting(sqlite_uow, clock, other.id, "Und wo?") == NothingWaits()
    await close(sqlite_uow, clock, question.id, other.id)
    assert await add_to_waiting(sqlite_uow, clock, asker.id, "Und wo?") == NothingWaits()


@pytest.mark.parametrize("again", ["wann ist der  WERTSTOFFHOF offen", "Wann ist der Wertstoffhof öffen?!"])
async def test_the_same_question_joins_itself(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, again: str
) -> None:
    asker = await a_resident(sqlite_uow)
    question = await hand_over(sqlite_uow, a_question(asker))
    assert await hand_over(sqlite_uow, a_question(asker, again)) == question
    assert await add_to_waiting(sqlite_uow, clock, asker.id, again) == WaitsAlready(question)
    async with sqlite_uow.reading() as r:
        assert await r.questions.notes(question.id) == []


async def test_only_whoever_asked_takes_a_question_back(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, other = await a_resident(uow), await a_resident(uow)
    question = await hand_over(uow, a_question(asker))
    assert await withdraw(uow, clock, question.id, other.id) == NoSuchQuestion()
    outcome = await withdraw(uow, clock, question.id, asker.id)
    assert isinstance(outcome, Withdrawn)
    assert (outcome.question.status, outcome.question.ending) == (QuestionStatus.CLOSED, Ending.WITHDRAWN)
    assert await withdraw(uow, clock, question.id, asker.id) == NoSuchQuestion()
    late = await answer(uow, clock, question.id, "Ja", other.id)
    assert late == AnsweredBefore(outcome.question)


async def test_an_answer_that_did_not_help_opens_the_question_again(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker, member = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    question = await hand_over(uow, a_question(asker))
    assert await reopen(uow, clock, question.id, asker.id) == WaitsAlready(question)
    await answer(uow, clock, question.id, "Montags.", member.id)
    clock.advance(timedelta(days=1))
    assert await reopen(uow, clock, question.id, member.id) == NoSuchQuestion()
    outcome = await reopen(uow, clock, question.id, asker.id)
    assert isinstance(outcome, Reopened)
    assert (outcome.question.answer, outcome.question.waits_since) == ("", clock())
    async with uow.reading() as r:
        [earlier] = await r.questions.notes(question.id)
        assert await r.questions.count_open() == 1
    assert (earlier.kind, earlier.text) == (NoteKind.EARLIER_ANSWER, "Montags.")
    second = await answer(uow, clock, question.id, "Montags ab neun.", member.id)
    assert isinstance(second, Answered)


async def test_two_taps_on_not_yet_open_it_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, member = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    question = await hand_over(uow, a_question(asker))
    await answer(uow, clock, question.id, "Montags.", member.id)
    outcomes = await asyncio.gather(*(reopen(uow, clock, question.id, asker.id) for _ in range(3)))
    assert sorted(type(one).__name__ for one in outcomes) == ["Reopened", "WaitsAlready", "WaitsAlready"]
    async with uow.reading() as r:
        assert len(await r.questions.notes(question.id)) == 1


async def test_a_question_whose_text_was_deleted_cannot_be_opened_again(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker = await a_resident(sqlite_uow)
    question = await hand_over(sqlite_uow, a_question(asker))
    await answer(sqlite_uow, clock, question.id, "Montags.", asker.id)
    clock.advance(timedelta(days=90, seconds=1))
    assert await runs(sqlite_uow, clock, Rule.QUESTIONS) == 1
    assert await reopen(sqlite_uow, clock, question.id, asker.id) == NoSuchQuestion()
