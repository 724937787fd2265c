"""Vectors straight from a SQLite file, for a command that must start quickly and write nothing."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

_VECTORS = "SELECT text_hash, vector FROM vector WHERE model = ?"


def kept_vectors(file: Path, model: str) -> Mapping[str, bytes]:
    """All vectors of a model by hash of the text; none where the file has none or is of another release."""
    if not file.is_file():
        return {}
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return {str(key): bytes(vector) for key, vector in connection.execute(_VECTORS, (model,))}
    except sqlite3.Error:
        return {}
