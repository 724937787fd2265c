"""Backups of a SQLite file by SQLite's own online copy, and putting one back."""

import asyncio
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile

from storage.backup_files import BackupFailed, make_final
from storage.encryption import clear_text, encrypt

_REVISION = "SELECT version_num FROM alembic_version"
# Bytes 18 and 19 say how the file is written: 1 and 1 where no log lies beside it (sqlite.org/fileformat2).
_NO_LOG, _LOG_AT = b"\x01\x01", 18
_HAS_TABLES = "SELECT count(*) FROM sqlite_master WHERE type = 'table'"


async def copy_of(source: Path, part: Path, public: Sequence[str] = ()) -> None:
    """Copies a database that others write to: everything that was committed when it began, and checks it."""
    if public:
        await asyncio.to_thread(_copy_encrypted, source, part, public)
    else:
        await asyncio.to_thread(_copy, source, part)


async def unpacked(file: Path, target: Path, secret: Sequence[str]) -> Path:
    """A clear copy of a backup beside the database in whose place it is to be put, for its user only."""
    return await asyncio.to_thread(_unpack, file, target, secret)


async def revision_of(part: Path, name: str) -> str:
    """The tables' revision in a backup whose pages are all sound. BackupFailed gives its name where not."""
    return await asyncio.to_thread(_revision, part, name)


async def put_back(target: Path, part: Path, mark: str, *, replace: bool) -> Path | None:
    """Puts a file in the place of one that nobody has open; the earlier one gets `mark` to its name."""
    return await asyncio.to_thread(_put_back, target, part, mark, replace)


def _copy(source: Path, part: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(source)) as origin,
            closing(sqlite3.connect(part)) as copy,
        ):
            # In one step: it reads one state of the write-ahead log, however much is written meanwhile.
            origin.backup(copy)
            # A copy that is one file, with no log beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
        _revision(part, part.name)
    except sqlite3.Error as failure:
        raise BackupFailed(f"the database could not be copied: {failure}") from failure


def _copy_encrypted(source: Path, part: Path, public: Sequence[str]) -> None:
    """The clear copy lies beside the database, where clear text is anyway, and has no name: whatever
    happens to this process, the system takes it away."""
    try:
        with (
            NamedTemporaryFile(dir=source.parent, prefix=f".{source.name}-", delete=False) as clear,
            closing(sqlite3.connect(clear.name, isolation_level=None)) as copy,
            closing(
                sqlite3.connect(f"{Path(clear.name).resolve().as_uri()}?mode=ro&nolock=1", uri=True)
            ) as check,
        ):
            Path(clear.name).unlink()
            # A journal would lie beside it, under a name.
            copy.execute("PRAGMA journal_mode = OFF")
            with closing(sqlite3.connect(source)) as origin:
                origin.backup(copy)
            copy.close()
            os.pwrite(clear.fileno(), _NO_LOG, _LOG_AT)
            _sound_revision(check, part.name)
            encrypt(clear, part, public)
    except OSError as failure:
        raise BackupFailed(f"{source.parent} cannot be written: {failure.strerror}") from failure
    except sqlite3.Error as failure:
        raise BackupFailed(f"the database could not be copied: {failure}") from failure


def _unpack(file: Path, target: Path, secret: Sequence[str]) -> Path:
    part = target.with_name(f"{target.name}.restoring")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        with part.open("wb") as stream:
            clear_text(file, secret)(stream)
    except BaseException as failure:
        part.unlink(missing_ok=True)
        if isinstance(failure, OSError):
            raise BackupFailed(f"{target.parent} cannot be written: {failure.strerror}") from failure
        raise
    return part


def _revision(file: Path, name: str) -> str:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            return _sound_revision(copy, name)
    except sqlite3.Error as failure:
        raise BackupFailed(f"{name} is damaged: {failure}") from failure


def _sound_revision(copy: sqlite3.Connection, name: str) -> str:
    faults = copy.execute("PRAGMA integrity_check").fetchall()
    dangling = copy.execute("PRAGMA foreign_key_check").fetchone()
    row = copy.execute(_REVISION).fetchone()
    if faults != [("ok",)] or dangling is not None or row is None:
        raise BackupFailed(f"{name} is damaged: it is not what was written")
    return str(row[0])


def _put_back(target: Path, part: Path, mark: str, replace: bool) -> Path | None:
    try:
        kept = target.with_name(f"{target.name}.{mark}") if _is_worth_keeping(target, replace) else None
        if kept is not None:
            # Of a damaged file a log may have stayed, which must not be applied to the backup.
            for ending in ("-wal", "-shm", ""):
                if (old := target.with_name(target.name + ending)).exists():
                    old.replace(kept.with_name(kept.name + ending))
        make_final(part, target)
    except OSError as failure:
        raise BackupFailed(f"{target.parent} cannot be written: {failure.strerror}") from failure
    return kept


def _is_worth_keeping(target: Path, replace: bool) -> bool:
    """Whether there is something in it. BackupFailed where it is in use, or must not be replaced."""
    if not target.exists():
        return False
    try:
        with closing(sqlite3.connect(target, timeout=0)) as present:
            # Needs the file for itself: refused as long as any other program has it open.
            present.execute("PRAGMA journal_mode = DELETE")
            holds = bool(present.execute(_HAS_TABLES).fetchone()[0])
    except sqlite3.OperationalError as busy:
        raise BackupFailed("the database is in use; stop the bot first") from busy
    except sqlite3.DatabaseError:
        holds = True  # a damaged file is a reason to restore; it is kept as it is
    if holds and not replace:
        raise BackupFailed("the database is not empty; --replace puts the backup in its place")
    return holds
