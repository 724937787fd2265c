"""From an answer to an entry: the draft, its texts in several languages, and who asked the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civic.questions import QuestionStatus, Translated
from civic.staff_entries import (
    Asker,
    ChangedMeanwhile,
    EntryStatus,
    EntryText,
    NoSuchEntry,
    StaffEntry,
    fingerprint,
    with_text,
)

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class NotAnswered:
    """The question is gone or has no answer that could be saved."""


@dataclass(frozen=True)
class InUse:
    """It was published before: it can be withdrawn, but not thrown away."""


async def save_as_knowledge(
    uow: UnitOfWork, clock: Clock, question_id: int, by: int, cause: Cause | None = None
) -> StaffEntry | NotAnswered:
    """A draft from an answered question, in the language of the answer. The same question makes one draft.
    Its question line is empty: whoever writes it words one for everybody.

    Whoever asked has got the answer already, and hears of it again only when it is corrected.
    """
    async with uow.writing(cause) as w:
        question = await w.questions.lock(question_id)
        if question is None or question.status is not QuestionStatus.ANSWERED or not question.answer:
            return NotAnswered()
        earlier = await w.entries.of_question(question_id)
        if earlier is not None:
            return earlier
        language = question.answer_language or question.language
        automatic = question.translated is Translated.AUTOMATIC
        # What somebody asked is shown beside the draft, and goes when their question goes: never copied.
        texts = {language: EntryText("", question.answer, automatic=automatic, written_by=by)}
        draft = StaffEntry(0, language, texts, clock(), question_id, created_by=by, edited_by=by)
        kept = await w.entries.add(draft)
        got = fingerprint(question.answer)
        await w.entries.add_asker(
            Asker(0, kept.id, question.resident_id, question_id, got=got, got_language=language)
        )
        await w.commit()
        return kept


async def change(
    uow: UnitOfWork, edited: StaffEntry, by: int, cause: Cause | None = None
) -> StaffEntry | ChangedMeanwhile | NoSuchEntry:
    """Stores an edited copy; refused when it is not the version that was edited. Approvals are void then."""
    async with uow.writing(cause) as w:
        current = await w.entries.lock(edited.id)
        if current is None:
            return NoSuchEntry()
        if current.revision != edited.revision:
            return ChangedMeanwhile()
        changed = replace(edited, status=EntryStatus.DRAFT, edited_by=by, revision=current.revision + 1)
        await w.entries.update(changed)
        await w.commit()
        return changed


async def add_translation(
    uow: UnitOfWork,
    entry_id: int,
    language: str,
    translation: EntryText,
    cause: Cause | None = None,
) -> StaffEntry | ChangedMeanwhile | NoSuchEntry:
    """Adds or replaces one language's text; `translation.based_on` is the `main_hash` that was translated.

    Refused when the main text has changed since. Works for translators who are no members of staff, too:
    then `written_by` is empty.
    """
    async with uow.writing(cause) as w:
        current = await w.entries.lock(entry_id)
        if current is None:
            return NoSuchEntry()
        if language == current.language or translation.based_on != current.main_hash:
            return ChangedMeanwhile()
        changed = replace(
            with_text(current, language, translation),
            status=EntryStatus.DRAFT,
            edited_by=translation.written_by or current.edited_by,
            revision=current.revision + 1,
        )
        await w.entries.update(changed)
        await w.commit()
        return changed


async def mark_same(
    uow: UnitOfWork, entry_id: int, question_id: int, *, same: bool, cause: Cause | None = None
) -> bool:
    """Notes that an open question asks the same, or no longer; its asker gets the entry once published.

    False where the question is no longer open, or the asker has got the entry.
    """
    async with uow.writing(cause) as w:
        entry = await w.entries.lock(entry_id)
        question = await w.questions.get(question_id)
        if entry is None or question is None or question.status is not QuestionStatus.OPEN:
            return False
        if same:
            done = await w.entries.add_asker(Asker(0, entry_id, question.resident_id, question_id))
        else:
            done = await w.entries.remove_waiting_asker(entry_id, question_id)
        await w.commit()
        return done


async def throw_away(
    uow: UnitOfWork, entry_id: int, cause: Cause | None = None
) -> StaffEntry | InUse | NoSuchEntry:
    """Deletes a draft that was never published."""
    async with uow.writing(cause) as w:
        entry = await w.entries.lock(entry_id)
        if entry is None:
            return NoSuchEntry()
        if entry.version:
            return InUse()
        await w.entries.remove(entry_id)
        await w.commit()
        return entry
