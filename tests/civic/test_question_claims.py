"""Two coordinators do not answer over each other."""

import asyncio
from datetime import timedelta

from civic.question_claims import CLAIM_LASTS, Claimed, ClaimedByOther, claim
from civic.questions import AnsweredBefore, NoSuchQuestion, answer, hand_over
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_question, a_resident
from tests.fakes import FakeClock


async def test_a_claim_is_shown_to_the_other_and_ends_by_itself(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, one, other = [await a_resident(uow) for _ in range(3)]
    question = await hand_over(uow, a_question(asker))
    first = await claim(uow, clock, question.id, one.id)
    assert isinstance(first, Claimed)
    assert (first.question.claimed_by, first.question.claimed_at) == (one.id, NOW)
    clock.advance(timedelta(minutes=14, seconds=59))
    outcome = await claim(uow, clock, question.id, other.id)
    assert isinstance(outcome, ClaimedByOther)
    assert outcome.minutes == 14
    assert isinstance(await claim(uow, clock, question.id, one.id), Claimed)
    clock.advance(CLAIM_LASTS)
    assert isinstance(await claim(uow, clock, question.id, other.id), Claimed)


async def test_a_claim_can_be_taken_over_explicitly(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, one, other = [await a_resident(sqlite_uow) for _ in range(3)]
    question = await hand_over(sqlite_uow, a_question(asker))
    await claim(sqlite_uow, clock, question.id, one.id)
    taken = await claim(sqlite_uow, clock, question.id, other.id, take_over=True)
    assert isinstance(taken, Claimed)
    assert taken.question.claimed_by == other.id
    assert isinstance(await claim(sqlite_uow, clock, question.id, one.id), ClaimedByOther)


async def test_a_clock_that_is_put_back_shows_no_negative_time(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker, one, other = [await a_resident(sqlite_uow) for _ in range(3)]
    question = await hand_over(sqlite_uow, a_question(asker))
    await claim(sqlite_uow, clock, question.id, one.id)
    clock.advance(-timedelta(hours=1))
    outcome = await claim(sqlite_uow, clock, question.id, other.id)
    assert isinstance(outcome, ClaimedByOther)
    assert outcome.minutes == 1


async def test_of_two_at_the_same_time_one_has_it(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    people = [await a_resident(uow) for _ in range(5)]
    question = await hand_over(uow, a_question(people[0]))
    outcomes = await asyncio.gather(*(claim(uow, clock, question.id, one.id) for one in people[1:]))
    assert sum(isinstance(one, Claimed) for one in outcomes) == 1
    assert sum(isinstance(one, ClaimedByOther) for one in outcomes) == 3


async def test_nothing_to_claim(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, one = await a_resident(sqlite_uow), await a_resident(sqlite_uow)
    question = await hand_over(sqlite_uow, a_question(asker))
    await answer(sqlite_uow, clock, question.id, "Ja", one.id)
    outcome = await claim(sqlite_uow, clock, question.id, one.id)
    assert isinstance(outcome, AnsweredBefore)
    assert outcome.question.answer == "Ja"
    assert await claim(sqlite_uow, clock, 4711, one.id) == NoSuchQuestion()
