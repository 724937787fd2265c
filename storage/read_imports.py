"""Imported knowledge straight from a SQLite file, for a command that must start quickly and write nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from civic.answers.imports import Collected, GenerationStatus
from storage.knowledge_rows import entries_from

_ACTIVE = "SELECT id, source, title FROM knowledge_generation WHERE status = ? ORDER BY source"
_TEXTS = "SELECT * FROM knowledge_text WHERE generation_id = ? ORDER BY place, language"


class CannotRead(Exception):
    """The file holds no knowledge that can be used; the text says why."""


def imported(file: Path) -> list[Collected]:
    """The active sources in the file; none where there is no file, which is never made. CannotRead."""
    if not file.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [
                Collected(source, title, tuple(entries_from(connection.execute(_TEXTS, (number,)))))
                for number, source, title in connection.execute(_ACTIVE, (GenerationStatus.ACTIVE.value,))
            ]
    except (sqlite3.Error, ValueError) as failure:
        raise CannotRead(f"{type(failure).__name__}: {failure}") from failure
