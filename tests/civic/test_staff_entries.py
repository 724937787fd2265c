"""Drafts of the staff's entries: made once, kept without what is personal, translated, thrown away."""

import asyncio
from dataclasses import replace

from civic import questions
from civic.questions import Reply, Translated, hand_over
from civic.saving_entries import (
    InUse,
    NotAnswered,
    add_translation,
    change,
    mark_same,
    save_as_knowledge,
    throw_away,
)
from civic.staff import Role, StaffMember
from civic.staff_entries import (
    ChangedMeanwhile,
    EntryStatus,
    EntryText,
    NoSuchEntry,
    StaffEntry,
    approvers,
    with_text,
)
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.entries import ANSWER, a_draft, a_translation, corrected, just_saved, kept, submitted
from tests.factories import NOW, a_question, a_resident
from tests.fakes import FakeClock


async def test_a_draft_has_answer_and_author_and_no_words_of_the_asker(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker, author = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    draft, question = await just_saved(uow, clock, asker, author)
    text = EntryText("", ANSWER, written_by=author.id)
    expected = StaffEntry(
        draft.id, "de", {"de": text}, NOW, question.id, created_by=author.id, edited_by=author.id
    )
    assert draft == expected == await kept(uow, draft.id)
    async with uow.reading() as r:
        [one] = await r.entries.askers(draft.id)
    assert (one.resident_id, one.got_language, one.version) == (asker.id, "de", 0)


async def test_two_taps_make_one_draft(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, author = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    question = await hand_over(uow, a_question(asker))
    await questions.answer(uow, clock, question.id, ANSWER, author.id)
    made = await asyncio.gather(*(save_as_knowledge(uow, clock, question.id, author.id) for _ in range(4)))
    assert made == [made[0]] * 4


async def test_a_draft_is_in_the_language_of_its_answer(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_resident(sqlite_uow, role=Role.COORDINATOR)
    found = []
    for reply in (
        Reply(ANSWER, "de"),
        Reply("كل يوم اثنين.", "", Translated.VOLUNTEER),
        Reply("كل يوم اثنين.", "", Translated.AUTOMATIC),
    ):
        question = await hand_over(sqlite_uow, a_question(await a_resident(sqlite_uow, language="ar")))
        await questions.answer(sqlite_uow, clock, question.id, reply, author.id)
        draft = await save_as_knowledge(sqlite_uow, clock, question.id, author.id)
        assert isinstance(draft, StaffEntry)
        found.append((draft.language, draft.main.text, draft.main.automatic))
    arabic = "كل يوم اثنين."
    assert found == [("de", ANSWER, False), ("ar", arabic, False), ("ar", arabic, True)]


async def test_only_an_answered_question_becomes_a_draft(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker = await a_resident(sqlite_uow)
    question = await hand_over(sqlite_uow, a_question(asker))
    assert await save_as_knowledge(sqlite_uow, clock, question.id, 1) == NotAnswered()
    assert await save_as_knowledge(sqlite_uow, clock, 4711, 1) == NotAnswered()


async def test_a_question_in_another_language_is_not_copied(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    asker = await a_resident(sqlite_uow, language="uk")
    author = await a_resident(sqlite_uow, role=Role.COORDINATOR)
    draft, _ = await just_saved(sqlite_uow, clock, asker, author)
    assert draft.texts == {"de": EntryText("", ANSWER, written_by=author.id)}
    assert draft.usable == {}


async def test_a_changed_main_text_makes_translations_outdated(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, author = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    draft, _ = await a_draft(uow, clock, asker, author)
    translated = await add_translation(uow, draft.id, "ar", a_translation(draft, by=author))
    assert isinstance(translated, StaffEntry)
    assert set(translated.usable) == {"ar", "de"}
    changed = await corrected(uow, draft.id, "Nur dienstags.", author)
    assert set(changed.usable) == {"de"}
    assert "ar" in (await kept(uow, draft.id)).texts
    late = await add_translation(uow, draft.id, "ar", a_translation(draft))
    assert late == ChangedMeanwhile()


async def test_the_main_language_is_no_translation(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, author = await a_resident(sqlite_uow), await a_resident(sqlite_uow, role=Role.COORDINATOR)
    draft, _ = await a_draft(sqlite_uow, clock, asker, author)
    assert await add_translation(sqlite_uow, draft.id, "de", a_translation(draft)) == ChangedMeanwhile()
    assert await add_translation(sqlite_uow, 4711, "ar", a_translation(draft)) == NoSuchEntry()


async def test_two_who_edit_at_once_do_not_undo_each_other(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, author = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    draft, _ = await a_draft(uow, clock, asker, author)
    edits = [with_text(draft, "de", replace(draft.main, text=f"Fassung {number}")) for number in range(3)]
    outcomes = await asyncio.gather(*(change(uow, edit, author.id) for edit in edits))
    [first] = [one for one in outcomes if isinstance(one, StaffEntry)]
    assert outcomes.count(ChangedMeanwhile()) == 2
    assert await kept(uow, draft.id) == first


async def test_marking_who_asked_the_same(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, other = await a_resident(uow), await a_resident(uow)
    author = await a_resident(uow, role=Role.COORDINATOR)
    draft, answered = await a_draft(uow, clock, asker, author)
    question = await hand_over(uow, a_question(other))
    assert await mark_same(uow, draft.id, question.id, same=True)
    assert not await mark_same(uow, draft.id, question.id, same=True)
    assert await mark_same(uow, draft.id, question.id, same=False)
    assert not await mark_same(uow, draft.id, question.id, same=False)
    assert not await mark_same(uow, draft.id, answered.id, same=True)
    async with uow.reading() as r:
        assert [one.resident_id for one in await r.entries.askers(draft.id)] == [asker.id]


async def test_only_what_was_never_published_can_be_thrown_away(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, author = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    draft, _ = await a_draft(uow, clock, asker, author)
    assert await throw_away(uow, draft.id) == draft
    assert await throw_away(uow, draft.id) == NoSuchEntry()
    second, _ = await a_draft(uow, clock, asker, author)
    await submitted(uow, clock, second.id, author)
    assert await throw_away(uow, second.id) == InUse()


async def test_entries_are_listed_by_status(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    asker, author = await a_resident(uow), await a_resident(uow, role=Role.COORDINATOR)
    first, _ = await a_draft(uow, clock, asker, author)
    second, _ = await a_draft(uow, clock, await a_resident(uow), author)
    async with uow.reading() as r:
        assert await r.entries.having([EntryStatus.DRAFT]) == [second, first]
        assert await r.entries.having([EntryStatus.PUBLISHED]) == []


def test_whoever_wrote_it_does_not_approve_it() -> None:
    def staff(*ids: int) -> list[StaffMember]:
        return [StaffMember(number, Role.COORDINATOR, NOW) for number in ids]

    entry = StaffEntry(1, "de", {"de": EntryText("?", ".", written_by=1)}, NOW, edited_by=1)
    assert approvers(entry, staff(1)) == frozenset()
    assert approvers(entry, staff(1, 2, 3)) == {2, 3}
    translated = replace(
        with_text(entry, "ar", EntryText("?", ".", entry.main_hash, written_by=2)), edited_by=2
    )
    assert approvers(translated, staff(1, 2, 3)) == {3}
    assert approvers(translated, staff(1, 2)) == {1}
