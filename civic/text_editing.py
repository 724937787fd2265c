"""Writing the texts of a sheet: kept while typing, saved when somebody says so, never overwritten unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from civic.event_texts import TextState
from civic.text_announcements import AnnouncementSheets
from civic.text_entries import EntrySheets
from civic.text_events import EventSheets
from civic.text_ports import TextDraft
from civic.text_sheets import Flaw, Sheet, SheetKey, SheetKind, Values, Written, flaws, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from civic.ports import UnitOfWork, Work
    from civic.time import Clock

# Somebody else may change another language at the same moment; so often it is tried again.
TRIES = 5


@dataclass(frozen=True)
class Desk:
    """What writing works with; `by` is the member of staff."""

    uow: UnitOfWork
    clock: Clock
    zone: ZoneInfo
    by: int


@dataclass(frozen=True)
class Opened:
    """A sheet as it is now, with what was typed and not saved."""

    sheet: Sheet
    drafts: Mapping[str, TextDraft]

    def shown(self, language: str) -> Values:
        """What stands in the box of a language."""
        draft = self.drafts.get(language)
        return self.sheet.read(draft.values) if draft else self.sheet.values(language)


@dataclass(frozen=True)
class Kept:
    """What was typed is kept. `opened` is how everything stands now."""

    opened: Opened


@dataclass(frozen=True)
class Saved:
    """The texts are part of the announcement, the event or the answer."""

    opened: Opened


@dataclass(frozen=True)
class TextConflict:
    """Somebody else wrote in the same box meanwhile; nothing was changed. `theirs` is what they wrote."""

    opened: Opened
    theirs: Values


@dataclass(frozen=True)
class Unfit:
    """The texts cannot be saved as they are; what was typed is kept."""

    opened: Opened
    flaws: list[Flaw]


@dataclass(frozen=True)
class SheetClosed:
    """It was sent, cancelled, or is gone: nothing can be changed any more."""


KeepOutcome = Kept | TextConflict | SheetClosed
SaveOutcome = Saved | TextConflict | Unfit | SheetClosed


class Sheets(Protocol):
    """How the texts of one kind of thing are read and written, through its own use cases."""

    async def get(self, r: Work, number: int) -> Any:
        """The thing itself."""

    def sheet(self, one: Any) -> Sheet:
        """Its texts."""

    async def store(self, desk: Desk, one: Any, written: Written) -> bool:
        """Keeps the texts of a language in it; False where it was changed meanwhile."""


def sheets_of(kind: SheetKind, now: datetime) -> Sheets:
    """The ones of a kind."""
    match kind:
        case SheetKind.ANNOUNCEMENT:
            return AnnouncementSheets()
        case SheetKind.EVENT:
            return EventSheets(now)
        case SheetKind.ENTRY:
            return EntrySheets()


async def open_sheet(uow: UnitOfWork, clock: Clock, key: SheetKey) -> Opened | None:
    """Everything about a sheet; None where the thing is gone."""
    async with uow.reading() as r:
        return await _opened(r, key, clock())


async def keep(
    desk: Desk, key: SheetKey, language: str, values: Values, seen: str, *, base: str = ""
) -> KeepOutcome:
    """Keeps what is being typed. `seen` is the stamp of what stood in the box before, as far as was shown.

    Nothing else changes: no approval is void, no resident sees it. `base` is the stamp of the kept texts that
    were shown with it.
    """
    now = desk.clock()
    async with desk.uow.writing() as w:
        current = await w.text_drafts.lock(key, language, now)
        opened = await _opened(w, key, now)
        if opened is None or not opened.sheet.open:
            return SheetClosed()
        sheet, typed = opened.sheet, opened.sheet.read(values)
        # The same text a second time is the same request again, whose answer was lost.
        if stamp(opened.shown(language)) not in (seen, stamp(typed)):
            return TextConflict(opened, opened.shown(language))
        present = stamp(sheet.values(language))
        begun = current.base if current and base != present else base or present
        if typed == sheet.values(language):
            await w.text_drafts.remove(key, language)
        else:
            await w.text_drafts.put(TextDraft(key, language, typed, begun, now))
        again = await _opened(w, key, now)
        await w.commit()
        return Kept(again or opened)


async def save(desk: Desk, key: SheetKey, written: Written, seen: str) -> SaveOutcome:
    """Puts texts into the thing itself; a machine's text becomes a person's, an outdated one up to date."""
    kept = await keep(desk, key, written.language, written.values, seen, base=written.base)
    if not isinstance(kept, Kept):
        return kept
    sheet = kept.opened.sheet
    values = sheet.read(written.values)
    if found := flaws(sheet, written.language, values):
        return Unfit(kept.opened, found)
    outcome = await store(desk, key, Written(written.language, values, written.of, written.base, written.by))
    if isinstance(outcome, Saved):
        await _drop_draft(desk, key, written.language, values)
    return outcome


async def store(desk: Desk, key: SheetKey, written: Written) -> SaveOutcome:
    """The same for texts that were kept elsewhere: a volunteer's, or those of a file."""
    outcome: SaveOutcome = SheetClosed()
    for _ in range(TRIES):
        now = desk.clock()
        sheets = sheets_of(key.kind, now)
        async with desk.uow.reading() as r:
            one = await sheets.get(r, key.id)
            opened = await _opened(r, key, now)
        if one is None or opened is None or not opened.sheet.open:
            return SheetClosed()
        sheet = opened.sheet
        present = stamp(sheet.values(written.language))
        is_there = present == stamp(written.values)
        if is_there and sheet.state(written.language) in (TextState.UP_TO_DATE, TextState.MISSING):
            return Saved(opened)
        if not is_there and present != written.base:
            return TextConflict(opened, sheet.values(written.language))
        if found := flaws(sheet, written.language, written.values):
            return Unfit(opened, found)
        if await sheets.store(desk, one, written):
            return Saved(await open_sheet(desk.uow, desk.clock, key) or opened)
        outcome = TextConflict(opened, sheet.values(written.language))
    return outcome


async def _drop_draft(desk: Desk, key: SheetKey, language: str, values: Values) -> None:
    """Unless somebody has gone on typing meanwhile."""
    async with desk.uow.writing() as w:
        draft = await w.text_drafts.lock(key, language, desk.clock())
        if draft is not None and stamp(draft.values) == stamp(values):
            await w.text_drafts.remove(key, language)
            await w.commit()


async def _opened(r: Work, key: SheetKey, now: datetime) -> Opened | None:
    sheets = sheets_of(key.kind, now)
    one = await sheets.get(r, key.id)
    if one is None:
        return None
    sheet = sheets.sheet(one)
    found = await r.text_drafts.of_sheet(key)
    # A draft that says what is kept is one that was saved.
    drafts = {one.language: one for one in found if stamp(one.values) != stamp(sheet.values(one.language))}
    return Opened(sheet, drafts)
