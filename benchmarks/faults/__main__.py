"""`make faults`: every fault in the middle of an announcement; writes docs/announcement-faults.md."""

import asyncio
import logging
import platform
import sys
import tempfile
from pathlib import Path

from benchmarks.faults.matrix import FAULTS, Place, Row, matrix
from tests.faults import processes
from tests.faults.killed_runs import SEED
from tests.postgres import Postgres

REPORT = Path("docs") / "announcement-faults.md"
NOT_SENT = ("unreachable", "refused", "unknown", "skipped", "open")
PAGE = """# Faults in the middle of an announcement

What became of an announcement when something went wrong while it was sent: by a real program, against a
server that speaks as Telegram does and keeps a log of every call. Written by `make faults`, which ends with
an error if anybody was lost, got it twice beyond the bound, or a report does not add up.

- **Lost**: readers whom nothing reached and whom no figure of the report names.
- **Twice**: messages too many, by the server's log, and how many there may be. After a kill nobody can know
  whether a copy that was on the wire arrived, so it is sent again (`STADTBOTE_AFTER_CRASH=unknown` rather
  leaves it out); the bound is what can be on the wire at once, for each kill. Otherwise it is 0. Here up to
  1,000 copies leave in a second, so that as many as possible are on the wire when the program dies.
- **Adds up**: sent, unreachable, refused, unknown, skipped and open are together what was planned, and those
  counted as sent are exactly those whom the server's log says it was delivered to.

| Fault | Database | Lost | Twice (at most) | Planned | Sent | In the log | Not sent | Adds up | Remarks |
|---|---|---|---|---|---|---|---|---|---|
{rows}

The random points are those of the seed {seed}; a program that was done before it reached its point is not
among those killed. A full disk is real on SQLite, which refuses to let its file grow; on PostgreSQL every
statement that writes fails as if there were no space. Run with Python {python} on {system}.
"""


def _line(row: Row) -> str:
    found, one = row.found, row.found.result
    if one is None:
        return f"| {row.fault} | {row.database} | | | | | | | | {found.note} |"
    figures = one.report
    rest = ", ".join(f"{n} {kind}" for kind in NOT_SENT if (n := getattr(figures, kind))) or "0"
    return (
        f"| {row.fault} | {row.database} | {one.lost} | {one.repeated} ({found.bound}) | {figures.planned} "
        f"| {figures.sent} | {one.reached} | {rest} | {'yes' if one.adds_up else '**no**'} | {found.note} |"
    )


def report(rows: list[Row]) -> str:
    """The page: each fault on all databases."""
    lines = [_line(row) for fault in FAULTS for row in rows if row.fault == fault]
    return PAGE.format(
        rows="\n".join(lines), seed=SEED, python=platform.python_version(), system=platform.system()
    )


async def _sqlite(folder: Path) -> str:
    return f"sqlite:///{folder}/faults.db"


async def faults() -> list[Row]:
    """SQLite in temporary files, and a PostgreSQL server that lives as long as this."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        async with processes.peer(Path(name)) as peer, Postgres() as server:

            async def postgres(_: Path) -> str:
                return await server.new_database()

            for place in (Place("SQLite", _sqlite, peer), Place("PostgreSQL", postgres, peer)):
                async for row in matrix(place):
                    print(f"{'ok    ' if row.found.holds else 'BROKEN'} {_line(row)}", flush=True)
                    rows.append(row)
    return rows


def main() -> int:
    """Runs everything, writes the page; 1 where a promise was broken."""
    # What the faults make the program say is what is to be expected; this page says what came of it.
    logging.disable(logging.CRITICAL)
    processes.prepare()
    rows = asyncio.run(faults())
    REPORT.write_text(report(rows), encoding="utf-8")
    broken = [row for row in rows if not row.found.holds]
    print(f"{len(rows) - len(broken)} of {len(rows)} as promised; see {REPORT}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
