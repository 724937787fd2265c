"""How near to a limit announcements are sent without ever passing it.

`python -m benchmarks.announcements.rates` sends to a server that answers 429 to whatever is more than 30, and
more than 1,000, messages in any second, however that second is chosen.
"""

import asyncio
import gc
import tempfile
from dataclasses import dataclass

from benchmarks.announcements.city import AnnouncingCity
from benchmarks.announcements.peer import Counted, peer
from storage.database import Database
from storage.migrate import upgrade

# The limit, and how many people get the announcement.
LIMITS = ((30, 450), (1000, 8000))


@dataclass(frozen=True)
class Rate:
    """What a server with a strict limit saw."""

    limit: int
    counted: Counted

    @property
    def average(self) -> float:
        """Messages per second from the first to the last."""
        return (self.counted.taken - 1) / self.counted.seconds

    def __str__(self) -> str:
        seen = self.counted
        return (
            f"limit {self.limit}/s: {self.average:.1f}/s on average, {seen.busiest} in the busiest second, "
            f"{seen.first_second} in the first, {seen.refused} refused"
        )


async def rate(url: str, limit: int, people: int) -> Rate:
    """One announcement with `SEND_RATE` at the limit."""
    database = Database(url)
    await upgrade(database)
    async with peer() as server, AnnouncingCity.on(database, server.base, people, rate=limit) as city:
        gc.collect()
        gc.freeze()
        announcement = await city.scheduled()
        await server.begin(limit)
        await city.send_what_is_due()
        found = await server.counted()
        report = await city.report(announcement)
    assert (report.sent, found.taken, found.repeated) == (people, people, 0), (report, found)
    return Rate(limit, found)


async def rates() -> list[Rate]:
    """Each limit on an empty SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        return [await rate(f"sqlite:///{folder}/{limit}.db", limit, people) for limit, people in LIMITS]


async def main() -> None:
    """Prints a line for each limit."""
    for one in await rates():
        print(one)


if __name__ == "__main__":
    asyncio.run(main())
