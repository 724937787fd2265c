"""Reminders by working days, the honest message, the end, unreachable askers, deletion: each once."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from civic.notices import NoticeKind
from civic.question_claims import claim
from civic.question_notes import NoteKind, QuestionNote, reopen
from civic.question_waiting import close_unreachable, not_delivered, usual_wait, watch
from civic.questions import Ending, Question, QuestionStatus, answer, close, hand_over
from civic.residents import Address, Resident
from civic.retention_periods import Rule
from civic.staff import Role
from civic.translations import Part, Wanted, ask_volunteer
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_question, a_resident, an_address
from tests.fakes import FakeClock
from tests.retention import runs

BERLIN = ZoneInfo("Europe/Berlin")
REMINDER, ESCALATED = NoticeKind.QUESTION_REMINDER, NoticeKind.QUESTION_ESCALATED
DELAYED, EXPIRED = NoticeKind.QUESTION_DELAYED, NoticeKind.QUESTION_EXPIRED
# Tuesday, 1 December 2026, 10:00 in the city, and the moments at which something is due.
REMIND = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
ESCALATE = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
END = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)


async def told(uow: SqlUnitOfWork, clock: FakeClock) -> set[tuple[int, NoticeKind]]:
    """Notices since the last look."""
    async with uow.writing() as w:
        notices = await w.notices.claim(50, clock(), clock() + timedelta(days=900))
        await w.commit()
    assert len({(one.resident_id, one.kind) for one in notices}) == len(notices)
    return {(one.resident_id, one.kind) for one in notices}


async def get(uow: SqlUnitOfWork, question: Question) -> Question:
    async with uow.reading() as r:
        found = await r.questions.get(question.id)
    assert found is not None
    return found


async def three_people(uow: SqlUnitOfWork) -> tuple[Resident, Resident, Resident]:
    """Somebody who asks, a coordinator and an owner."""
    coordinator = await a_resident(uow, role=Role.COORDINATOR)
    return await a_resident(uow), coordinator, await a_resident(uow, role=Role.OWNER)


async def test_an_hourly_bell_for_a_month_tells_each_thing_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, coordinator, owner = await three_people(uow)
    question = await hand_over(uow, a_question(asker))
    heard = {}
    for _ in range(31 * 24):
        await watch(uow, clock, BERLIN)
        if new := await told(uow, clock):
            heard[clock()] = new
        clock.advance(timedelta(hours=1))
    assert heard == {
        REMIND: {(coordinator.id, REMINDER), (owner.id, REMINDER)},
        ESCALATE: {(owner.id, ESCALATED), (asker.id, DELAYED)},
        END: {(asker.id, EXPIRED)},
    }
    ended = await get(uow, question)
    assert (ended.status, ended.ending, ended.closed_at) == (QuestionStatus.CLOSED, Ending.EXPIRED, END)


async def test_after_a_long_stop_nothing_is_closed_before_it_was_told(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker, coordinator, owner = await three_people(sqlite_uow)
    question = await hand_over(sqlite_uow, a_question(asker))
    clock.advance(timedelta(days=40))
    await watch(sqlite_uow, clock, BERLIN)
    await watch(sqlite_uow, clock, BERLIN)
    assert await told(sqlite_uow, clock) == {
        (coordinator.id, REMINDER),
        (owner.id, REMINDER),
        (owner.id, ESCALATED),
        (asker.id, DELAYED),
    }
    assert (await get(sqlite_uow, question)).status is QuestionStatus.OPEN
    clock.advance(timedelta(days=4))
    await watch(sqlite_uow, clock, BERLIN)
    assert await told(sqlite_uow, clock) == {(asker.id, EXPIRED)}


async def test_two_processes_ring_at_the_same_time(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, *_ = await three_people(uow)
    await hand_over(uow, a_question(asker))
    clock.now = ESCALATE
    await asyncio.gather(*(watch(uow, clock, BERLIN) for _ in range(4)))
    assert len(await told(uow, clock)) == 4
    clock.now = END
    await asyncio.gather(*(watch(uow, clock, BERLIN) for _ in range(4)))
    assert await told(uow, clock) == {(asker.id, EXPIRED)}


async def test_a_clock_that_is_put_back_tells_nothing_again(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker, *_ = await three_people(sqlite_uow)
    await hand_over(sqlite_uow, a_question(asker))
    for now in (REMIND, NOW, REMIND, ESCALATE, REMIND, ESCALATE):
        clock.now = now
        await watch(sqlite_uow, clock, BERLIN)
    clock.now = ESCALATE
    assert len(await told(sqlite_uow, clock)) == 4


async def test_many_late_questions_are_one_message_to_each(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker, coordinator, owner = await three_people(sqlite_uow)
    for text in ("Eins?", "Zwei?", "Drei?"):
        await hand_over(sqlite_uow, a_question(asker, text))
    clock.now = REMIND
    await watch(sqlite_uow, clock, BERLIN)
    assert await told(sqlite_uow, clock) == {(coordinator.id, REMINDER), (owner.id, REMINDER)}


async def test_answered_in_time_nobody_is_reminded_and_opened_again_the_days_begin_anew(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker, coordinator, _ = await three_people(sqlite_uow)
    question = await hand_over(sqlite_uow, a_question(asker))
    await answer(sqlite_uow, clock, question.id, "Ja", coordinator.id)
    clock.now = ESCALATE
    await watch(sqlite_uow, clock, BERLIN)
    assert await told(sqlite_uow, clock) == {(asker.id, NoticeKind.QUESTION_ANSWERED)}
    await reopen(sqlite_uow, clock, question.id, asker.id)
    clock.advance(timedelta(days=1))
    await watch(sqlite_uow, clock, BERLIN)
    assert await told(sqlite_uow, clock) == set()
    clock.advance(timedelta(days=1))
    await watch(sqlite_uow, clock, BERLIN)
    assert {kind for _, kind in await told(sqlite_uow, clock)} == {REMINDER}


async def test_the_wait_is_the_median_of_what_was_measured(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker = await a_resident(uow)
    for number, hours in enumerate((1, 2, 3, 50, 4)):
        assert await usual_wait(uow) is None
        question = await hand_over(uow, a_question(asker, f"Frage {number}?"))
        clock.now = NOW + timedelta(hours=hours)
        await answer(uow, clock, question.id, "Ja", asker.id)
        clock.now = NOW
    assert await usual_wait(uow) == timedelta(hours=3)


async def leaves(uow: SqlUnitOfWork, address: Address) -> None:
    async with uow.writing() as w:
        await w.residents.set_reachable(address, reachable=False)
        await w.commit()


async def test_a_question_of_somebody_who_left_closes_itself(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    address = an_address()
    asker, other = await a_resident(uow, address=address), await a_resident(uow)
    member = await a_resident(uow, role=Role.COORDINATOR)
    question, stays = await hand_over(uow, a_question(asker)), await hand_over(uow, a_question(other))
    await claim(uow, clock, question.id, member.id)
    await close_unreachable(uow, clock)
    assert (await get(uow, question)).status is QuestionStatus.OPEN
    await leaves(uow, address)
    for _ in range(2):
        await close_unreachable(uow, clock)
    assert (await get(uow, question)).ending is Ending.UNREACHABLE
    assert (await get(uow, stays)).status is QuestionStatus.OPEN
    assert await told(uow, clock) == {(member.id, NoticeKind.QUESTION_UNREACHABLE)}


async def test_whoever_answered_hears_that_it_did_not_arrive(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker, member = await a_resident(sqlite_uow), await a_resident(sqlite_uow, role=Role.COORDINATOR)
    question = await hand_over(sqlite_uow, a_question(asker))
    await not_delivered(sqlite_uow, clock, question.id)
    assert await told(sqlite_uow, clock) == set()
    await answer(sqlite_uow, clock, question.id, "Ja", member.id)
    await not_delivered(sqlite_uow, clock, question.id)
    assert (member.id, NoticeKind.QUESTION_UNREACHABLE) in await told(sqlite_uow, clock)


async def test_texts_are_deleted_when_their_days_are_over(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, member = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    answered, closed, waiting = [
        await hand_over(uow, a_question(asker, text)) for text in ("Geheim A?", "Geheim B?", "Geheim C?")
    ]
    async with uow.writing() as w:
        for one in (answered, waiting):
            await w.questions.add_note(QuestionNote(one.id, NoteKind.ADDED, "Geheim D", NOW))
        await w.commit()
    await ask_volunteer(uow, clock, Wanted(answered.id, Part.QUESTION, "Geheim A?", "de", "uk"), member.id)
    await answer(uow, clock, answered.id, "Geheim E", member.id)
    await close(uow, clock, closed.id, member.id)
    clock.advance(timedelta(days=90))
    await runs(uow, clock, Rule.QUESTIONS)
    assert (await get(uow, answered)).answer == "Geheim E"
    clock.advance(timedelta(seconds=1))
    for _ in range(2):
        await runs(uow, clock, Rule.QUESTIONS)
    for one in (answered, closed):
        left = await get(uow, one)
        assert (left.text, left.answer, left.language) == ("", "", "de")
    assert (await get(uow, waiting)).text == "Geheim C?"
    async with uow.reading() as r:
        assert await r.questions.notes(answered.id) == []
        assert len(await r.questions.notes(waiting.id)) == 1
        assert await r.translations.of_question(answered.id) == []
    assert await usual_wait(uow) is None
