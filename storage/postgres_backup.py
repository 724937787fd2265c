"""Backups of a PostgreSQL database by `pg_dump`, and loading one into it."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import URL

from storage.backup_files import BackupFailed, make_private
from storage.database import Database
from storage.encryption import Keys, clear_text, encrypt
from storage.migrate import BEFORE_RESTORE, IS_ASIDE
from storage.postgres_programs import Programs

_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
"""
_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


async def dump(url: URL, part: Path, programs: Programs, public: Sequence[str] = ()) -> None:
    """Writes one state of a database that others write to, and reads the file once more to its end.

    Encrypted for `public` on its way: then no clear text touches the disk.
    """
    options = ("--format=custom", "--no-owner", "--no-privileges", "--schema=public")
    if public:
        await programs.drained(lambda output: encrypt(output, part, public), "pg_dump", *options, url=url)
        return
    await programs.run("pg_dump", *options, f"--file={part}", url=url)
    await programs.run("pg_restore", "--file=/dev/null", str(part))


async def revision_in(file: Path, secret: Sequence[str], programs: Programs) -> str:
    """The tables' revision in a backup that can be read to its end. BackupFailed where it cannot."""
    content = clear_text(file, secret)
    await programs.fed(content, "pg_restore", "--file=/dev/null")
    shown = await programs.fed(content, "pg_restore", "--data-only", "--table=alembic_version", "--file=-")
    lines = iter(shown.decode(errors="replace").splitlines())
    for line in lines:
        if line.startswith("COPY public.alembic_version "):
            return next(lines, "")
    raise BackupFailed(f"{file.name} is no backup of Stadtbote")


async def load(
    database: Database, file: Path, kept: Path, keys: Keys, programs: Programs, *, replace: bool
) -> Path | None:
    """Loads a backup in one transaction; of the earlier tables a backup is made at `kept` first.

    They stay in a schema of their own until the backup is loaded, and come back if it cannot be; where that
    was killed, they come back now.
    """
    async with database.engine.begin() as connection:
        if (await connection.execute(text(_OTHERS))).scalar_one():
            raise BackupFailed("the database is in use; stop the bot first")
        holds = bool((await connection.execute(text(_TABLES))).scalar_one())
        aside = bool((await connection.execute(text(IS_ASIDE))).scalar_one())
    if aside and holds:
        raise BackupFailed(
            f"an earlier restore was broken off: the tables from before it are in the schema {BEFORE_RESTORE}"
            ", newer ones in public; drop the schema that you do not need, and let the other one be public"
        )
    if aside:
        await _put_back(database)
        async with database.engine.begin() as connection:
            holds = bool((await connection.execute(text(_TABLES))).scalar_one())
    if holds and not replace:
        raise BackupFailed("the database is not empty; --replace puts the backup in its place")
    if holds:
        make_private(kept)
        await dump(database.url, kept, programs, keys.public)
    await _do(database, f"ALTER SCHEMA public RENAME TO {BEFORE_RESTORE}", "CREATE SCHEMA public")
    options = ("--schema=public", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    try:
        target = f"--dbname={database.url.database}"
        content = clear_text(file, keys.secret)
        await programs.fed(content, "pg_restore", *options, target, url=database.url)
    except BaseException:
        await _put_back(database)
        raise
    await _do(database, f"DROP SCHEMA {BEFORE_RESTORE} CASCADE")
    return kept if holds else None


async def _put_back(database: Database) -> None:
    await _do(database, "DROP SCHEMA public CASCADE", f"ALTER SCHEMA {BEFORE_RESTORE} RENAME TO public")


async def _do(database: Database, *statements: str) -> None:
    async with database.engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
