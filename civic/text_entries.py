"""The texts of an answer that the staff keep as knowledge, as a sheet: its question and what it says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civic.announcements import MESSAGE_LIMIT
from civic.event_texts import TextState
from civic.saving_entries import change
from civic.staff_entries import QUESTION_LINE, TEXT_LIMIT, EntryText, StaffEntry, with_text
from civic.text_sheets import Sheet, SheetField, SheetKey, SheetKind, Values, Written, is_empty

if TYPE_CHECKING:
    from civic.ports import Work
    from civic.text_editing import Desk

FIELDS = (
    SheetField("question", QUESTION_LINE, needed=True),
    SheetField("text", TEXT_LIMIT, lines=True, needed=True),
)


class EntrySheets:
    """Reads and writes them. What is published stays as it is until the change is released."""

    async def get(self, r: Work, number: int) -> StaffEntry | None:
        """One entry."""
        return await r.entries.get(number)

    def sheet(self, entry: StaffEntry) -> Sheet:
        """Question and answer of each language."""
        return Sheet(
            key=SheetKey(SheetKind.ENTRY, entry.id),
            language=entry.language,
            fields=FIELDS,
            texts={code: {"question": one.question, "text": one.text} for code, one in entry.texts.items()},
            states={code: _state(entry, code) for code in entry.texts},
            source=entry.main_hash,
            limit=MESSAGE_LIMIT,
        )

    async def store(self, desk: Desk, entry: StaffEntry, written: Written) -> bool:
        """Keeps the texts of a language; False where somebody changed the entry meanwhile."""
        changed = with_entry_text(entry, written)
        editor = written.by or desk.by
        return isinstance(await change(desk.uow, changed, editor), StaffEntry)


def with_entry_text(entry: StaffEntry, written: Written) -> StaffEntry:
    """The entry with texts that a person wrote; empty ones are taken out."""
    language, values = written.language, written.values
    if is_empty(values):
        return replace(entry, texts={code: one for code, one in entry.texts.items() if code != language})
    of = "" if language == entry.language else written.of
    return with_text(entry, language, _text(values, of, written.by))


def _text(values: Values, of: str, by: int | None) -> EntryText:
    return EntryText(values["question"], values["text"], of, written_by=by)


def _state(entry: StaffEntry, language: str) -> TextState:
    text = entry.texts[language]
    if not (text.question and text.text):
        return TextState.DRAFT
    if not entry.is_current(language):
        return TextState.OUTDATED
    return TextState.AUTOMATIC if text.automatic else TextState.UP_TO_DATE
