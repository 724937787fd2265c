"""SQLite without a change of threads for what is small: what goes to a thread, and that it stays a driver."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage import sqlite_driver, sqlite_statements
from storage.database import Database
from storage.sqlite_statements import Size, size_of


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite:///{tmp_path}/hops.db")
    async with opened.writing() as session:
        await session.exec(text("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT UNIQUE)"))  # type: ignore[call-overload]
        await session.commit()
    yield opened
    await opened.close()


class Hops(list[Any]):
    """What was handed to the threads of connections, and that something was."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = asyncio.Event()


@pytest.fixture
def hops(monkeypatch: pytest.MonkeyPatch) -> Hops:
    """Grows with each thing that is handed to a connection's thread."""
    handed = Hops()
    usual: Any = vars(aiosqlite.Connection)["_execute"]

    async def counted(self: aiosqlite.Connection, work: Any, *args: Any, **named: Any) -> Any:
        handed.append(work)
        handed.begun.set()
        return await usual(self, work, *args, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return handed


async def execute(session: Any, statement: str, values: object = None) -> Any:
    connection = await session.connection()
    return await connection.execute(text(statement), values)


async def test_what_is_small_changes_no_thread(database: Database, hops: Hops) -> None:
    async with database.reading() as session:
        await session.connection()
    assert len(hops) == 0
    async with database.reading() as session:
        assert (await execute(session, "SELECT words FROM note")).all() == []
    assert len(hops) == 0
    async with database.writing() as session:
        await execute(session, "INSERT INTO note (words) VALUES ('a')")
        await execute(session, "INSERT INTO note (words) VALUES ('b')")
        await session.commit()
    assert len(hops) == 0
    async with database.writing() as session:
        await execute(session, "UPDATE note SET words = words || '!'")
        await session.commit()
    assert len(hops) == 2, "the change of unknown size, and the commit with it"


# More steps than the event loop does itself.
LONG = """SELECT count(*) FROM (
    WITH RECURSIVE up(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 50000) SELECT n FROM up)"""


async def test_the_log_is_copied_into_the_database(database: Database, hops: Hops) -> None:
    """Every hundredth commit does it, in the thread; the log does not grow without end."""
    assert database.file is not None
    log, rounds = database.file.with_name(f"{database.file.name}-wal"), 4
    for number in range(rounds * sqlite_driver.COMMITS_BETWEEN_CHECKPOINTS):
        await asyncio.sleep(0)
        async with database.writing() as session:
            await execute(session, f"INSERT INTO note (words) VALUES ('{number}{'x' * 4000}')")
            await session.commit()
    assert len(hops) >= rounds
    assert log.stat().st_size < database.file.stat().st_size


async def test_a_large_change_is_copied_at_once(database: Database, hops: Hops) -> None:
    assert database.file is not None
    rows = sqlite_driver.ROWS_BETWEEN_CHECKPOINTS
    for number in range(3):
        before = database.file.stat().st_size
        async with database.writing() as session:
            many = [{"words": f"{number} {row} {'x' * 100}"} for row in range(rows)]
            await execute(session, "INSERT INTO note (words) VALUES (:words)", many)
            await session.commit()
        assert database.file.stat().st_size > before + rows * 100


async def test_a_long_look_is_given_to_the_thread(database: Database, hops: Hops) -> None:
    async with database.writing() as session:
        await execute(session, "INSERT INTO note (words) VALUES ('a')")
        assert (await execute(session, LONG)).scalar_one() == 50000
        assert len(hops) == 1
        await session.commit()
    async with database.reading() as session:
        assert (await execute(session, "SELECT words FROM note")).all() == [("a",)], "nothing was undone"


async def test_short_looks_never_add_up_to_a_long_one(database: Database, hops: Hops) -> None:
    async with database.reading() as session:
        for _ in range(sqlite_statements.MOST_STEPS // 10):
            await execute(session, "SELECT words FROM note WHERE id = 1")
            await asyncio.sleep(0)
    assert len(hops) == 0


async def test_a_locked_database_is_waited_for_by_the_thread(database: Database, hops: Hops) -> None:
    other = sqlite3.connect(database.file or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with database.writing() as session:
            await execute(session, "INSERT INTO note (words) VALUES ('a')")
            await session.commit()

    writing = asyncio.create_task(write())
    await hops.begun.wait()
    async with database.reading() as session:
        assert (await execute(session, "SELECT count(*) FROM note")).scalar_one() == 0
    assert not writing.done()
    other.execute("COMMIT")
    other.close()
    await writing
    async with database.reading() as session:
        assert (await execute(session, "SELECT count(*) FROM note")).scalar_one() == 1


async def test_who_is_cancelled_while_it_is_locked_keeps_no_lock(database: Database, hops: Hops) -> None:
    other = sqlite3.connect(database.file or "", isolation_level=None, timeout=0)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with database.writing() as session:
            await execute(session, "UPDATE note SET words = 'a'")

    writing = asyncio.create_task(write())
    await hops.begun.wait()
    writing.cancel()
    other.execute("COMMIT")
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with database.writing() as session:
        await execute(session, "INSERT INTO note (words) VALUES ('b')")
        await session.commit()
    other.execute("BEGIN IMMEDIATE")
    assert other.execute("SELECT words FROM note").fetchall() == [("b",)]
    other.close()


async def test_others_have_their_turn(database: Database, hops: Hops) -> None:
    """Who reads again and again gives way, although no single statement waits for anything."""
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    waiting = asyncio.create_task(others())
    async with database.reading() as session:
        while not hops:
            await execute(session, "SELECT words FROM note")
    assert turns > 0
    waiting.cancel()


async def test_what_follows_a_cancelled_statement_waits_for_it(database: Database, hops: Hops) -> None:
    reading = database.reading()
    session = await reading.__aenter__()
    connection = await session.connection()
    long = asyncio.create_task(connection.execute(text(LONG.replace("50000", "500000"))))
    await hops.begun.wait()
    long.cancel()
    with pytest.raises(asyncio.CancelledError):
        await long
    await reading.__aexit__(None, None, None)
    async with database.reading() as session:
        assert (await execute(session, "SELECT count(*) FROM note")).scalar_one() == 0


@pytest.mark.parametrize(
    ("statement", "size"),
    [
        ("SELECT 1", Size.LOOKS),
        ("\n  select 1", Size.LOOKS),
        ("INSERT INTO note (words) VALUES (?) ON CONFLICT DO NOTHING", Size.SMALL),
        ("INSERT INTO note (words) SELECT words FROM note", Size.ANY),
        ("INSERT INTO note (words) VALUES ((SELECT max(words) FROM note))", Size.ANY),
        ("WITH old AS (SELECT 1) DELETE FROM note", Size.ANY),
        ("UPDATE note SET words = ?", Size.ANY),
        ("DELETE FROM note", Size.ANY),
        ("PRAGMA user_version", Size.ANY),
        ("COMMIT", Size.ANY),
    ],
)
def test_the_size_of_a_statement(statement: str, size: Size) -> None:
    assert size_of(statement) is size


async def test_what_a_driver_tells(database: Database) -> None:
    async with database.writing() as session:
        many = await execute(
            session, "INSERT INTO note (words) VALUES (:words)", [{"words": one} for one in "abc"]
        )
        assert many.rowcount == 3
        one = await execute(session, "INSERT INTO note (words) VALUES ('d')")
        assert one.lastrowid == 4
        changed = await execute(session, "UPDATE note SET words = words || '!' WHERE id > 2 RETURNING id")
        assert changed.all() == [(3,), (4,)]
        await session.commit()
    async with database.reading() as session:
        rows = await execute(session, "SELECT id, words FROM note ORDER BY id")
        assert list(rows.keys()) == ["id", "words"]
        assert rows.fetchone() == (1, "a")
        assert rows.fetchmany(2) == [(2, "b"), (3, "c!")]
        assert rows.all() == [(4, "d!")]


async def test_bit_by_bit_within_the_transaction(database: Database) -> None:
    async with database.writing() as session:
        connection = await session.connection()
        async with connection.stream(text("SELECT 1 UNION SELECT 2")) as rows:
            assert [row[0] async for row in rows] == [1, 2]
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        assert raw.driver_connection.in_transaction


async def test_a_reader_sees_one_moment(database: Database) -> None:
    async with database.reading() as reading:
        assert (await execute(reading, "SELECT count(*) FROM note")).scalar_one() == 0
        async with database.writing() as writing:
            await execute(writing, "INSERT INTO note (words) VALUES ('a')")
            await writing.commit()
        assert (await execute(reading, "SELECT count(*) FROM note")).scalar_one() == 0
    async with database.reading() as reading:
        assert (await execute(reading, "SELECT count(*) FROM note")).scalar_one() == 1


async def test_what_fails_leaves_nothing(database: Database) -> None:
    async with database.writing() as session:
        await execute(session, "INSERT INTO note (words) VALUES ('a')")
        with pytest.raises(IntegrityError):
            await execute(session, "INSERT INTO note (words) VALUES ('a')")
    async with database.reading() as session:
        with pytest.raises(OperationalError):
            await execute(session, "SELECT nothing FROM note")
    async with database.reading() as session:
        assert (await execute(session, "SELECT count(*) FROM note")).scalar_one() == 0


async def test_whoever_is_cancelled_leaves_nothing(database: Database) -> None:
    begun = asyncio.Event()

    async def write() -> None:
        async with database.writing() as session:
            await execute(session, "INSERT INTO note (words) VALUES ('a')")
            begun.set()
            await asyncio.Event().wait()

    writing = asyncio.create_task(write())
    await begun.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with database.writing() as session:
        assert (await execute(session, "SELECT count(*) FROM note")).scalar_one() == 0
        await execute(session, "INSERT INTO note (words) VALUES ('b')")
        await session.commit()


async def test_a_writer_is_the_only_one(database: Database) -> None:
    """A transaction that may write holds the lock from its first statement, whatever that is."""
    async with database.writing() as session:
        await execute(session, "SELECT 1")
        other = sqlite3.connect(database.file or "", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
