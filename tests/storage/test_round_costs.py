"""What is asked of the database each second does not read whole tables of messages."""

from dataclasses import replace
from datetime import time, timedelta

from sqlalchemy import Connection, event

from civic.announcement_events import stop_full_promotions
from civic.announcement_sending import finish, plan_due
from civic.announcements import AnnouncementStatus, EventNews
from civic.news_times import NewsRules
from civic.notices import NoticeKind
from civic.offers import expire_due
from civic.reminders import reminders_due
from civic.residents import Channel
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, a_kept_event, a_sending, an_announcement, residents
from tests.fakes import FakeClock
from tests.seats import sign_up


async def test_messages_are_found_by_their_subject(
    sqlite_database: Database, sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    full = await a_kept_event(sqlite_uow, seats=1)
    for one in await residents(sqlite_uow, 3):
        await sign_up(sqlite_uow, clock, full, one)
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(
        _: Connection, _cursor: object, statement: str, parameters: tuple[object, ...], *_rest: object
    ) -> None:
        asked.append((statement, parameters))

    event.listen(sqlite_database.engine.sync_engine, "before_cursor_execute", note)
    clock.advance(timedelta(hours=1))
    await expire_due(sqlite_uow, clock, BERLIN)
    await reminders_due(sqlite_uow, clock, BERLIN)
    async with sqlite_uow.writing() as w:
        await w.notices.skip_open(NoticeKind.SEAT_OFFERED, 1)
    event.remove(sqlite_database.engine.sync_engine, "before_cursor_execute", note)
    about_notices = [(text, values) for text, values in asked if "notice" in text]
    assert about_notices
    async with sqlite_database.reading() as session:
        connection = await session.connection()
        for text, values in about_notices:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
            steps = [str(row.detail) for row in plan]
            reads = [step for step in steps if "notice" in step]
            assert reads
            # "SEARCH notice" alone is how SQLite says that it reads the table from its end.
            assert all("USING" in step and "SCAN" not in step for step in reads), steps


async def test_copies_that_are_due_are_found_among_all_that_were_sent(
    sqlite_database: Database, sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    """Also of announcements that are being sent for days, since some people get them with their digests."""
    author, *_ = await residents(sqlite_uow, 3, topics=("culture",))
    await a_sending(sqlite_uow, author)
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(
        _: Connection, _cursor: object, statement: str, parameters: tuple[object, ...], *_rest: object
    ) -> None:
        asked.append((statement, parameters))

    event.listen(sqlite_database.engine.sync_engine, "before_cursor_execute", note)
    async with sqlite_uow.writing() as w:
        assert await w.deliveries.is_due(clock(), Channel.TELEGRAM)
        assert not await w.waiting_copies.together_due(clock(), Channel.TELEGRAM)
        assert len(await w.deliveries.claim(2, clock(), clock() + timedelta(minutes=2))) == 2
    await finish(sqlite_uow, clock)
    event.remove(sqlite_database.engine.sync_engine, "before_cursor_execute", note)
    async with sqlite_database.reading() as session:
        connection = await session.connection()
        for text, values in asked:
            if "delivery" not in text:
                continue
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
            steps = [str(row.detail) for row in plan]
            reads = [step for step in steps if " delivery" in step]
            found_by = ("claimable_at<?", "announcement_id=? AND status=?", "rowid=?")
            assert reads
            assert all(any(how in step for how in found_by) for step in reads), steps


async def test_what_only_waits_locks_nothing(
    sqlite_database: Database, sqlite_uow: SqlUnitOfWork, clock: FakeClock
) -> None:
    """SQLite has one lock for everybody, and invitations and nights last long."""
    author, *_ = await residents(sqlite_uow, 3, topics=("culture",))
    inviting = await a_sending(sqlite_uow, author)
    event_id = (await a_kept_event(sqlite_uow, starts_at=clock() + timedelta(days=9))).id
    clock.advance(timedelta(hours=12))
    due = await an_announcement(sqlite_uow, author, due_at=clock())
    async with sqlite_uow.writing() as w:
        await w.announcements.update(replace(inviting, event_id=event_id, event_news=EventNews.INVITATION))
        await w.commit()
    asked: list[str] = []

    def note(_: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(sqlite_database.engine.sync_engine, "before_cursor_execute", note)
    assert await stop_full_promotions(sqlite_uow, clock) == []
    assert await plan_due(sqlite_uow, clock, NewsRules(BERLIN, (time(20), time(8)))) == []
    event.remove(sqlite_database.engine.sync_engine, "before_cursor_execute", note)
    assert any("announcement" in statement for statement in asked)
    assert not any("IMMEDIATE" in statement for statement in asked)
    async with sqlite_uow.reading() as r:
        kept = await r.announcements.get(due.id)
    assert kept is not None
    assert kept.status is AnnouncementStatus.SCHEDULED
