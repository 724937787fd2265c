"""The engine: addresses, pragmas, and who waits for whom."""

import asyncio
import sqlite3
import traceback
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from civic.registrations import Registered, register
from civic.residents import Resident
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW, a_kept_event, a_request, a_resident, an_address
from tests.fakes import FakeClock


@pytest.mark.parametrize("url", ["mysql://localhost/city", "sqlite://", "sqlite:///:memory:"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="database"):
        Database(url)


def test_the_driver_is_filled_in_and_the_password_is_not_shown() -> None:
    database = Database("postgres://city:secret@db.example/city")
    assert database.url.drivername == "postgresql+asyncpg"
    assert "secret" not in str(database.url)
    assert "secret" not in repr(database.engine)


async def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/data/city/stadtbote.db")
    async with database.reading() as session:
        connection = await session.connection()
        pragmas = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        ]
    await database.close()
    assert pragmas == ["wal", 1, 1, 60_000]
    assert (tmp_path / "data/city/stadtbote.db").exists()


async def test_only_writes_take_the_lock_of_the_file(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), timeout=0) as other:
        async with database.reading() as session:
            await session.connection()
            other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        async with database.writing() as session:
            await (await session.connection()).exec_driver_sql("SELECT 1")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
    other.close()
    await database.close()


async def test_reads_do_not_wait_for_an_open_write(uow: SqlUnitOfWork) -> None:
    resident = await a_resident(uow)
    address = an_address()
    async with uow.writing() as w:
        await w.residents.subscribe(resident.id, "culture")
        await w.residents.add(Resident(0, "uk", NOW), address)
        async with asyncio.timeout(5), uow.reading() as r:
            assert await r.residents.topics(resident.id) == frozenset()
            assert await r.residents.at(address) is None
        await w.commit()
    async with uow.reading() as r:
        assert await r.residents.topics(resident.id) == {"culture"}


async def test_more_writers_than_connections_wait_in_line_for_a_lock(uow: SqlUnitOfWork) -> None:
    async def subscribe(topic: str) -> None:
        async with uow.writing() as w:
            await w.residents.lock(resident.id)
            before = len(await w.residents.topics(resident.id))
            await w.residents.subscribe(resident.id, topic)
            assert len(await w.residents.topics(resident.id)) == before + 1
            await w.commit()

    resident = await a_resident(uow)
    async with asyncio.timeout(60):
        await asyncio.gather(*(subscribe(f"topic{n}") for n in range(60)))
    async with uow.reading() as r:
        assert len(await r.residents.topics(resident.id)) == 60


async def test_what_happens_each_second_opens_no_connection_anew(database: Database) -> None:
    opened: list[object] = []
    event.listen(database.engine.sync_engine, "connect", lambda connection, _: opened.append(connection))

    async def look(all_at_once: asyncio.Barrier) -> None:
        async with database.reading() as session:
            await session.connection()
            await all_at_once.wait()

    for _ in range(3):
        at_once = asyncio.Barrier(16)
        async with asyncio.timeout(20):
            await asyncio.gather(*(look(at_once) for _ in range(16)))
    assert len(opened) <= 16


async def test_a_writer_that_was_cancelled_lets_the_next_one_write(uow: SqlUnitOfWork) -> None:
    async def hold() -> None:
        async with uow.writing() as w:
            await w.residents.subscribe(resident.id, "culture")
            inside.set()
            await asyncio.Event().wait()

    resident = await a_resident(uow)
    inside = asyncio.Event()
    task = asyncio.create_task(hold())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5), uow.writing() as w:
        assert await w.residents.topics(resident.id) == frozenset()
        await w.residents.subscribe(resident.id, "sports")
        await w.commit()


async def test_a_reference_to_nobody_is_refused(uow: SqlUnitOfWork) -> None:
    async with uow.writing() as w:
        with pytest.raises(IntegrityError):
            await w.residents.subscribe(4711, "culture")


def told(failure: BaseException) -> str:
    """All that a log could show of an error, with those that caused it."""
    return "".join(traceback.format_exception(failure)) + repr(failure)


@pytest.mark.parametrize("people", [0, 1])
async def test_a_refused_row_is_not_quoted(uow: SqlUnitOfWork, people: int) -> None:
    event = await a_kept_event(uow)
    request = a_request(event, await a_resident(uow))
    outcome = await register(uow, FakeClock(), request)
    assert isinstance(outcome, Registered)
    row = replace(outcome.registration, people=people)
    async with uow.writing() as w:
        with pytest.raises(IntegrityError) as refused:
            await w.registrations.add(row)
    log = told(refused.value)
    assert "constraint" in log.lower()
    for secret in (request.name, row.code, "2026-12-01"):
        assert secret not in log


async def test_a_statement_that_fails_does_not_tell_its_values(database: Database) -> None:
    value = "".join(("Mi", "ra"))  # a traceback shows the lines of this test
    async with database.reading() as session:
        connection = await session.connection()
        with pytest.raises(DBAPIError) as failed:
            await connection.execute(text("SELECT 1 FROM nowhere WHERE name = :name"), {"name": value})
    assert "nowhere" in told(failed.value)
    assert value not in told(failed.value)


async def test_close_ends_every_connection(database: Database) -> None:
    async with database.reading() as session:
        await session.connection()
    await database.close()
    assert _open_connections(database.engine) == 0


def _open_connections(engine: AsyncEngine) -> int:
    status = engine.pool.status()
    return int(status.partition("Connections in pool: ")[2].split()[0])
