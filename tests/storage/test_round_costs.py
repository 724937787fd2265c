"""What is asked of the database each second does not read whole tables of messages."""

from datetime import timedelta

from sqlalchemy import Connection, event

from civic.notices import NoticeKind
from civic.offers import expire_due
from civic.reminders import reminders_due
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, a_kept_event, residents
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
