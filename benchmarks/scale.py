"""What an update costs with more and more residents in the database, who do nothing.

`python -m benchmarks.scale` writes that part of docs/benchmarks.md; numbers are the sizes of the towns.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import uvloop

from benchmarks.page import write
from benchmarks.updates.ours import MENU, STEP, Doing, town
from benchmarks.updates.side import Round, side
from benchmarks.updates.turns import Runner, in_turn, table
from tests.postgres import Postgres

SIZES = (1_000, 10_000, 100_000, 1_000_000)
PEOPLE = 500
"""Who write; the others are only there."""


@asynccontextmanager
async def peopled(url: str, kind: str, doing: Doing, others: int) -> AsyncIterator[Runner]:
    """The program on a database with so many others."""
    async with side() as one, town(one, url, people=PEOPLE, others=others) as running:
        jobs = await running.lead(doing)

        async def run(updates: int) -> Round:
            return await running.round(jobs, updates)

        yield Runner(f"{doing.name}, {kind}, {others:,} residents", run)


async def main(sizes: Sequence[int]) -> None:
    """One kind of update on one kind of database after the other; its sizes in turn."""
    lines: list[str] = []
    async with Postgres() as server:
        for doing in (MENU, STEP):
            for kind in ("SQLite", "PostgreSQL"):
                with tempfile.TemporaryDirectory() as folder:
                    async with AsyncExitStack() as stack:
                        runners = []
                        for size in sizes:
                            files = f"sqlite:///{folder}/{size}.db"
                            url = files if kind == "SQLite" else await server.new_database()
                            runners.append(await stack.enter_async_context(peopled(url, kind, doing, size)))
                        await in_turn(runners, PEOPLE)
                        lines += ["", *table(runners, runners[0].name)]
    write("scale", lines[1:])


if __name__ == "__main__":
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(main([int(one) for one in sys.argv[1:]] or SIZES))
