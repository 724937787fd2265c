"""Retention on both databases: over a year, after missed days, with a rule that fails, without running it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, update
from sqlmodel import col, select

from civic import keeping
from civic.activity import note_sign
from civic.announcement_changes import ChangeKind, NotChangeable
from civic.announcement_correcting import correct, draft_correction, recall
from civic.announcements import AnnouncementStatus, DeliveryStatus
from civic.keeping import due_now, run_rules
from civic.notices import NoticeKind
from civic.registrations import register
from civic.retention_periods import RULES, Periods, Rule
from civic.staff import Role
from storage.database import Database
from storage.ended_rows import Keys
from storage.repositories.retention import SqlRetention
from storage.sweeps import SWEEPS
from storage.tables import DeliveryRow, NoticeRow, ResidentSignRow
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_kept_event, a_request, a_resident, an_address, an_announcement
from tests.fakes import FakeClock
from tests.retention import a_sent, a_used_city, runs

DAY = timedelta(days=1)
PERIODS = Periods()


async def run(uow: SqlUnitOfWork, clock: FakeClock) -> dict[Rule, int]:
    """One round; how many rows went by each rule."""
    outcomes = await run_rules(uow, clock, PERIODS)
    assert [one.failure for one in outcomes if one.failure] == []
    return {one.rule: one.rows for one in outcomes if one.rows}


async def due(uow: SqlUnitOfWork, clock: FakeClock) -> dict[Rule, int]:
    return {one.rule: one.rows for one in await due_now(uow, clock, PERIODS) if one.rows}


async def told(uow: SqlUnitOfWork, database: Database, kind: NoticeKind) -> list[int]:
    """Who was told of something, in order."""
    async with database.reading() as session:
        rows = select(NoticeRow.resident_id).where(col(NoticeRow.kind) == kind.value)
        return list(await session.exec(rows.order_by(col(NoticeRow.id))))


async def total(database: Database) -> int:
    """The rows of all tables that some rule cleans."""
    tables = {sweep.row for sweeps in SWEEPS.values() for sweep in sweeps}
    async with database.reading() as session:
        return sum([(await session.exec(select(func.count()).select_from(one))).one() for one in tables])


async def is_there(uow: SqlUnitOfWork, resident_id: int) -> bool:
    async with uow.reading() as r:
        try:
            await r.residents.get(resident_id)
        except KeyError:
            return False
        return True


def test_every_rule_has_its_tables_and_its_period() -> None:
    assert set(SWEEPS) == set(RULES) == set(Rule)
    assert all(PERIODS.days(rule) >= 0 for rule in Rule)
    assert PERIODS.longest == timedelta(days=365)


async def test_what_is_told_beforehand_is_what_goes(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    await a_used_city(uow, database, clock)
    assert set(await due(uow, clock)) <= {Rule.LINKS}, "a link may expire at once"
    clock.advance(400 * DAY)
    expected, before = await due(uow, clock), await total(database)
    assert await total(database) == before, "nothing goes by looking"
    assert set(expected) | {Rule.RESIDENTS} == set(Rule)
    assert await run(uow, clock) == expected
    assert await due(uow, clock) == {}
    assert await run(uow, clock) == {}
    assert await total(database) < before


AFTER = {
    Rule.UPDATES: 3,
    Rule.FORMS: 2,
    Rule.LINKS: 0,
    Rule.PICTURES: 2,
    Rule.TYPED_TEXTS: 31,
    Rule.TEXT_LINKS: 31,
    Rule.TRANSCRIPTS: 31,
    Rule.NEEDS: 9,
    Rule.QUESTIONS: 91,
    Rule.QUESTION_ROWS: 366,
    Rule.SENT: 30,
    Rule.COPIES: 90,
    Rule.AUDIT: 365,
    Rule.DRAFTS: 180,
    Rule.RESIDENTS: 365,
    Rule.PEOPLE: 32,
}
"""Days after everything began; the event ends on the second day."""


async def test_thirteen_months(uow: SqlUnitOfWork, database: Database, clock: FakeClock) -> None:
    staff = await a_used_city(uow, database, clock)
    went: dict[Rule, int] = {}
    # The warning is given in time, and everything goes on its day, not the day before.
    for day in sorted({*AFTER.values(), *(day - 1 for day in AFTER.values() if day), 335, 396}):
        clock.now = NOW + day * DAY
        for rule in await run(uow, clock):
            went.setdefault(rule, day)
        await deliver(uow, clock)
    assert went == AFTER
    assert await is_there(uow, staff.id)


async def test_a_batch_is_no_limit(
    sqlite_uow: SqlUnitOfWork, sqlite_database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "BATCH", 2)
    author = await a_resident(sqlite_uow, role=Role.OWNER)
    for _ in range(5):
        await a_resident(sqlite_uow, topics=("culture",))
    await a_sent(sqlite_uow, author)
    clock.advance(90 * DAY)
    assert await run(sqlite_uow, clock) == {Rule.COPIES: 5}


async def test_the_counts_of_a_report_outlive_its_copies(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    author = await a_resident(uow, role=Role.OWNER)
    readers = [await a_resident(uow, language=one, topics=("culture",)) for one in ("de", "ar", "uk")]
    sent = await a_sent(uow, author)
    change = await draft_correction(uow, clock, sent.id, author.id)
    assert not isinstance(change, NotChangeable)
    async with uow.reading() as r:
        parts, report = await r.delivery_reports.breakdown(sent.id), await r.deliveries.report(sent.id)
    assert (len(parts), report.planned, report.sent) == (3, 3, 3)
    clock.advance(90 * DAY)
    assert await run(uow, clock) == {Rule.COPIES: 3}
    async with database.reading() as session:
        assert (await session.exec(select(func.count()).select_from(DeliveryRow))).one() == 0
    async with uow.reading() as r:
        assert await r.delivery_reports.breakdown(sent.id) == parts
        assert await r.deliveries.report(sent.id) == report
        assert await r.changes.report(change.id) == replace(report, planned=0, sent=0)
    assert await correct(uow, clock, change, author.id) == NotChangeable()
    assert await recall(uow, clock, sent.id, author.id) == NotChangeable()
    assert change.kind is ChangeKind.CORRECTION
    assert len(readers) == 3


async def test_what_is_being_sent_and_templates_stay(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    author = await a_resident(uow, role=Role.OWNER)
    draft = await an_announcement(uow, author, status=AnnouncementStatus.DRAFT)
    template = replace(draft, id=0, series_id=7)
    coming = await an_announcement(uow, author, due_at=NOW + 800 * DAY)
    async with uow.writing() as w:
        template = await w.announcements.add(template)
        await w.commit()
    clock.advance(180 * DAY)
    assert await run(uow, clock) == {Rule.DRAFTS: 1}
    async with uow.reading() as r:
        assert await r.announcements.get(draft.id) is None
        assert await r.announcements.get(template.id) is not None
        assert await r.announcements.get(coming.id) is not None


async def heard_of(uow: SqlUnitOfWork, clock: FakeClock, *residents: int) -> None:
    for one in residents:
        await note_sign(uow, clock, one)


async def test_whoever_is_silent_is_warned_and_forgotten(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    silent, back = [(await a_resident(uow)).id for _ in range(2)]
    blocked = an_address()
    gone = (await a_resident(uow, address=blocked)).id
    staff = (await a_resident(uow, role=Role.COORDINATOR)).id
    author = await a_resident(uow, topics=("culture",))
    await an_announcement(uow, author)
    event = await a_kept_event(uow, starts_at=NOW + 500 * DAY)
    guest = await a_resident(uow)
    await register(uow, clock, a_request(event, guest))
    everybody = (silent, back, gone, staff, author.id, guest.id)
    await heard_of(uow, clock, *everybody)
    async with uow.writing() as w:
        await w.residents.set_reachable(blocked, False)
        await w.commit()
    clock.advance(334 * DAY)
    assert await run(uow, clock) == {}
    assert await told(uow, database, NoticeKind.INACTIVE) == []
    clock.advance(DAY)
    await run(uow, clock)
    await run(uow, clock)
    assert await told(uow, database, NoticeKind.INACTIVE) == [silent, back, author.id]
    await heard_of(uow, clock, back)
    clock.advance(29 * DAY)
    assert await run(uow, clock) == {}
    clock.advance(DAY)
    assert await run(uow, clock) == {Rule.RESIDENTS: 1}, "those who are told of it are still to be told"
    assert not await is_there(uow, gone)
    await deliver(uow, clock)
    assert (await run(uow, clock))[Rule.RESIDENTS] == 2
    assert [await is_there(uow, one) for one in everybody] == [False, True, False, True, False, True]


async def deliver(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    async with uow.writing() as w:
        for notice in await w.notices.claim(100, clock(), clock() + DAY):
            await w.notices.record(notice.id, DeliveryStatus.SENT)
        await w.commit()


async def test_missed_days_are_caught_up_and_nobody_goes_without_a_warning(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock
) -> None:
    resident = (await a_resident(uow)).id
    await heard_of(uow, clock, resident)
    clock.advance(400 * DAY)
    await run(uow, clock)
    assert await is_there(uow, resident)
    assert await told(uow, database, NoticeKind.INACTIVE) == [resident]
    await deliver(uow, clock)
    clock.advance(30 * DAY)
    assert (await run(uow, clock))[Rule.RESIDENTS] == 1
    assert not await is_there(uow, resident)


async def test_whoever_was_never_noted_counts_from_the_first_run(
    uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    resident = (await a_resident(uow)).id
    clock.advance(1000 * DAY)
    await run(uow, clock)
    async with uow.reading() as r:
        sign = await r.signs.of(resident)
    assert sign is not None
    assert (sign.last_on, sign.warned_on) == (clock().date(), None)


async def test_a_sign_is_noted_once_a_day_to_the_day(
    uow: SqlUnitOfWork, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    resident = (await a_resident(uow)).id
    await note_sign(uow, clock, resident)
    clock.advance(timedelta(hours=2))

    def no_writing(*_: object) -> None:
        raise AssertionError("one write a day")

    with monkeypatch.context() as only:
        only.setattr(uow, "writing", no_writing)
        await note_sign(uow, clock, resident)
    await note_sign(uow, clock, resident + 1000)
    async with uow.reading() as r:
        sign = await r.signs.of(resident)
        assert await r.signs.of(resident + 1000) is None
    assert sign is not None
    assert sign.last_on == date(2026, 12, 1)


async def test_a_rule_that_fails_keeps_no_other_and_is_told_of_once_a_day(
    uow: SqlUnitOfWork, database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await a_used_city(uow, database, clock)
    await a_resident(uow, role=Role.COORDINATOR)
    works = keeping.run_rule

    async def fails(*given: object) -> int:
        if Rule.NEEDS in given:
            raise OSError("disk of Mira Beispiel")
        return await works(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(keeping, "run_rule", fails)
    clock.advance(40 * DAY)
    began = clock()
    hours_told: Sequence[int] = ()
    for hour in (0, 23, 24, 25, 47, 48, 60):
        clock.now = began + timedelta(hours=hour)
        outcomes = {one.rule: one for one in await run_rules(uow, clock, PERIODS)}
        assert isinstance(outcomes[Rule.NEEDS].failure, OSError)
        if hour == 0:
            assert outcomes[Rule.PEOPLE].rows > 0
        if len(await told(uow, database, NoticeKind.RETENTION_FAILING)) > len(hours_told):
            hours_told = (*hours_told, hour)
    assert hours_told == (24, 48)
    assert set(await told(uow, database, NoticeKind.RETENTION_FAILING)) == {owner.id}
    async with uow.reading() as r:
        runs_ = {one.rule: one for one in await r.rule_runs.all()}
    assert (runs_[Rule.NEEDS].failing_since, runs_[Rule.NEEDS].reason) == (began, "OSError")
    assert runs_[Rule.PEOPLE].failing_since is None
    monkeypatch.setattr(keeping, "run_rule", works)
    await run_rules(uow, clock, PERIODS)
    async with uow.reading() as r:
        assert all(one.failing_since is None for one in await r.rule_runs.all())


async def test_only_the_figures_are_asked_for_nothing(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> None:
    assert await runs(sqlite_uow, clock, *Rule) == 0
    async with sqlite_uow.reading() as r:
        assert not await r.kept_figures.are_kept(1)


async def test_whoever_writes_while_they_are_looked_for_stays(
    postgres_database: Database, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the moment of the query and its locks: it is looked at once more with the locks."""
    uow = SqlUnitOfWork(postgres_database, clock)
    await a_resident(uow, role=Role.OWNER)
    silent, writing = await a_resident(uow), await a_resident(uow)
    async with uow.writing() as w:
        for one in (silent, writing):
            await w.signs.note(one.id, NOW.date())
            await w.signs.warned([one.id], NOW.date())
        await w.commit()
    again = SqlRetention._still

    async def writes(*args: Any) -> Keys:
        async with postgres_database.writing() as session:
            sign = update(ResidentSignRow).where(col(ResidentSignRow.resident_id) == writing.id)
            await session.exec(sign.values(last_on=clock().date(), warned_on=None))
            await session.commit()
        return await again(*args)

    monkeypatch.setattr(SqlRetention, "_still", writes)
    clock.advance(400 * DAY)
    async with uow.writing() as w:
        assert await w.retention.sweep(Rule.RESIDENTS, clock() - 365 * DAY, clock(), 10) == 1
        await w.commit()
    assert [await is_there(uow, one.id) for one in (silent, writing)] == [False, True]


async def test_a_sign_waits_for_whoever_is_deleted(postgres_database: Database, clock: FakeClock) -> None:
    uow = SqlUnitOfWork(postgres_database, clock)
    silent = await a_resident(uow)
    await note(uow, silent.id)
    clock.advance(400 * DAY)
    async with uow.writing() as w:
        await w.signs.warned([silent.id], NOW.date())
        assert await w.retention.sweep(Rule.RESIDENTS, clock() - 365 * DAY, clock(), 10) == 1
        noting = asyncio.create_task(note(uow, silent.id))
        await asyncio.wait((noting,), timeout=0.3)
        assert not noting.done()
        await w.commit()
    await noting
    assert not await is_there(uow, silent.id)


async def note(uow: SqlUnitOfWork, resident_id: int) -> None:
    async with uow.writing() as w:
        await w.signs.note(resident_id, NOW.date())
        await w.commit()
