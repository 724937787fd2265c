"""Times and memory of planning: `python -m benchmarks.announcements.plan [people …]`, on both databases."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from sqlalchemy import text

from civic.announcements import Announcement, AnnouncementStatus, Audience, Body, WhereMissing
from civic.news_times import NewsRules, plan_times
from storage.database import Database
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.postgres import Postgres

SIZES = (10_000, 100_000, 1_000_000)
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
RULES = NewsRules(ZoneInfo("Europe/Berlin"), per_day=2)
NUMBERS = {
    "sqlite": "WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < {people})",
    "postgresql": "WITH one(n) AS (SELECT * FROM generate_series(1, {people}))",
}
# Four languages, ten parts of town, ten topics; one in five subscribed to all; one in ten blocked the bot,
# one in ten has a second account; one in ten wants a daily digest.
TOWN = (
    "INSERT INTO resident (id, language, language_chosen, name, notice_version, district, created_at, "
    "news_when, heard_language, numbered) {numbers} SELECT n, CASE n % 4 WHEN 0 THEN 'de' WHEN 1 THEN 'en' "
    "WHEN 2 THEN 'uk' ELSE 'ar' END, "
    "{false}, '', '', 'd' || (n % 10), '2026-01-01', CASE n % 10 WHEN 3 THEN 'daily' ELSE 'at_once' END, '', "
    "{false} FROM one",
    "INSERT INTO account (resident_id, channel, chat_id, reachable, created_at) "
    "{numbers} SELECT n, 'telegram', 7000000000 + n, n % 10 <> 7, '2026-01-01' FROM one",
    "INSERT INTO account (resident_id, channel, chat_id, reachable, created_at) "
    "{numbers} SELECT n, 'web', n, {true}, '2026-01-01' FROM one WHERE n % 10 = 5",
    "INSERT INTO subscription (resident_id, topic) "
    "{numbers} SELECT n, CASE WHEN n % 5 = 0 THEN 'all' ELSE 't' || (n % 10) END FROM one",
    "INSERT INTO subscription (resident_id, topic) "
    "{numbers} SELECT n, 't' || ((n + 1) % 10) FROM one WHERE n % 3 = 0",
    "INSERT INTO resident_sign (resident_id, last_on) {numbers} SELECT n, '2026-11-01' FROM one",
)
HEAD = """| Database | Residents | Rows | Head count | Everybody | Narrow audience | Memory before | Peak |
|---|---|---|---|---|---|---|---|"""


@dataclass(frozen=True)
class Cost:
    """Seconds and MiB of one town; `narrow`: two topics, three parts of town, nobody of the last week."""

    database: str
    people: int
    rows: int
    counting: float
    everybody: float
    narrow: float
    before: float
    peak: float

    def __str__(self) -> str:
        """A line of the table under `HEAD`."""
        seconds = f"{self.counting:.2f} s | {self.everybody:.2f} s | {self.narrow:.2f} s"
        memory = f"{self.before:.0f} MiB | {self.peak:.0f} MiB"
        return f"| {self.database} | {self.people:,} | {self.rows:,} | {seconds} | {memory} |"


async def cost(url: str, people: int) -> Cost:
    """Fills an empty database and plans twice; the second plan finds two that went out the same day."""
    database = Database(url)
    await upgrade(database)
    await fill(database, people)
    uow = SqlUnitOfWork(database, lambda: NOW)
    before = _memory("VmRSS")
    everybody = Audience()
    began = perf_counter()
    async with uow.reading() as r:
        await r.announcements.head_counts(everybody)
    counting = perf_counter() - began
    rows, all_seconds = await _plan(uow, everybody)
    peak = _memory("VmHWM")
    await _settle(database)
    await _plan(uow, Audience(("t3",)))
    narrow = Audience(("t1", "t4"), ("d1", "d4", "d6"), not_recent_days=7)
    _, narrow_seconds = await _plan(uow, narrow)
    await database.close()
    kind = database.url.get_backend_name()
    return Cost(kind, people, rows, counting, all_seconds, narrow_seconds, before, peak)


# PostgreSQL does not count on from rows that came with their numbers.
NEXT = "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"


async def fill(database: Database, people: int) -> None:
    """A town of so many residents, with accounts and subscriptions."""
    numbers = NUMBERS[database.url.get_backend_name()].format(people=people)
    async with database.engine.execution_options(writes=True).begin() as connection:
        for statement in TOWN:
            await connection.execute(text(statement.format(numbers=numbers, true="TRUE", false="FALSE")))
        if database.file is None:
            for table in ("resident", "account"):
                await connection.execute(text(NEXT.format(table=table)))
    async with database.engine.execution_options(writes=True).begin() as connection:
        await connection.execute(text("ANALYZE"))


async def _plan(uow: SqlUnitOfWork, audience: Audience) -> tuple[int, float]:
    bodies = {"de": Body("Termin", "Neuer Termin"), "en": Body("Date", "A new date")}
    new = Announcement(0, None, bodies, audience, AnnouncementStatus.SCHEDULED, NOW)
    new = replace(new, where_missing=WhereMissing.WITH_NOTE)
    async with uow.writing() as w:
        kept = await w.announcements.add(new)
        await w.commit()
    began = perf_counter()
    async with uow.writing() as w:
        planned = await w.deliveries.plan(kept, plan_times(kept, RULES, NOW))
        await w.announcements.update(replace(kept, status=AnnouncementStatus.SENDING))
        await w.commit()
    return planned, perf_counter() - began


async def _settle(database: Database) -> None:
    """Whatever is planned was sent, half of it long ago."""
    sent = (
        "UPDATE delivery SET status = 'sent', claimable_at = NULL, sent_at = :at WHERE resident_id % 2 = {}"
    )
    async with database.engine.execution_options(writes=True).begin() as connection:
        for half, at in enumerate((NOW, NOW - timedelta(days=30))):
            shown = at.replace(tzinfo=None) if database.file else at
            await connection.execute(text(sent.format(half)), {"at": shown})


def _memory(name: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(one for one in status.splitlines() if one.startswith(name))
    return int(line.split()[1]) / 1024


async def _apart(url: str, people: int) -> Cost:
    """In a process of its own, whose memory is this plan's."""
    command = (sys.executable, "-m", "benchmarks.announcements.plan", "--one", url, str(people))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    assert process.returncode == 0
    return Cost(**json.loads(said))


async def costs(sizes: list[int]) -> AsyncIterator[Cost]:
    """Each size on both databases."""
    async with Postgres() as server:
        for people in sizes:
            with tempfile.TemporaryDirectory() as folder:
                yield await _apart(f"sqlite:///{folder}/plan.db", people)
            yield await _apart(await server.new_database(), people)


async def _measure(sizes: list[int]) -> None:
    print(HEAD)
    async for one in costs(sizes):
        print(one, flush=True)


def main() -> None:
    """One case for the parent process, or all of them as a table."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(asdict(asyncio.run(cost(sys.argv[2], int(sys.argv[3]))))))
    else:
        asyncio.run(_measure([int(size) for size in sys.argv[1:]] or list(SIZES)))


if __name__ == "__main__":
    main()
