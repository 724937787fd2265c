"""Everything in an open format: a file of JSON lines for each table, and one that explains them all."""

import base64
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from civic.conversations import Json
from storage.backup_files import BackupFailed, make_private
from storage.database import Database
from storage.declarations import DECLARED
from storage.declarations.base import Declared
from storage.silence import MAY_IDLE

EXPLAINED = "tables.json"
_AT_ONCE = 1000
# They hold invitations, recovery codes and keys of apps as they were shown or typed.
_SAID: Mapping[str, tuple[str, ...]] = {
    "web_file": ("content",),
    "web_message": ("body",),
    "web_update": ("body",),
}


async def export(database: Database, folder: Path) -> dict[str, int]:
    """Writes a new folder, all of it from one moment, with others writing; returns the rows of each table.

    What opens something (hashes of links, keys) is left out, and with it what was said in the web chat: lines
    show links and codes, and transcripts are not records. BackupFailed where the folder is there already
    or cannot be written; then nothing of it is left.
    """
    with _new_folder(folder) as part:
        return await _write(database, part)


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """One that gets its name when all is in it, and is gone if that fails."""
    if folder.exists():
        raise BackupFailed(f"{folder} is there already; name a new folder")
    part = folder.with_name(f"{folder.name}.part")
    if part.exists():
        raise BackupFailed(f"{part} is left of an export that was broken off; delete it")
    try:
        part.mkdir(mode=0o700, parents=True)
    except OSError as failure:
        raise BackupFailed(f"{part} cannot be made: {failure.strerror}") from failure
    try:
        yield part
        part.replace(folder)
    except BaseException as failure:
        shutil.rmtree(part, ignore_errors=True)
        if isinstance(failure, OSError):
            raise BackupFailed(f"{folder} cannot be written: {failure.strerror}") from failure
        raise


async def _write(database: Database, folder: Path) -> dict[str, int]:
    make_private(folder / EXPLAINED)
    explained = json.dumps({one.name: _explained(one) for one in DECLARED}, ensure_ascii=False, indent=2)
    (folder / EXPLAINED).write_text(explained + "\n", "utf-8")
    counts = {}
    async with database.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # All tables as they are at one moment; a transaction of SQLite sees that by itself.
            connection = await connection.execution_options(isolation_level="REPEATABLE READ")
            await connection.execute(text(MAY_IDLE))
        for declared in DECLARED:
            counts[declared.name] = await _table(connection, declared, folder / f"{declared.name}.jsonl")
    return counts


def _explained(declared: Declared) -> Mapping[str, Json]:
    columns: dict[str, Json] = {name: declared.columns[name] for name in _shown(declared)}
    return {"purpose": declared.purpose, "kept": declared.kept.value, "columns": columns}


def _shown(declared: Declared) -> list[str]:
    left_out = (*declared.secret, *_SAID.get(declared.name, ()))
    return [name for name in declared.columns if name not in left_out]


async def _table(connection: AsyncConnection, declared: Declared, file: Path) -> int:
    table = declared.table.__table__  # type: ignore[attr-defined]
    rows = select(*(table.columns[name] for name in _shown(declared))).order_by(*table.primary_key.columns)
    make_private(file)
    count = 0
    with file.open("w", encoding="utf-8") as lines:
        async with connection.stream(rows.execution_options(yield_per=_AT_ONCE)) as found:
            async for row in found:
                written = {name: _json(value) for name, value in row._mapping.items()}
                lines.write(json.dumps(written, ensure_ascii=False) + "\n")
                count += 1
    return count


def _json(value: object) -> Json:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case Mapping():
            return {str(name): _json(one) for name, one in value.items()}
        case list() | tuple():
            return [_json(one) for one in value]
    raise TypeError(type(value).__name__)
