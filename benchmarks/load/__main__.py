"""`make load`: many messages of many people, on each database; writes docs/load.md.

`make load MESSAGES=2000` writes fewer of them.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from benchmarks.load.report import write
from benchmarks.load.run import Run, crowd_for, on_postgres, on_sqlite

REPORT = Path("docs") / "load.md"
MESSAGES = 100_000


async def measured(messages: int, page: Path) -> list[Run]:
    """Both runs; the page is written after each."""
    runs: list[Run] = []
    for load in (on_sqlite, on_postgres):
        run = await load(messages, crowd_for(messages))
        runs.append(run)
        write(page, runs)
        print(f"{run.setting.name}: {', '.join(run.faults) or 'no faults'}; {run.seconds:.0f} s", flush=True)
    return runs


def main() -> int:
    """Loads, writes the page; 1 where there were faults."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", type=int, nargs="?", default=MESSAGES)
    runs = asyncio.run(measured(parser.parse_args().messages, REPORT))
    print(f"See {REPORT}")
    return 1 if any(run.faults for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
