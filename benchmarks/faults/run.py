"""Runs the table of faults, or a part of it."""

import asyncio
import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.faults.matrix import CASES, Case, Row, matrix
from benchmarks.faults.place import Place
from benchmarks.faults.report import line, report
from tests.faults import processes
from tests.postgres import Postgres

REPORT = Path("docs") / "faults.md"


async def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder}/faults.db"


async def faults(cases: tuple[Case, ...]) -> list[Row]:
    """SQLite in temporary files, and a PostgreSQL server that lives as long as this."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        async with processes.peer(Path(name)) as peer, Postgres() as server:

            async def postgres(_: Path) -> str:
                return await server.new_database()

            for place in (
                Place("SQLite", _sqlite, peer),
                Place("PostgreSQL", postgres, peer, server=server),
            ):
                async for row in matrix(place, cases):
                    print(f"{'ok    ' if row.outcome.holds else 'BROKEN'} {line(row)}", flush=True)
                    rows.append(row)
    return rows


def chosen(words: Sequence[str]) -> tuple[Case, ...]:
    """The cases in which one of these words stands; all of them without any."""
    if not words:
        return CASES
    wanted = [word.casefold() for word in words]
    return tuple(
        case for case in CASES if any(word in f"{case.fault} {case.activity}".casefold() for word in wanted)
    )


def main(words: Sequence[str]) -> int:
    """Runs it, writes the page; 1 where a promise was broken."""
    # What the faults make the program say is what is to be expected; this page says what came of it.
    logging.disable(logging.CRITICAL)
    processes.prepare()
    rows = asyncio.run(faults(chosen(words)))
    broken = [row for row in rows if not row.outcome.holds]
    print(f"{len(rows) - len(broken)} of {len(rows)} as promised")
    if not words:
        REPORT.write_text(report(rows), encoding="utf-8")
        print(f"see {REPORT}")
    return 1 if broken else 0
