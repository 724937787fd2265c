"""`make soak`: mixed traffic with faults for MINUTES=3; writes docs/soak.md and curves in build/soak/.

`DATABASE=postgresql` runs on a server, `DATABASE=both` on one after the other, each for half of the time.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from benchmarks.soak.curves import draw
from benchmarks.soak.report import PICTURE, write
from benchmarks.soak.run import Size, Soak, on_postgres, on_sqlite

REPORT = Path("docs") / "soak.md"
CURVES = Path("build") / "soak"
RUNS = {"sqlite": (on_sqlite,), "postgresql": (on_postgres,), "both": (on_sqlite, on_postgres)}


async def soaked(database: str, size: Size) -> list[Soak]:
    """The runs one after the other, with a line for each invariant that does not hold."""
    found = []
    for run in RUNS[database]:
        soak = await run(size)
        for check in soak.broken:
            against = "; ".join(check.against)[:1000]
            print(f"{soak.name}: does not hold: {check.name}: {against}", file=sys.stderr)
        hold = len(soak.checks) - len(soak.broken)
        print(f"{soak.name}: {hold} of {len(soak.checks)} invariants hold", flush=True)
        found.append(soak)
    return found


def main() -> int:
    """Soaks, writes the page and the curves; 1 where an invariant does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--database", choices=sorted(RUNS), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    seconds = options.minutes * 60 / len(RUNS[options.database])
    soaks = asyncio.run(soaked(options.database, Size(seconds, seed=options.seed)))
    write(REPORT, soaks)
    for file in draw(soaks, CURVES, REPORT.parent / PICTURE):
        print(f"See {file}")
    print(f"See {REPORT}")
    return 1 if any(one.broken for one in soaks) else 0


if __name__ == "__main__":
    sys.exit(main())
