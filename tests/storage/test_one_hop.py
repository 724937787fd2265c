"""SQLite at one change of threads for each statement: how many there are, and that it stays a driver."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from storage.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite:///{tmp_path}/hops.db")
    async with opened.writing() as session:
        await session.exec(text("CREATE TABLE note (id INTEGER PRIMARY KEY, words TEXT UNIQUE)"))  # type: ignore[call-overload]
        await session.commit()
    yield opened
    await opened.close()


@pytest.fixture
def hops(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Grows with each thing that is handed to a connection's thread."""
    handed: list[Any] = []
    usual: Any = vars(aiosqlite.Connection)["_execute"]

    async def counted(self: aiosqlite.Connection, work: Any, *args: Any, **named: Any) -> Any:
        handed.append(work)
        return await usual(self, work, *args, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return handed


async def execute(session: Any, statement: str, values: object = None) -> Any:
    connection = await session.connection()
    return await connection.execute(text(statement), values)


async def test_a_statement_is_one_and_nothing_is_none(database: Database, hops: list[Any]) -> None:
    async with database.reading() as session:
        await session.connection()
    assert len(hops) == 0
    async with database.reading() as session:
        assert (await execute(session, "SELECT words FROM note")).all() == []
    assert len(hops) == 2, "the statement with its beginning, and the end of the transaction"
    hops.clear()
    async with database.writing() as session:
        await execute(session, "INSERT INTO note (words) VALUES ('a')")
        await execute(session, "INSERT INTO note (words) VALUES ('b')")
        await session.commit()
    assert len(hops) == 3


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
