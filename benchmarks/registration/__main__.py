"""`make race`: a thousand people, a hundred seats, on each database; writes docs/registration-race.md."""

import asyncio
import os
import platform
import tempfile
from pathlib import Path

from benchmarks.registration.race import GIVEN_BACK, PEOPLE, SEATS, Race, Result
from storage.database import Database
from storage.migrate import upgrade
from tests.postgres import Postgres

REPORT = Path("docs") / "registration-race.md"
PAGE = """# A race for seats

{people} people register at the same moment for an event with {seats} seats, and {given_back} of those who
got one cancel meanwhile. Then everybody takes what they are offered. Written by `make race`, which ends
with an error unless exactly all seats are taken in the end, every seat that was given back went to
one person, in the order of the waiting list, and nobody was passed over.

| Database | Registering and cancelling | Taking the offers | Seated | Waiting | Offers |
|---|---|---|---|---|---|
{rows}

Measured with Python {python} on {cores} cores, all in one process; the PostgreSQL server is the one of the
tests, which does not wait for the disk. The times say what to expect on such a machine, no more.
"""


async def race(url: str) -> Result:
    """One race on an empty database."""
    database = Database(url)
    await upgrade(database)
    try:
        return await Race(database).run()
    finally:
        await database.close()


async def races() -> list[Result]:
    """SQLite in a temporary file, and a PostgreSQL server that lives as long as the race."""
    with tempfile.TemporaryDirectory() as folder:
        results = [await race(f"sqlite:///{folder}/race.db")]
    async with Postgres() as server:
        results.append(await race(await server.new_database()))
    return results


def report(results: list[Result]) -> str:
    """The page."""
    rows = [
        f"| {one.database} | {one.registering:.1f} s | {one.claiming:.1f} s | {one.seated} | {one.waiting} "
        f"| {one.offers} |"
        for one in results
    ]
    return PAGE.format(
        people=f"{PEOPLE:,}",
        seats=SEATS,
        given_back=GIVEN_BACK,
        rows="\n".join(rows),
        python=platform.python_version(),
        cores=os.cpu_count(),
    )


def main() -> None:
    """Runs the races, says how they went, and writes the page."""
    results = asyncio.run(races())
    REPORT.write_text(report(results), encoding="utf-8")
    for one in results:
        print(
            f"{one.database}: {one.seated} seated, {one.waiting} wait, {one.offers} offers in order; "
            f"registering {one.registering:.1f} s, offers {one.claiming:.1f} s"
        )


if __name__ == "__main__":
    main()
