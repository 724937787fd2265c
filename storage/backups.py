"""Backups: one file for each, whole or not there at all, readable by the bot's user only."""

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storage.backup_files import BackupFailed as BackupFailed
from storage.backup_files import make_final, make_private
from storage.database import Database
from storage.encryption import ENDING, NO_KEYS, Keys, head_of
from storage.migrate import known_revisions
from storage.postgres_backup import dump, load, revision_in
from storage.postgres_programs import Programs
from storage.sqlite_backup import copy_of, put_back, revision_of, unpacked

_NAME = re.compile(r"stadtbote-(\d{8}T\d{6})Z(?:-\d+)?\.(?:db|dump)(?:\.age)?")
_STAMP = "%Y%m%dT%H%M%S"
_ABANDONED_SECONDS = 3600
_SQLITE_MAGIC, _DUMP_MAGIC = b"SQLite format 3\x00", b"PGDMP"


@dataclass(frozen=True)
class Backup:
    """A finished backup and when it was begun."""

    file: Path
    at: datetime


def backups_in(folder: Path) -> list[Backup]:
    """Finished backups of a folder by their names, the newest first; none where there is no folder."""
    if not folder.is_dir():
        return []
    named = ((file, _NAME.fullmatch(file.name)) for file in folder.iterdir())
    found = [Backup(file, _when(match[1])) for file, match in named if match]
    return sorted(found, key=lambda one: (one.at, one.file.name), reverse=True)


async def back_up(
    database: Database, folder: Path, now: datetime, programs: Programs | None = None, keys: Keys = NO_KEYS
) -> Path:
    """Writes a backup of a database in use, reads it once more, and only then gives it its name.

    What a killed process left half-written an hour ago is removed. BackupFailed leaves no file, and the
    earlier ones alone. With public keys it is encrypted for them.
    """
    with _named(folder):
        _tidy(folder)
    ending = ("db" if database.file is not None else "dump") + (ENDING if keys.public else "")
    target = _free_name(folder, now, ending)
    part = target.with_name(f"{target.name}.part")
    try:
        make_private(part)
        if database.file is not None:
            await copy_of(database.file, part, keys.public)
        else:
            await dump(database.url, part, programs or Programs(), keys.public)
        with _named(folder):
            make_final(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return target


def backups_until(folder: Path, now: datetime) -> list[Backup]:
    """Those of a folder that are not from the future: such were made while the clock was wrong."""
    return [one for one in backups_in(folder) if one.at <= now]


def remove_old(
    folder: Path, now: datetime, keep: int | None = None, since: datetime | None = None
) -> list[Path]:
    """Deletes all but the newest `keep`, and what was begun before `since`, but never the newest of all.

    Those from the future are neither counted nor deleted.
    """
    found = backups_until(folder, now)
    old = [
        one.file
        for place, one in enumerate(found)
        if place > 0 and ((keep is not None and place >= keep) or (since is not None and one.at < since))
    ]
    for file in old:
        file.unlink(missing_ok=True)
    return old


async def restore(
    database: Database,
    file: Path,
    now: datetime,
    programs: Programs | None = None,
    keys: Keys = NO_KEYS,
    *,
    replace: bool = False,
) -> Path | None:
    """Puts a backup in the place of a database that nobody uses; returns where the earlier one is kept.

    BackupFailed changes nothing: the file is damaged, encrypted for another key, of another kind of database
    or of a later release, the bot runs, or there are tables and `replace` is not set.
    """
    programs, mark = programs or Programs(), f"before-restore-{now:{_STAMP}}Z"
    is_sqlite = await asyncio.to_thread(_is_sqlite, file, keys.secret)
    if is_sqlite is not (database.file is not None):
        kinds = ("SQLite", "PostgreSQL") if is_sqlite else ("PostgreSQL", "SQLite")
        raise BackupFailed(f"{file.name} is of {kinds[0]}, and STADTBOTE_DATABASE_URL names {kinds[1]}")
    if database.file is None:
        _must_be_known(await revision_in(file, keys.secret, programs), file)
        kept = file.with_name(f"{mark}.dump{ENDING if keys.public else ''}")
        return await load(database, file, kept, keys, programs, replace=replace)
    part = await unpacked(file, database.file, keys.secret)
    try:
        _must_be_known(await revision_of(part, file.name), file)
        return await put_back(database.file, part, mark, replace=replace)
    finally:
        part.unlink(missing_ok=True)


def _must_be_known(revision: str, file: Path) -> None:
    if revision not in known_revisions():
        raise BackupFailed(f"{file.name} is of a later release (tables {revision}); install that one first")


def _tidy(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for unfinished in folder.glob("stadtbote-*.part"):
        # What is younger may be the work of a command at this moment.
        if time.time() - unfinished.stat().st_mtime > _ABANDONED_SECONDS:
            unfinished.unlink(missing_ok=True)


def _is_sqlite(file: Path, secret: Sequence[str]) -> bool:
    head = head_of(file, len(_SQLITE_MAGIC), secret)
    if head != _SQLITE_MAGIC and not head.startswith(_DUMP_MAGIC):
        raise BackupFailed(f"{file.name} is no backup")
    return head == _SQLITE_MAGIC


def _free_name(folder: Path, now: datetime, ending: str) -> Path:
    stem = f"stadtbote-{now.astimezone(UTC):{_STAMP}}Z"
    for name in (stem, *(f"{stem}-{number}" for number in range(2, 100))):
        if not (folder / f"{name}.{ending}").exists():
            return folder / f"{name}.{ending}"
    raise BackupFailed(f"{folder} holds a hundred backups of this second")


def _when(stamp: str) -> datetime:
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as failure:
        raise BackupFailed(f"{folder} cannot be written: {failure.strerror}") from failure
