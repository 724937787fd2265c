"""Answered questions, drafts and messages for tests of the staff's entries."""

from dataclasses import replace
from datetime import timedelta

from civic import questions
from civic.notices import NoticeKind
from civic.ports import UnitOfWork
from civic.publishing import PublishOutcome, submit
from civic.questions import Question, Reply, hand_over
from civic.residents import Resident
from civic.saving_entries import change, save_as_knowledge
from civic.staff_entries import EntryText, StaffEntry, with_text
from tests.factories import NOW, a_question
from tests.fakes import FakeClock

LINE = "Wann ist der Wertstoffhof offen?"
ANSWER = "Jeden Montag ab 9 Uhr."


async def a_draft(
    uow: UnitOfWork, clock: FakeClock, asker: Resident, author: Resident
) -> tuple[StaffEntry, Question]:
    """A question that was answered, and the draft made of it with the line that its author worded."""
    draft, question = await just_saved(uow, clock, asker, author)
    return await worded(uow, draft, author), question


async def worded(uow: UnitOfWork, draft: StaffEntry, by: Resident) -> StaffEntry:
    """The draft with a question line."""
    main = replace(draft.main, question=LINE, written_by=by.id)
    changed = await change(uow, with_text(draft, draft.language, main), by.id)
    assert isinstance(changed, StaffEntry)
    return changed


async def just_saved(
    uow: UnitOfWork, clock: FakeClock, asker: Resident, author: Resident
) -> tuple[StaffEntry, Question]:
    """The same before anybody worded the line."""
    question = await hand_over(uow, a_question(asker))
    await questions.answer(uow, clock, question.id, Reply(ANSWER, "de"), author.id)
    draft = await save_as_knowledge(uow, clock, question.id, author.id)
    assert isinstance(draft, StaffEntry)
    return draft, question


async def corrected(uow: UnitOfWork, entry_id: int, text: str, by: Resident) -> StaffEntry:
    """The entry with another main text, as a draft."""
    entry = await kept(uow, entry_id)
    edited = with_text(entry, entry.language, replace(entry.main, text=text, written_by=by.id))
    changed = await change(uow, edited, by.id)
    assert isinstance(changed, StaffEntry)
    return changed


async def submitted(uow: UnitOfWork, clock: FakeClock, entry_id: int, by: Resident) -> PublishOutcome:
    """The working copy as it is, submitted."""
    return await submit(uow, clock, entry_id, (await kept(uow, entry_id)).hash, by.id)


async def kept(uow: UnitOfWork, entry_id: int) -> StaffEntry:
    """The working copy."""
    async with uow.reading() as r:
        entry = await r.entries.get(entry_id)
    assert entry is not None
    return entry


def a_translation(entry: StaffEntry, *, by: Resident | None = None) -> EntryText:
    """An Arabic text of the present main text."""
    return EntryText("متى؟", "كل يوم اثنين.", entry.main_hash, written_by=by.id if by else None)


async def told(uow: UnitOfWork, *kinds: NoticeKind) -> list[tuple[int, NoticeKind, int]]:
    """Takes everything that waits to be sent, as the sender does; only these kinds are returned."""
    async with uow.writing() as w:
        notices = await w.notices.claim(99, NOW + timedelta(days=99), NOW + timedelta(days=999))
        await w.commit()
    return [(one.resident_id, one.kind, one.subject_id) for one in notices if one.kind in kinds]


async def recipients(uow: UnitOfWork) -> list[int]:
    """Who is about to get an entry, sorted; each call takes what came since the last one."""
    return sorted(who for who, *_ in await told(uow, NoticeKind.ENTRY_ANSWER))
