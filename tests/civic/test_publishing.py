"""Releasing an entry: four eyes, exactly what was seen, everyone told once, corrections."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from civic import questions
from civic.notices import NoticeKind
from civic.publishing import (
    NotYours,
    Published,
    PublishedBefore,
    Waiting,
    Withdrawn,
    approve,
    submit,
    tell_waiting,
    withdraw,
)
from civic.question_notes import Withdrawn as TakenBack
from civic.question_notes import withdraw as take_back
from civic.question_waiting import watch
from civic.questions import Question, QuestionStatus, Translated, hand_over
from civic.residents import Resident
from civic.saving_entries import add_translation, mark_same, save_as_knowledge
from civic.staff import Role, StaffMember
from civic.staff_entries import ChangedMeanwhile, EntryStatus, NoSuchEntry, StaffEntry
from civic.staff_knowledge import published_entries
from civic.staff_rights import Acting, Right, RightMissing
from handlers.entry_notices import waiting_for
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.entries import (
    ANSWER,
    a_draft,
    a_translation,
    corrected,
    kept,
    recipients,
    submitted,
    told,
    worded,
)
from tests.factories import NOW, a_question, a_resident, an_address
from tests.fakes import FakeClock


async def staff_of(uow: SqlUnitOfWork, number: int) -> list[Resident]:
    return [await a_resident(uow, role=Role.COORDINATOR) for _ in range(number)]


async def alone(uow: SqlUnitOfWork, clock: FakeClock) -> tuple[Resident, StaffEntry]:
    """The only member of staff, and a draft that they wrote."""
    [author] = await staff_of(uow, 1)
    draft, _ = await a_draft(uow, clock, await a_resident(uow), author)
    return author, draft


async def question_of(uow: SqlUnitOfWork, question: Question) -> Question:
    """The question as it is now."""
    async with uow.reading() as r:
        found = await r.questions.get(question.id)
    assert found is not None
    return found


async def asked_too(uow: SqlUnitOfWork, entry: StaffEntry, language: str) -> Question:
    """Somebody else's open question, marked as the same."""
    question = await hand_over(uow, a_question(await a_resident(uow, language=language)))
    assert await mark_same(uow, entry.id, question.id, same=True)
    return question


async def test_alone_it_is_published_at_once_and_the_record_says_so(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, draft = await alone(uow, clock)
    outcome = await submitted(uow, clock, draft.id, author)
    assert isinstance(outcome, Published)
    assert outcome.version.alone
    assert outcome.version.approved_by is None
    async with uow.reading() as r:
        assert await r.entries.version(draft.id, 1) == outcome.version
        [entry] = await published_entries(r, lambda language, automatic: "Ehrenamtskoordination")
    assert entry.key == f"staff/{draft.id}"
    assert entry.versions["de"].text == ANSWER
    assert entry.versions["de"].source == "Ehrenamtskoordination"
    assert str(entry.versions["de"].source_date) == "2026-12-01"


async def test_somebody_else_approves_what_they_saw(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, other = await staff_of(uow, 2)
    draft, _ = await a_draft(uow, clock, await a_resident(uow), author)
    waiting = await submitted(uow, clock, draft.id, author)
    assert isinstance(waiting, Waiting)
    async with uow.reading() as r:
        assert await r.entries.published() == []
    assert await told(uow, NoticeKind.ENTRY_WAITING) == [(other.id, NoticeKind.ENTRY_WAITING, draft.id)]
    assert await approve(uow, clock, draft.id, draft.hash, author.id) == NotYours()
    outcome = await approve(uow, clock, draft.id, draft.hash, other.id)
    assert isinstance(outcome, Published)
    assert (outcome.version.written_by, outcome.version.approved_by) == (author.id, other.id)
    assert not outcome.version.alone


async def test_whoever_is_limited_to_other_topics_approves_nothing(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, limited = await a_resident(uow, role=Role.OWNER), await a_resident(uow)
    asker = await a_resident(uow)
    question = await hand_over(uow, replace(a_question(asker), topic="work"))
    await questions.answer(uow, clock, question.id, questions.Reply(ANSWER, "de"), author.id)
    draft = await save_as_knowledge(uow, clock, question.id, author.id)
    assert isinstance(draft, StaffEntry)
    draft = await worded(uow, draft, author)
    await limit(uow, limited, "sports", "work")
    assert isinstance(await submitted(uow, clock, draft.id, author), Waiting)
    assert await told(uow, NoticeKind.ENTRY_WAITING) == [(limited.id, NoticeKind.ENTRY_WAITING, draft.id)]
    await limit(uow, limited, "sports")
    async with uow.reading() as r:
        assert await waiting_for(r, limited.id) == []
    assert await approve(uow, clock, draft.id, draft.hash, limited.id) == NotYours()
    outcome = await submitted(uow, clock, draft.id, author)
    assert isinstance(outcome, Published)
    assert outcome.version.alone


async def limit(uow: SqlUnitOfWork, one: Resident, *topics: str) -> None:
    async with uow.writing() as w:
        await w.staff.set_member(StaffMember(one.id, Role.COORDINATOR, NOW, topics=frozenset(topics)))
        await w.commit()


async def test_whoever_is_limited_publishes_nothing_else_alone(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_resident(uow)
    question = await hand_over(uow, replace(a_question(await a_resident(uow)), topic="work"))
    await questions.answer(uow, clock, question.id, questions.Reply(ANSWER, "de"), author.id)
    draft = await save_as_knowledge(uow, clock, question.id, author.id)
    assert isinstance(draft, StaffEntry)
    draft = await worded(uow, draft, author)
    await limit(uow, author, "sports")
    acting = Acting(uow, author.id, Right.WRITE_ENTRIES)
    with pytest.raises(RightMissing):
        await submit(acting, clock, draft.id, draft.hash, author.id)
    await limit(uow, author, "work")
    assert isinstance(await submit(acting, clock, draft.id, draft.hash, author.id), Published)


async def test_an_edit_after_submitting_voids_the_approval(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, other = await staff_of(uow, 2)
    draft, _ = await a_draft(uow, clock, await a_resident(uow), author)
    await submitted(uow, clock, draft.id, author)
    changed = await corrected(uow, draft.id, "Etwas anderes.", author)
    assert await approve(uow, clock, draft.id, draft.hash, other.id) == ChangedMeanwhile()
    assert await approve(uow, clock, draft.id, changed.hash, other.id) == ChangedMeanwhile()
    assert (await kept(uow, draft.id)).status is EntryStatus.DRAFT
    assert await submit(uow, clock, draft.id, draft.hash, author.id) == ChangedMeanwhile()


async def test_two_approvers_at_once_publish_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, *others = await staff_of(uow, 4)
    draft, _ = await a_draft(uow, clock, await a_resident(uow), author)
    question = await asked_too(uow, draft, "de")
    await submitted(uow, clock, draft.id, author)
    outcomes = await asyncio.gather(
        *(approve(uow, clock, draft.id, draft.hash, other.id) for other in others)
    )
    assert sum(isinstance(one, Published) for one in outcomes) == 1
    assert sum(isinstance(one, PublishedBefore) for one in outcomes) == 2
    assert await recipients(uow) == [question.resident_id]


async def test_everyone_who_asked_the_same_is_told_once(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    [author] = await staff_of(uow, 1)
    asker = await a_resident(uow, language="de")
    draft, _ = await a_draft(uow, clock, asker, author)
    same = [await asked_too(uow, draft, language) for language in ("uk", "ar")]
    await add_translation(uow, draft.id, "ar", a_translation(draft, by=author))
    outcomes = await asyncio.gather(*(submitted(uow, clock, draft.id, author) for _ in range(3)))
    assert sum(isinstance(one, Published) for one in outcomes) == 1
    # Whoever was answered directly has that answer already.
    assert await recipients(uow) == sorted(question.resident_id for question in same)
    async with uow.reading() as r:
        answers = [await r.questions.get(question.id) for question in same]
        assert await r.questions.count_open() == 0
    assert [one.answer if one else "" for one in answers] == [ANSWER, "كل يوم اثنين."]


async def test_a_question_answered_by_hand_meanwhile_gets_nothing_more(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, draft = await alone(sqlite_uow, clock)
    question = await asked_too(sqlite_uow, draft, "de")
    await questions.answer(sqlite_uow, clock, question.id, "Von Hand.", author.id)
    await submitted(sqlite_uow, clock, draft.id, author)
    assert await recipients(sqlite_uow) == []
    async with sqlite_uow.reading() as r:
        found = await r.questions.get(question.id)
    assert found is not None
    assert found.answer == "Von Hand."


async def test_whoever_is_marked_later_is_told_by_a_tap(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, draft = await alone(sqlite_uow, clock)
    assert await tell_waiting(sqlite_uow, clock, draft.id, author.id) == 0
    await submitted(sqlite_uow, clock, draft.id, author)
    question = await asked_too(sqlite_uow, draft, "de")
    assert await tell_waiting(sqlite_uow, clock, draft.id, author.id) == 1
    assert await tell_waiting(sqlite_uow, clock, draft.id, author.id) == 0
    assert await recipients(sqlite_uow) == [question.resident_id]


async def test_a_correction_reaches_those_who_got_the_old_text(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    [author] = await staff_of(uow, 1)
    asker = await a_resident(uow)
    draft, _ = await a_draft(uow, clock, asker, author)
    question = await asked_too(uow, draft, "ar")
    await submitted(uow, clock, draft.id, author)
    assert await recipients(uow) == [question.resident_id]
    # A translation corrects nothing.
    await add_translation(uow, draft.id, "ar", a_translation(await kept(uow, draft.id), by=author))
    await submitted(uow, clock, draft.id, author)
    assert await recipients(uow) == []
    await corrected(uow, draft.id, "Nur noch dienstags.", author)
    async with uow.reading() as r:
        [known] = await r.entries.published()
    assert known.number == 2  # the old one answers until the new one is released
    await submitted(uow, clock, draft.id, author)
    assert await recipients(uow) == sorted([asker.id, question.resident_id])
    async with uow.reading() as r:
        assert [one.updated for one in await r.entries.askers(draft.id)] == [True, True]
        [known] = await r.entries.published()
    assert set(known.texts) == {"de"}


async def test_a_message_that_never_left_is_not_called_an_update(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, draft = await alone(uow, clock)
    question = await asked_too(uow, draft, "de")
    await submitted(uow, clock, draft.id, author)
    await corrected(uow, draft.id, "Nur noch dienstags.", author)
    await submitted(uow, clock, draft.id, author)
    async with uow.reading() as r:
        late = [one for one in await r.entries.askers(draft.id) if one.question_id == question.id]
    assert [one.updated for one in late] == [False]
    assert (await recipients(uow)).count(question.resident_id) == 1


async def test_withdrawing_tells_staff_and_by_choice_those_who_got_it(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, other = await staff_of(uow, 2)
    asker = await a_resident(uow)
    draft, _ = await a_draft(uow, clock, asker, author)
    assert await withdraw(uow, clock, draft.id, author.id, tell=True) == NoSuchEntry()
    await submitted(uow, clock, draft.id, author)
    await approve(uow, clock, draft.id, draft.hash, other.id)
    async with uow.reading() as r:
        before = await r.entries.state()
    outcome = await withdraw(uow, clock, draft.id, author.id, tell=True)
    assert isinstance(outcome, Withdrawn)
    assert outcome.told == 1
    async with uow.reading() as r:
        assert await r.entries.published() == []
        assert await r.entries.state() != before
    gone, back = NoticeKind.ENTRY_WITHDRAWN, NoticeKind.ENTRY_TAKEN_BACK
    assert [(who, kind) for who, kind, _ in await told(uow, gone, back)] == [
        (other.id, gone),
        (asker.id, back),
    ]


async def test_withdrawn_before_it_left_the_question_waits_again(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, draft = await alone(uow, clock)
    question = await asked_too(uow, draft, "de")
    await submitted(uow, clock, draft.id, author)
    await withdraw(uow, clock, draft.id, author.id, tell=False)
    assert await recipients(uow) == []
    async with uow.reading() as r:
        again = await r.questions.get(question.id)
    assert again is not None
    assert (again.status, again.answer) == (QuestionStatus.OPEN, "")


async def test_approvals_are_pushed_once_an_hour_at_most(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, other = await staff_of(uow, 2)
    for _ in range(3):
        draft, _ = await a_draft(uow, clock, await a_resident(uow), author)
        await submitted(uow, clock, draft.id, author)
    async with uow.reading() as r:
        assert await r.notices.newest(other.id, NoticeKind.ENTRY_WAITING) == clock() + timedelta(hours=1)
    assert len(await told(uow, NoticeKind.ENTRY_WAITING)) == 2


async def test_whoever_blocked_the_bot_holds_nobody_up(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author, draft = await alone(uow, clock)
    address = an_address()
    blocked = await hand_over(uow, a_question(await a_resident(uow, address=address)))
    await mark_same(uow, draft.id, blocked.id, same=True)
    reachable = await asked_too(uow, draft, "de")
    async with uow.writing() as w:
        await w.residents.set_reachable(address, reachable=False)
        await w.commit()
    await submitted(uow, clock, draft.id, author)
    assert await recipients(uow) == [reachable.resident_id]
    async with uow.reading() as r:
        assert await r.questions.count_open() == 0


async def test_a_question_that_was_taken_back_gets_nothing(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, draft = await alone(sqlite_uow, clock)
    question = await asked_too(sqlite_uow, draft, "de")
    assert isinstance(await take_back(sqlite_uow, clock, question.id, question.resident_id), TakenBack)
    await submitted(sqlite_uow, clock, draft.id, author)
    assert await recipients(sqlite_uow) == []
    assert (await question_of(sqlite_uow, question)).status is QuestionStatus.CLOSED


async def test_a_question_that_was_closed_without_an_answer_gets_this_one(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, draft = await alone(sqlite_uow, clock)
    question = await asked_too(sqlite_uow, draft, "uk")
    await questions.close(sqlite_uow, clock, question.id, author.id)
    await submitted(sqlite_uow, clock, draft.id, author)
    assert await recipients(sqlite_uow) == [question.resident_id]
    kept_one = await question_of(sqlite_uow, question)
    assert (kept_one.status, kept_one.ending, kept_one.closed_at) == (QuestionStatus.ANSWERED, None, None)


async def test_the_question_knows_in_which_language_it_was_answered_and_by_whom(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, draft = await alone(sqlite_uow, clock)
    asked = [await asked_too(sqlite_uow, draft, language) for language in ("de", "uk", "ar")]
    automatic = replace(a_translation(draft, by=author), automatic=True)
    await add_translation(sqlite_uow, draft.id, "ar", automatic)
    await submitted(sqlite_uow, clock, draft.id, author)
    found = [await question_of(sqlite_uow, one) for one in asked]
    assert [one.answer_language for one in found] == ["", "de", ""]
    assert [one.translated for one in found] == [
        Translated.NOBODY,
        Translated.NOBODY,
        Translated.AUTOMATIC,
    ]


async def test_what_waits_again_waits_from_now_on_and_staff_are_told(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, draft = await alone(sqlite_uow, clock)
    question = await asked_too(sqlite_uow, draft, "uk")
    clock.advance(timedelta(days=40))
    await submitted(sqlite_uow, clock, draft.id, author)
    await withdraw(sqlite_uow, clock, draft.id, author.id, tell=True)
    again = await question_of(sqlite_uow, question)
    assert (again.status, again.waits_since, again.answer_language) == (
        QuestionStatus.OPEN,
        clock(),
        "",
    )
    async with sqlite_uow.reading() as r:
        assert await r.pushes.is_due(clock())
    await watch(sqlite_uow, clock, ZoneInfo("Europe/Berlin"))
    assert (await question_of(sqlite_uow, question)).status is QuestionStatus.OPEN


async def test_of_a_long_answer_that_has_begun_to_leave_nothing_is_taken_back(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    author, draft = await alone(sqlite_uow, clock)
    question = await asked_too(sqlite_uow, draft, "de")
    await submitted(sqlite_uow, clock, draft.id, author)
    async with sqlite_uow.writing() as w:
        claimed = await w.notices.claim(9, clock(), clock() + timedelta(minutes=2))
        [first] = [one for one in claimed if one.kind is NoticeKind.ENTRY_ANSWER]
        await w.notices.advance(first.id, clock())
        await w.commit()
    gone = await withdraw(sqlite_uow, clock, draft.id, author.id, tell=True)
    assert isinstance(gone, Withdrawn)
    assert gone.told == 2  # whoever was answered directly, and whoever got the first part
    assert (await question_of(sqlite_uow, question)).status is QuestionStatus.ANSWERED
