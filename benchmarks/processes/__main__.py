"""`make processes`: ends processes of one bot while people write; writes docs/processes.md."""

import asyncio
import os
import platform
import signal
import sys
import tempfile
from pathlib import Path

from benchmarks.processes.matrix import Row, matrix
from storage.database import Database
from storage.migrate import upgrade
from tests.faults import processes
from tests.faults.shared_runs import READERS, VISITORS, WRITERS, Site
from tests.postgres import Postgres

REPORT = Path("docs") / "processes.md"
COLUMNS = (
    "Process that was ended",
    "How",
    "After copies",
    "Lost",
    "Answers twice (at most)",
    "Copies twice (at most)",
    "Followed after",
    "Copies went on after",
    "Longest wait",
)
PAGE = """# When one of several processes ends

What became of people and of an announcement when a process was ended in the middle. Four real processes on
one PostgreSQL server: two for `web,telegram`, two for `deliver,clock`, of which one stands by. Meanwhile
{visitors} people register in the web chat and then ask one question after the other, {writers} people ask
through Telegram's webhook, and an announcement goes to {readers} readers. Whoever writes tries another
process when one does not answer, as a proxy and Telegram do. Written by `make processes`, which ends with
an error if anything was lost, or repeated beyond the bound.

- **Lost**: registrations, answers and copies that never came.
- **Answers twice, copies twice**: messages too many, and how many there may be: after `kill -9` nobody can
  know whether what was on the wire arrived, so it is sent again. After SIGTERM it is 0.
- **Followed after**: seconds from the end until another process was the clock and the sender.
- **Copies went on after**: seconds until the next copy arrived. Copies have a second guard, which waits for
  15 seconds after `kill -9`. Those that the dead process had in hand follow after two minutes, which were
  cut short here.
- **Longest wait**: of anybody for any answer, in seconds.

{columns}
{ruler}
{rows}

Run with Python {python} on {system}; the processes, the server and the people shared {cores} cores.
"""


def _line(row: Row) -> str:
    one, out = row.ending, row.outcome
    how = "`kill -9`" if one.by == signal.SIGKILL else "SIGTERM"
    lost = "; ".join(out.lost) or "0"
    answers = f"{out.answers_twice} of {out.asked} ({one.answers_at_most})"
    times = ["" if at is None else f"{at:.1f}" for at in (row.followed, row.sent_again)]
    copies = f"{out.copies_twice} ({one.copies_at_most})"
    cells = (one.what, how, one.copies, lost, answers, copies, *times, f"{out.longest_wait:.1f}")
    return f"| {' | '.join(map(str, cells))} |"


def report(rows: list[Row], cores: int) -> str:
    """The page."""
    return PAGE.format(
        columns=f"| {' | '.join(COLUMNS)} |",
        ruler="|---" * len(COLUMNS) + "|",
        visitors=VISITORS,
        writers=WRITERS,
        readers=READERS,
        rows="\n".join(map(_line, rows)),
        python=platform.python_version(),
        system=platform.system(),
        cores=cores,
    )


async def measured() -> list[Row]:
    """All endings on a server that lives as long as this."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with processes.peer(folder) as peer, Postgres() as server:
            url = await server.new_database()
            database = Database(url)
            await upgrade(database)
            await database.close()
            site = Site(url, peer, folder)
            try:
                async for row in matrix(site):
                    print(f"{'ok    ' if row.holds else 'BROKEN'} {_line(row)}", flush=True)
                    rows.append(row)
            finally:
                await site.close()
    return rows


def main() -> int:
    """Ends everything once, writes the page; 1 where a promise was broken."""
    processes.prepare()
    rows = asyncio.run(measured())
    REPORT.write_text(report(rows, len(os.sched_getaffinity(0))), encoding="utf-8")
    broken = [row for row in rows if not row.holds]
    print(f"{len(rows) - len(broken)} of {len(rows)} as promised; see {REPORT}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
