"""Brings a database to the tables of this release, all or nothing, one process at a time."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.silence import MAY_IDLE

_SCRIPTS = Path(__file__).parent / "migrations"
VERSIONS = (_SCRIPTS / "versions",)
BEFORE_RESTORE = "before_restore"
"""The schema in which PostgreSQL's tables are while a backup takes their place."""
IS_ASIDE = "SELECT count(*) FROM pg_namespace WHERE nspname = 'before_restore'"
_ADVISORY_LOCK = 0x53544144  # any number, the same in every process


class BrokenReferences(Exception):
    """After a migration, rows refer to rows that are not there; nothing was changed."""


class NewerDatabase(Exception):
    """A later release made the tables; this one does not know their revision."""


class UnfinishedRestore(Exception):
    """The tables were put aside for a backup that was never loaded."""

    def __init__(self) -> None:
        super().__init__(
            f"a restore was broken off: the tables are in the schema {BEFORE_RESTORE}; "
            "run 'stadtbote restore' again, which begins by putting them back"
        )


async def upgrade(database: Database, versions: Sequence[Path] = VERSIONS) -> list[str]:
    """Applies the revisions that are missing; returns them in order.

    All in one transaction: after a failure, or the death of the process, everything is as before.
    Of a SQLite file with tables in it, a copy `NAME.before-REVISION` is kept beside it.
    BrokenReferences, NewerDatabase and UnfinishedRestore leave the database as it is.
    """
    applied: list[str] = []
    async with _migrating(database) as connection:
        missing = await connection.run_sync(_missing, versions)
        if not missing:
            return []
        if database.file is not None and await connection.run_sync(_revision) is not None:
            await asyncio.to_thread(_copy, database.file, missing[-1])
        await connection.run_sync(_run, command.upgrade, "heads", versions, applied)
    return applied


async def downgrade(database: Database, revision: str, versions: Sequence[Path] = VERSIONS) -> None:
    """Takes back every revision after `revision`; `base` takes back all and drops the tables."""
    async with _migrating(database) as connection:
        await connection.run_sync(_run, command.downgrade, revision, versions, [])


async def pending(database: Database, versions: Sequence[Path] = VERSIONS) -> list[str]:
    """The revisions that `upgrade` would apply, in order. NewerDatabase and UnfinishedRestore as there."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(_missing, versions)


@asynccontextmanager
async def _migrating(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.turn(), database.engine.connect() as connection:
        if database.file is None:
            async with connection.begin():
                await connection.execute(text(MAY_IDLE))
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))
                yield connection
        else:
            async with _rebuilding(connection):
                yield connection
    # Statements that other connections prepared are for the old tables.
    await database.engine.dispose()


@asynccontextmanager
async def _rebuilding(connection: AsyncConnection) -> AsyncIterator[None]:
    """A write transaction on SQLite in which tables can be rebuilt.

    A rebuild drops the old table. With foreign keys on, that would delete the rows that refer to it, and
    the pragma does nothing inside a transaction, so it goes to the driver before BEGIN.
    """
    driver = (await connection.get_raw_connection()).driver_connection
    assert driver is not None
    await driver.execute("PRAGMA foreign_keys = OFF")
    try:
        await connection.execution_options(writes=True)
        async with connection.begin():
            numbers = await _last_numbers(connection)
            yield
            await _restore(connection, numbers)
            broken = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
            if broken:
                raise BrokenReferences(sorted({f"{row[0]} -> {row[2]}" for row in broken}))
    finally:
        await driver.execute("PRAGMA foreign_keys = ON")


async def _last_numbers(connection: AsyncConnection) -> dict[str, int]:
    tables = await connection.execute(text("SELECT name FROM sqlite_master WHERE name = 'sqlite_sequence'"))
    if tables.first() is None:
        return {}
    rows = await connection.execute(text("SELECT name, seq FROM sqlite_sequence"))
    return {row.name: row.seq for row in rows}


async def _restore(connection: AsyncConnection, numbers: dict[str, int]) -> None:
    """A rebuilt table counts on from its last row; ids of deleted rows after it must not come back."""
    for name, last in numbers.items():
        values = {"name": name, "last": last}
        exists = text("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name")
        if (await connection.execute(exists, values)).first() is None:
            continue
        await connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
        await connection.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), values)


def known_revisions(versions: Sequence[Path] = VERSIONS) -> frozenset[str]:
    """The revisions of tables that this release can work with or bring up to date."""
    script = ScriptDirectory.from_config(config_for(versions))
    return frozenset(step.revision for step in script.walk_revisions())


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _missing(connection: Connection, versions: Sequence[Path]) -> list[str]:
    script = ScriptDirectory.from_config(config_for(versions))
    current = _revision(connection)
    if current is not None and current not in known_revisions(versions):
        raise NewerDatabase(current)
    if current is None and connection.dialect.name == "postgresql" and connection.scalar(text(IS_ASIDE)):
        raise UnfinishedRestore
    newest_first = script.iterate_revisions("heads", current or "base")
    return [step.revision for step in newest_first][::-1]


def _run(
    connection: Connection,
    run: Callable[[Config, str], None],
    target: str,
    versions: Sequence[Path],
    applied: list[str],
) -> None:
    config = config_for(versions)
    config.attributes["connection"] = connection
    config.attributes["on_version_apply"] = lambda *, step, **_: applied.append(step.up_revision_id)
    run(config, target)


def config_for(versions: Sequence[Path]) -> Config:
    """Alembic's settings, without a file of them."""
    config = Config()
    config.set_main_option("file_template", "r%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "newline")
    # Config reads % as the start of a variable.
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("version_locations", "\n".join(map(str, versions)).replace("%", "%%"))
    return config


def _copy(file: Path, revision: str) -> None:
    """Copies a database that others may be reading; a half-written copy never has the final name."""
    target = file.with_name(f"{file.name}.before-{revision}")
    unfinished = target.with_name(f"{target.name}.part")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(unfinished)) as copy:
        shutil.copymode(file, unfinished)
        source.backup(copy)
    unfinished.replace(target)
