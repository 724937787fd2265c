"""Migrations on both databases: they make the tables of the code, lose no rows, and can be killed."""

import asyncio
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, Table, inspect, text
from sqlmodel import UTCDateTime

from civic.consents import Purpose, Wording
from civic.registrations import Registered, register
from storage.database import Database
from storage.migrate import VERSIONS, BrokenReferences, NewerDatabase, downgrade, pending, upgrade
from storage.migrations.__main__ import write_revision
from storage.tables import METADATA
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_kept_event, a_request, a_resident
from tests.fakes import FakeClock
from tests.postgres import Postgres
from tests.storage.revisions import BREAK, DIE, FAIL, REBUILD, with_revision

# As the first release wrote it.
AN_EVENT = """
    INSERT INTO event (titles, descriptions, starts_at, ends_at, deadline, place, seats, cost, organiser,
        contact, step_free, spoken, status, example, revision)
    VALUES ('{"de": "Fest"}', '{}', '2027-01-01', '2027-01-02', '2027-01-01', 'Stiftsplatz', 5, '', '',
        '', NULL, 'de', 'published', 0, 0)
"""
REVISIONS = [f"{number:04}" for number in range(1, 36)]
HEAD = REVISIONS[-1]
ROOT = Path(__file__).parents[2]

DEFINITIONS = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> 'alembic_version'",
    "postgresql": """
        SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
        AND conrelid IS DISTINCT FROM to_regclass('alembic_version')
        UNION ALL
        SELECT indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    """,
}


@pytest.fixture
async def used(new: Database) -> Database:
    """A database of this release with an event, of which two residents have seats."""
    await upgrade(new)
    uow = SqlUnitOfWork(new)
    event = await a_kept_event(uow)
    for _ in range(2):
        outcome = await register(uow, FakeClock(), a_request(event, await a_resident(uow)))
        assert isinstance(outcome, Registered)
    return new


async def tables(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda c: inspect(c).get_table_names()))


async def numbers(database: Database) -> tuple[int, int, bool]:
    """How many events and registrations there are, and whether a half-done column is there."""
    async with database.engine.connect() as connection:
        events = (await connection.execute(text("SELECT count(*) FROM event"))).scalar_one()
        seats = (await connection.execute(text("SELECT count(*) FROM registration"))).scalar_one()
        columns = await connection.run_sync(lambda c: inspect(c).get_columns("event"))
    return events, seats, "half" in {column["name"] for column in columns}


async def definitions(database: Database) -> dict[str, list[str]]:
    """Every constraint and index (SQLite: lines of every table), as the database itself writes it down."""
    async with database.engine.connect() as connection:
        rows = await connection.execute(text(DEFINITIONS[database.url.get_backend_name()]))
        # SQLite quotes the name of a table that was written anew.
        plain = [(name, sql.replace('"', "")) for name, sql in rows]
        return {name: sorted(line.strip(" \t,") for line in sql.splitlines()) for name, sql in plain}


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, METADATA))


async def test_migrations_make_the_tables_of_the_code(new: Database) -> None:
    assert await pending(new) == REVISIONS
    assert await upgrade(new) == REVISIONS
    assert await pending(new) == []
    assert await tables(new) == {*METADATA.tables, "alembic_version"}
    async with new.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrations_make_every_constraint_of_the_code(
    new: Database, postgres: Postgres, tmp_path: Path
) -> None:
    await upgrade(new)
    other = Database(f"sqlite:///{tmp_path}/other.db" if new.file else await postgres.new_database())
    async with other.engine.execution_options(writes=True).begin() as connection:
        await connection.run_sync(METADATA.create_all)
    expected = await definitions(other)
    await other.close()
    assert await definitions(new) == expected
    assert any("CHECK" in line for lines in expected.values() for line in lines)


async def test_migrations_go_down_and_up_again(new: Database) -> None:
    await upgrade(new)
    await downgrade(new, "0001")
    assert await pending(new) == REVISIONS[1:]
    assert not {name for name in await tables(new) if name.startswith("web_")}
    await downgrade(new, "base")
    assert await tables(new) == {"alembic_version"}
    assert await upgrade(new) == REVISIONS
    assert await upgrade(new) == []


async def test_a_rebuilt_table_loses_no_rows_and_no_numbers(used: Database, tmp_path: Path) -> None:
    uow = SqlUnitOfWork(used)
    example = await a_kept_event(uow, example=True)
    async with uow.writing() as w:
        await w.events.remove_examples()
        await w.commit()
    versions = with_revision(tmp_path, HEAD, REBUILD)
    assert await pending(used, versions) == ["test"]
    assert await upgrade(used, versions) == ["test"]
    assert await numbers(used) == (1, 2, False)
    async with used.engine.connect() as connection:
        columns = await connection.run_sync(lambda c: inspect(c).get_columns("event"))
        assert [c["nullable"] for c in columns if c["name"] == "organiser"] == [True]
    assert (await a_kept_event(uow)).id > example.id


async def test_foreign_keys_hold_again_after_an_upgrade(new: Database) -> None:
    await upgrade(new)
    if new.file:
        async with new.reading() as session:
            connection = await session.connection()
            assert (await connection.execute(text("PRAGMA foreign_keys"))).scalar_one() == 1


async def test_rows_that_refer_to_nothing_stop_the_upgrade(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/city.db")
    await upgrade(database)
    uow = SqlUnitOfWork(database)
    event, resident = await a_kept_event(uow), await a_resident(uow)
    await register(uow, FakeClock(), a_request(event, resident))
    with pytest.raises(BrokenReferences, match="registration -> event"):
        await upgrade(database, with_revision(tmp_path, HEAD, BREAK))
    assert await numbers(database) == (1, 1, False)
    await database.close()


async def test_a_failing_upgrade_changes_nothing(used: Database, tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        await upgrade(used, with_revision(tmp_path, HEAD, FAIL))
    assert await numbers(used) == (1, 2, False)
    assert await pending(used) == []


async def test_what_people_agreed_to_before_is_a_consent(used: Database) -> None:
    await downgrade(used, "0024")
    async with used.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("INSERT INTO subscription (resident_id, topic) VALUES (1, 'culture')"))
        await connection.execute(text("UPDATE registration SET photos = (resident_id = 2)"))
    await upgrade(used)
    async with SqlUnitOfWork(used).reading() as r:
        given = {number: await r.consents.of(number) for number in (1, 2)}
    found = {
        number: [(one.purpose, one.event_id, one.wording) for one in each] for number, each in given.items()
    }
    unknown = Wording("", "de")
    assert found == {1: [(Purpose.ANNOUNCEMENTS, None, unknown)], 2: [(Purpose.PHOTOS, 1, unknown)]}


@pytest.mark.faults
async def test_a_killed_upgrade_leaves_a_usable_database(used: Database, tmp_path: Path) -> None:
    versions = with_revision(tmp_path, HEAD, DIE)
    url = used.url.render_as_string(hide_password=False)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.storage.revisions",
        url,
        str(tmp_path),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert (said.split(), process.returncode) == ([b"half", b"way"], -signal.SIGKILL)
    assert await numbers(used) == (1, 2, False)
    assert await pending(used, versions) == ["test"]
    assert await upgrade(used, with_revision(tmp_path, HEAD, REBUILD)) == ["test"]
    event = await a_kept_event(SqlUnitOfWork(used))
    outcome = await register(
        SqlUnitOfWork(used), FakeClock(), a_request(event, await a_resident(SqlUnitOfWork(used)))
    )
    assert isinstance(outcome, Registered)


async def test_two_processes_migrate_once(new: Database, new_url: str) -> None:
    others = [Database(new_url) for _ in range(3)]
    applied = await asyncio.gather(*(upgrade(database) for database in others))
    for database in others:
        await database.close()
    assert sorted(applied) == [[], [], REVISIONS]
    assert await pending(new) == []


async def test_a_copy_is_kept_before_an_upgrade(tmp_path: Path) -> None:
    file = tmp_path / "stadtbote.db"
    database = Database(f"sqlite:///{file}")
    await upgrade(database, only_first(tmp_path))
    file.chmod(0o600)
    assert names(tmp_path, "*.before-*") == []
    async with database.engine.begin() as connection:
        await connection.execute(text(AN_EVENT))
    assert await upgrade(database) == REVISIONS[1:]
    async with SqlUnitOfWork(database).reading() as r:
        kept = await r.events.get(1)
        assert kept is not None
        assert (kept.event.titles, kept.event.reminders) == ({"de": "Fest"}, (48, 3))
    await database.close()
    copy = tmp_path / f"stadtbote.db.before-{HEAD}"
    assert copy.stat().st_mode & 0o777 == 0o600
    before = Database(f"sqlite:///{copy}")
    assert await pending(before) == REVISIONS[1:]
    assert (await numbers(before))[0] == 1
    await before.close()
    assert names(tmp_path, "*.before-*") == [copy.name]


async def test_a_newer_database_is_refused(new: Database, tmp_path: Path) -> None:
    await upgrade(new, with_revision(tmp_path, HEAD, REBUILD))
    with pytest.raises(NewerDatabase, match="test"):
        await pending(new)
    with pytest.raises(NewerDatabase, match="test"):
        await upgrade(new)


async def test_the_next_revision_is_written_from_the_tables(new: Database, tmp_path: Path) -> None:
    extra = Table("extra", METADATA, Column("at", UTCDateTime(), nullable=False))
    try:
        [written] = await write_revision("one table more", tmp_path)
    finally:
        METADATA.remove(extra)
    number = f"{int(HEAD) + 1:04}"
    assert written.name == f"r{number}_one_table_more.py"
    assert await upgrade(new, (*VERSIONS, tmp_path)) == [*REVISIONS, number]
    assert "extra" in await tables(new)
    await downgrade(new, HEAD, (*VERSIONS, tmp_path))
    assert "extra" not in await tables(new)


def names(folder: Path, pattern: str) -> list[str]:
    return [path.name for path in folder.glob(pattern)]


def only_first(tmp_path: Path) -> Sequence[Path]:
    """A release before this one."""
    folder = tmp_path / "versions"
    folder.mkdir()
    shutil.copy(VERSIONS[0] / "r0001_city.py", folder)
    return (folder,)
