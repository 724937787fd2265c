"""Sheets, drafts and links on both databases: nobody overwrites anybody unseen, no link works twice."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import delete, select

from civic.announcements import AnnouncementStatus, BodyState
from civic.event_texts import TextState
from civic.notices import NoticeKind
from civic.residents import Resident
from civic.retention_periods import Rule
from civic.text_announcements import with_body
from civic.text_editing import (
    TRIES,
    Desk,
    Kept,
    Opened,
    Saved,
    SheetClosed,
    TextConflict,
    Unfit,
    keep,
    open_sheet,
    save,
    store,
)
from civic.text_links import (
    Access,
    NoAccess,
    accept,
    admitted,
    end,
    end_all,
    exchange,
    hand_in,
    keep_translation,
    link_for_staff,
    link_for_volunteer,
    look,
    refuse,
)
from civic.text_ports import TextLink
from civic.text_sheets import SheetKey, SheetKind, Written, stamp
from storage.database import Database
from storage.tables import NoticeRow, StaffRow, TextDraftRow, TextLinkRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN
from tests.fakes import FakeClock
from tests.retention import runs
from tests.text_pages import a_colleague, a_draft, a_key

BROWSER, OTHER = "b" * 22, "o" * 22
TEXTS = {
    SheetKind.ANNOUNCEMENT: {"title": "Summer party", "text": "Come all!"},
    SheetKind.EVENT: {"title": "Repair café 2", "description": "Let us repair."},
    SheetKind.ENTRY: {"question": "When is it open?", "text": "On Mondays."},
}
MAIN = {
    SheetKind.ANNOUNCEMENT: {"title": "Sommerfest", "text": "Neuer Ort!"},
    SheetKind.EVENT: {"title": "Reparaturcafé", "description": "Wir reparieren."},
    SheetKind.ENTRY: {"question": "Wann ist offen?", "text": "Dienstags."},
}
every_kind = pytest.mark.parametrize("kind", SheetKind)


@pytest.fixture
async def colleague(uow: SqlUnitOfWork) -> Resident:
    return await a_colleague(uow)


@pytest.fixture
def desk(uow: SqlUnitOfWork, clock: FakeClock, colleague: Resident) -> Desk:
    return Desk(uow, clock, BERLIN, colleague.id)


async def now(desk: Desk, key: SheetKey) -> Opened:
    found = await open_sheet(desk.uow, desk.clock, key)
    assert found is not None
    return found


async def written(desk: Desk, key: SheetKey, language: str, values: dict[str, str]) -> Written:
    """As somebody sends it who has just opened the page."""
    opened = await now(desk, key)
    base = stamp(opened.sheet.values(language))
    return Written(language, opened.sheet.read(values), opened.sheet.source, base, desk.by)


async def saved(desk: Desk, key: SheetKey, language: str, values: dict[str, str]) -> Opened:
    seen = stamp((await now(desk, key)).shown(language))
    outcome = await save(desk, key, await written(desk, key, language, values), seen)
    assert isinstance(outcome, Saved)
    return outcome.opened


@every_kind
async def test_a_translation_is_saved_and_outdated_by_the_main_text(
    desk: Desk, colleague: Resident, kind: SheetKind
) -> None:
    key = await a_key(desk.uow, kind, colleague)
    opened = await saved(desk, key, "uk", TEXTS[kind])
    assert opened.sheet.state("uk") is TextState.UP_TO_DATE
    assert {k: v for k, v in opened.sheet.values("uk").items() if v} == TEXTS[kind]
    opened = await saved(desk, key, "de", MAIN[kind])
    assert opened.sheet.state("uk") is TextState.OUTDATED
    assert opened.sheet.state("de") is TextState.UP_TO_DATE
    # The same text once more: a person has looked at it and found that it fits.
    opened = await saved(desk, key, "uk", TEXTS[kind])
    assert opened.sheet.state("uk") is TextState.UP_TO_DATE
    opened = await saved(desk, key, "uk", {})
    assert opened.sheet.state("uk") is TextState.MISSING
    assert "uk" not in opened.sheet.texts


@every_kind
async def test_a_translation_of_an_earlier_main_text_is_kept_as_outdated(
    desk: Desk, colleague: Resident, kind: SheetKind
) -> None:
    key = await a_key(desk.uow, kind, colleague)
    late = await written(desk, key, "uk", TEXTS[kind])
    await saved(desk, key, "de", MAIN[kind])
    outcome = await store(desk, key, late)
    assert isinstance(outcome, Saved)
    assert outcome.opened.sheet.state("uk") is TextState.OUTDATED


@every_kind
async def test_typing_changes_nothing_but_the_draft(desk: Desk, colleague: Resident, kind: SheetKind) -> None:
    key = await a_key(desk.uow, kind, colleague)
    before = await now(desk, key)
    kept = await keep(desk, key, "en", TEXTS[kind], stamp(before.shown("en")))
    assert isinstance(kept, Kept)
    assert kept.opened.sheet == before.sheet
    after = await now(desk, key)
    assert after.sheet == before.sheet
    assert after.shown("en") == after.sheet.read(TEXTS[kind])


async def test_two_windows_cannot_overwrite_each_other(desk: Desk, colleague: Resident) -> None:
    key = await a_key(desk.uow, SheetKind.ANNOUNCEMENT, colleague)
    first = stamp((await now(desk, key)).shown("en"))
    one, other = {"title": "A", "text": "One"}, {"title": "B", "text": "Other"}
    assert isinstance(await keep(desk, key, "en", one, first), Kept)
    conflict = await keep(desk, key, "en", other, first)
    assert isinstance(conflict, TextConflict)
    assert conflict.theirs["text"] == "One"
    assert (await now(desk, key)).shown("en")["text"] == "One"
    # The answer was lost and the browser asks again: that is no conflict.
    assert isinstance(await keep(desk, key, "en", one, first), Kept)
    # Somebody has seen the other text and decides for their own.
    assert isinstance(await keep(desk, key, "en", other, stamp(conflict.theirs)), Kept)


async def test_two_begin_at_the_same_moment(desk: Desk, colleague: Resident) -> None:
    key = await a_key(desk.uow, SheetKind.ANNOUNCEMENT, colleague)
    first = stamp((await now(desk, key)).shown("en"))
    outcomes = await asyncio.gather(
        *(keep(desk, key, "en", {"title": "", "text": f"Version {n}"}, first) for n in range(6))
    )
    assert [type(one) for one in outcomes].count(Kept) == 1
    assert [type(one) for one in outcomes].count(TextConflict) == 5
    winner = next(n for n, one in enumerate(outcomes) if isinstance(one, Kept))
    assert (await now(desk, key)).shown("en")["text"] == f"Version {winner}"


@every_kind
async def test_two_languages_can_be_saved_at_the_same_moment(
    desk: Desk, colleague: Resident, kind: SheetKind
) -> None:
    key = await a_key(desk.uow, kind, colleague)
    codes = ["uk", "ar", "en", "tr"][:TRIES]
    works = [
        await written(desk, key, code, {n: f"{t} {code}" for n, t in TEXTS[kind].items()}) for code in codes
    ]
    outcomes = await asyncio.gather(*(store(desk, key, one) for one in works))
    assert [type(one) for one in outcomes] == [Saved] * len(codes)
    sheet = (await now(desk, key)).sheet
    assert all(sheet.values(code)[name] == f"{t} {code}" for code in codes for name, t in TEXTS[kind].items())


async def test_what_somebody_else_saved_meanwhile_is_not_overwritten(desk: Desk, colleague: Resident) -> None:
    key = await a_key(desk.uow, SheetKind.ANNOUNCEMENT, colleague)
    seen = stamp((await now(desk, key)).shown("en"))
    mine = await written(desk, key, "en", {"title": "Mine", "text": "Mine"})
    theirs = await written(desk, key, "en", {"title": "Theirs", "text": "Theirs"})
    assert isinstance(await store(desk, key, theirs), Saved)
    outcome = await save(desk, key, mine, seen)
    assert isinstance(outcome, TextConflict)
    assert outcome.theirs["text"] == "Theirs"
    # Seen and decided.
    opened = await now(desk, key)
    again = replace(mine, base=stamp(opened.sheet.values("en")))
    assert isinstance(await save(desk, key, again, stamp(opened.shown("en"))), Saved)
    opened = await now(desk, key)
    assert opened.sheet.values("en")["text"] == "Mine"
    assert opened.drafts == {}


async def test_what_is_too_long_or_missing_is_kept_but_not_saved(desk: Desk, colleague: Resident) -> None:
    key = await a_key(desk.uow, SheetKind.ANNOUNCEMENT, colleague)
    seen = stamp((await now(desk, key)).shown("en"))
    long = await written(desk, key, "en", {"title": "😀" * 31, "text": ""})
    outcome = await save(desk, key, long, seen)
    assert isinstance(outcome, Unfit)
    assert [(flaw.field.name, flaw.length) for flaw in outcome.flaws] == [("title", 62), ("text", 0)]
    opened = await now(desk, key)
    assert "en" not in opened.sheet.texts
    assert opened.shown("en")["title"] == "😀" * 31
    empty = await written(desk, key, "de", {})
    assert isinstance(await store(desk, key, empty), Unfit)


async def test_a_machines_text_becomes_a_persons(desk: Desk, colleague: Resident) -> None:
    draft = await a_draft(desk.uow, colleague)
    by_machine = with_body(draft, "en", {"title": "T", "text": "Text"}, "")
    machine = replace(by_machine.bodies["en"], machine=True, of=(await now_source(desk, draft.id)))
    async with desk.uow.writing() as w:
        await w.announcements.update(replace(draft, bodies={**draft.bodies, "en": machine}))
        await w.commit()
    key = SheetKey(SheetKind.ANNOUNCEMENT, draft.id)
    assert (await now(desk, key)).sheet.state("en") is TextState.AUTOMATIC
    opened = await saved(desk, key, "en", {"title": "T", "text": "Text"})
    assert opened.sheet.state("en") is TextState.UP_TO_DATE
    async with desk.uow.reading() as r:
        kept = await r.announcements.get(draft.id)
    assert kept is not None
    assert not kept.bodies["en"].machine
    assert kept.state("en") is BodyState.UP_TO_DATE


@pytest.mark.parametrize("status", [AnnouncementStatus.IN_REVIEW, AnnouncementStatus.SCHEDULED])
async def test_saving_takes_an_approval_back_and_typing_does_not(
    desk: Desk, colleague: Resident, status: AnnouncementStatus
) -> None:
    draft = await a_draft(desk.uow, colleague, status=status, due_at=desk.clock() + timedelta(hours=1))
    key = SheetKey(SheetKind.ANNOUNCEMENT, draft.id)
    await keep(desk, key, "en", TEXTS[key.kind], stamp((await now(desk, key)).shown("en")))
    async with desk.uow.reading() as r:
        assert await r.announcements.get(draft.id) == draft
    await saved(desk, key, "en", TEXTS[key.kind])
    async with desk.uow.reading() as r:
        kept = await r.announcements.get(draft.id)
    assert kept is not None
    assert (kept.status, kept.revision) == (AnnouncementStatus.DRAFT, draft.revision + 1)


async def now_source(desk: Desk, number: int) -> str:
    return (await now(desk, SheetKey(SheetKind.ANNOUNCEMENT, number))).sheet.source


async def test_what_is_gone_or_sent_cannot_be_written(desk: Desk, colleague: Resident) -> None:
    nothing = SheetKey(SheetKind.EVENT, 999_999)
    assert await open_sheet(desk.uow, desk.clock, nothing) is None
    assert isinstance(await keep(desk, nothing, "en", {}, ""), SheetClosed)
    assert isinstance(await store(desk, nothing, Written("en", {}, "", "", None)), SheetClosed)
    assert await link_for_volunteer(desk.uow, desk.clock, nothing, "en", desk.by) is None


async def test_a_link_works_once_and_in_one_browser(
    uow: SqlUnitOfWork, clock: FakeClock, colleague: Resident
) -> None:
    key = await a_key(uow, SheetKind.EVENT, colleague)
    token = await link_for_staff(uow, clock, key, colleague.id)
    for _ in range(3):  # previews of messengers use nothing up
        assert isinstance(await look(uow, clock, token), TextLink)
    outcomes = await asyncio.gather(*(exchange(uow, clock, token, browser) for browser in (BROWSER, OTHER)))
    [access] = [one for one in outcomes if isinstance(one, Access)]
    winner = (BROWSER, OTHER)[outcomes.index(access)]
    # A second tap in the same browser is as good as once; no other browser gets in.
    assert await exchange(uow, clock, token, winner) == access
    for wrong in (BROWSER if winner == OTHER else OTHER, "", "x" * 9999, "\ud800" * 22):
        assert isinstance(await exchange(uow, clock, token, wrong), NoAccess)
    assert isinstance(await admitted(uow, clock, access.link.id, access.secret), TextLink)
    for secret in ("", token, access.secret[:-1], access.secret + "x", "ü" * 22):
        assert isinstance(await admitted(uow, clock, access.link.id, secret), NoAccess)
    assert isinstance(await admitted(uow, clock, access.link.id + 1, access.secret), NoAccess)


async def test_links_end(uow: SqlUnitOfWork, clock: FakeClock, colleague: Resident) -> None:
    key = await a_key(uow, SheetKind.EVENT, colleague)
    late = await link_for_staff(uow, clock, key, colleague.id)
    used = await exchange(uow, clock, await link_for_staff(uow, clock, key, colleague.id), BROWSER)
    assert isinstance(used, Access)
    clock.advance(timedelta(hours=1))
    assert isinstance(await exchange(uow, clock, late, BROWSER), NoAccess)
    assert isinstance(await admitted(uow, clock, used.link.id, used.secret), TextLink)
    clock.advance(timedelta(hours=11))
    assert isinstance(await admitted(uow, clock, used.link.id, used.secret), NoAccess)
    volunteer = await link_for_volunteer(uow, clock, key, "uk", colleague.id)
    assert volunteer is not None
    clock.advance(timedelta(days=7) - timedelta(seconds=1))
    access = await exchange(uow, clock, volunteer, BROWSER)
    assert isinstance(access, Access)
    clock.advance(timedelta(seconds=1))
    assert isinstance(await admitted(uow, clock, access.link.id, access.secret), NoAccess)


async def test_whoever_leaves_the_staff_gets_in_no_more(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock, colleague: Resident
) -> None:
    key = await a_key(uow, SheetKind.EVENT, colleague)
    unused = await link_for_staff(uow, clock, key, colleague.id)
    access = await exchange(uow, clock, await link_for_staff(uow, clock, key, colleague.id), BROWSER)
    volunteer = await link_for_volunteer(uow, clock, key, "uk", colleague.id)
    assert isinstance(access, Access)
    assert volunteer is not None
    async with database.writing() as s:
        await s.exec(delete(StaffRow))
        await s.commit()
    assert isinstance(await exchange(uow, clock, unused, BROWSER), NoAccess)
    assert isinstance(await admitted(uow, clock, access.link.id, access.secret), NoAccess)
    # Somebody outside was asked to help; their work is not lost, and goes to those who are there.
    heir = await a_colleague(uow)
    work = await exchange(uow, clock, volunteer, BROWSER)
    assert isinstance(work, Access)
    await hand_in(uow, clock, work.link.id, {"title": "T"})
    async with database.reading() as s:
        notices = (await s.exec(select(NoticeRow))).all()
    assert [(one.resident_id, one.kind) for one in notices] == [(heir.id, NoticeKind.TEXT_HANDED_IN)]


async def test_all_links_of_a_sheet_can_be_closed(
    uow: SqlUnitOfWork, clock: FakeClock, colleague: Resident
) -> None:
    key, other = [await a_key(uow, SheetKind.EVENT, colleague) for _ in range(2)]
    tokens = [await link_for_staff(uow, clock, one, colleague.id) for one in (key, key, other)]
    access = await exchange(uow, clock, tokens[0], BROWSER)
    elsewhere = await exchange(uow, clock, tokens[2], BROWSER)
    assert isinstance(access, Access)
    assert isinstance(elsewhere, Access)
    assert await end_all(uow, clock, key) == 2
    assert await end_all(uow, clock, key) == 0
    assert isinstance(await admitted(uow, clock, access.link.id, access.secret), NoAccess)
    assert isinstance(await exchange(uow, clock, tokens[1], BROWSER), NoAccess)
    assert isinstance(await admitted(uow, clock, elsewhere.link.id, elsewhere.secret), TextLink)
    await end(uow, clock, elsewhere.link.id)
    assert isinstance(await admitted(uow, clock, elsewhere.link.id, elsewhere.secret), NoAccess)


async def test_only_hashes_are_kept(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock, colleague: Resident
) -> None:
    key = await a_key(uow, SheetKind.EVENT, colleague)
    token = await link_for_staff(uow, clock, key, colleague.id)
    access = await exchange(uow, clock, token, BROWSER)
    assert isinstance(access, Access)
    async with database.reading() as s:
        rows = repr((await s.exec(select(TextLinkRow))).all())
    assert not any(secret in rows for secret in (token, access.secret, BROWSER))


@every_kind
async def test_a_volunteers_work_waits_for_a_coordinator(
    desk: Desk, colleague: Resident, kind: SheetKind
) -> None:
    uow, clock = desk.uow, desk.clock
    key = await a_key(uow, kind, colleague)
    token = await link_for_volunteer(uow, clock, key, "uk", colleague.id)
    assert token is not None
    access = await exchange(uow, clock, token, BROWSER)
    assert isinstance(access, Access)
    before = await now(desk, key)
    assert {**access.link.given} == before.sheet.values("de")
    assert isinstance(await keep_translation(uow, access.link.id, {"text": "half"}), TextLink)
    first = await hand_in(uow, clock, access.link.id, TEXTS[kind])
    again = await hand_in(uow, clock, access.link.id, {"text": "changed"})
    assert first == again
    assert isinstance(await keep_translation(uow, access.link.id, {"text": "late"}), NoAccess)
    assert (await now(desk, key)).sheet == before.sheet
    outcome = await accept(desk, access.link.id)
    assert isinstance(outcome, Saved)
    assert outcome.opened.sheet.state("uk") is TextState.UP_TO_DATE
    assert {k: v for k, v in outcome.opened.sheet.values("uk").items() if v} == TEXTS[kind]
    assert isinstance(await accept(desk, access.link.id), SheetClosed)
    assert not await refuse(uow, clock, access.link.id)


@every_kind
async def test_a_volunteers_work_is_outdated_where_the_main_text_changed(
    desk: Desk, colleague: Resident, kind: SheetKind
) -> None:
    key = await a_key(desk.uow, kind, colleague)
    token = await link_for_volunteer(desk.uow, desk.clock, key, "uk", colleague.id)
    assert token is not None
    access = await exchange(desk.uow, desk.clock, token, BROWSER)
    assert isinstance(access, Access)
    await saved(desk, key, "de", MAIN[kind])
    await hand_in(desk.uow, desk.clock, access.link.id, TEXTS[kind])
    outcome = await accept(desk, access.link.id)
    assert isinstance(outcome, Saved)
    assert outcome.opened.sheet.state("uk") is TextState.OUTDATED


async def test_what_is_of_no_use_any_more_is_forgotten(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock, desk: Desk, colleague: Resident
) -> None:
    key = await a_key(uow, SheetKind.EVENT, colleague)
    await link_for_staff(uow, clock, key, colleague.id)
    token = await link_for_volunteer(uow, clock, key, "uk", colleague.id)
    assert token is not None
    access = await exchange(uow, clock, token, BROWSER)
    assert isinstance(access, Access)
    await hand_in(uow, clock, access.link.id, {"title": "T"})
    await keep(desk, key, "en", {"title": "x"}, stamp((await now(desk, key)).shown("en")))
    clock.advance(timedelta(days=30))
    await runs(uow, clock, Rule.TEXT_LINKS, Rule.TYPED_TEXTS)
    assert await counts(database) == (2, 1)
    clock.advance(timedelta(days=8))
    await runs(uow, clock, Rule.TEXT_LINKS, Rule.TYPED_TEXTS)
    # What a volunteer handed in stays until somebody decides.
    assert await counts(database) == (1, 0)
    await refuse(uow, clock, access.link.id)
    await runs(uow, clock, Rule.TEXT_LINKS, Rule.TYPED_TEXTS)
    assert await counts(database) == (0, 0)


async def counts(database: Database) -> tuple[int, int]:
    async with database.reading() as s:
        links, drafts = (await s.exec(select(TextLinkRow))).all(), (await s.exec(select(TextDraftRow))).all()
    return len(links), len(drafts)
