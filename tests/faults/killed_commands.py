"""Commands of the operator that are killed at a random write: an import, and a migration with data in it."""

import os
import random
import re
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from sqlalchemy import bindparam, text
from sqlmodel import UTCDateTime

from civic.time import utc_now
from storage.database import Database
from storage.migrate import downgrade, pending, upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.answers.packs import write_pack
from tests.factories import a_kept_event, a_resident
from tests.fakes import FakeClock
from tests.faults.deadly import Deadly
from tests.faults.outcomes import SEED, Outcome, kills
from tests.faults.processes import ROOT, ended, start
from tests.faults.program import any_command
from tests.seats import sign_up
from tests.sources.dumps import REGION, SOURCE, page, pages, write
from tests.stored import everything

IMPORTING = 12
"""Writes of an import; one that has fewer is done before it is killed."""
EARLIER, RESIDENTS = "0024", 40
_COURSE = """
    SELECT text FROM knowledge_text JOIN knowledge_generation ON id = generation_id
    WHERE status = 'active' AND key = :key AND language = 'de'
"""
_ENTRIES = """
    SELECT count(*) FROM knowledge_text JOIN knowledge_generation ON id = generation_id
    WHERE status = 'active'
"""


@dataclass
class Desk:
    """A database and a folder in which commands run; the last of them is not killed."""

    url: str
    folder: Path
    kills: int
    killed: int = 0
    recovered: float = 0.0
    database: Database = field(init=False)

    def __post_init__(self) -> None:
        self.database = Database(self.url)
        self.output = self.folder / "printed.txt"
        content = str(write_pack(self.folder / "pack"))
        own = {"STADTBOTE_DATABASE_URL": self.url, "STADTBOTE_CONTENT": content}
        self.environ = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONPATH": str(ROOT)} | own
        self.environ["STADTBOTE_EMBEDDINGS"] = "off"

    async def runs(self, *words: str, kill_at: int | None = None) -> int:
        """Runs a command; its exit code."""
        code = await ended(start(any_command, self.environ, self.output, kill_at, *words))
        self.killed += code == -signal.SIGKILL
        return code

    async def again(self, *words: str) -> None:
        """The same command after a kill; it goes well, and says how long that took."""
        begun = time.monotonic()
        code = await self.runs(*words)
        assert code == 0, self.output.read_text("utf-8")
        self.recovered = max(self.recovered, time.monotonic() - begun)

    async def number(self, question: str, **values: object) -> object:
        """One value from the database."""
        async with self.database.engine.connect() as connection:
            return (await connection.execute(text(question), values)).scalar()

    def outcome(self, lost: int, doubled: int, note: str) -> Outcome:
        """What came of all the kills, of which enough have to have happened."""
        enough = 2 * self.killed >= self.kills
        return Outcome(lost, doubled, 0, self.recovered, kills(self.killed), note, enough)

    def points(self, writes: int) -> list[int]:
        """Where to kill, always the same."""
        chance = random.Random(SEED)
        return [chance.randint(1, writes) for _ in range(self.kills)]


@asynccontextmanager
async def at_a_desk(url: str, folder: Path, kills: int) -> AsyncIterator[Desk]:
    """Opens the database, and closes it."""
    desk = Desk(url, folder, kills)
    try:
        yield desk
    finally:
        await desk.database.close()


async def two_at_once(desk: Desk, *words: str) -> list[int]:
    """The same command in two processes; their exit codes."""
    outputs = [desk.folder / name for name in ("one.txt", "two.txt")]
    both = [start(any_command, desk.environ, output, None, *words) for output in outputs]
    return [await ended(one) for one in both]


async def importing(desk: Desk) -> Outcome:
    """Each time other pages are imported: killed on the way the old ones are active, or all of the new."""
    await upgrade(desk.database)
    await desk.again(*_import(desk, 0))
    entries, lost = await desk.number(_ENTRIES), 0
    for n, point in enumerate(desk.points(IMPORTING), start=1):
        words = _import(desk, n)
        await desk.runs(*words, kill_at=point)
        lost += await _active(desk) not in (n - 1, n) or await desk.number(_ENTRIES) != entries
        await _a_minute_passes(desk)
        await desk.again(*words)
        lost += await _active(desk) != n or await desk.number(_ENTRIES) != entries
    active = await desk.number("SELECT count(*) FROM knowledge_generation WHERE status = 'active'")
    note = f"all {entries} entries of the old or of the new pages were active at every look"
    return desk.outcome(lost, int(str(active)) - 1, note)


async def two_imports(desk: Desk) -> Outcome:
    """Two imports of the same pages at once: one of them may be refused."""
    await upgrade(desk.database)
    await desk.again(*_import(desk, 0))
    entries = await desk.number(_ENTRIES)
    codes = await two_at_once(desk, *_import(desk, 1))
    lost = await _active(desk) != 1 or await desk.number(_ENTRIES) != entries
    active = await desk.number("SELECT count(*) FROM knowledge_generation WHERE status = 'active'")
    note = f"{codes.count(0)} of them ended well"
    return Outcome(int(lost), int(str(active)) - 1, note=note, keeps=codes in ([0, 0], [0, 1], [1, 0]))


def _import(desk: Desk, n: int) -> tuple[str, ...]:
    changed = pages("de")
    page(changed, 40)["content"] = f"<p>Der Kurs hat die Nummer {n}.</p>"
    file = write(desk.folder, f"pages-{n}.json", changed)
    return ("content", "import", "integreat", "--region", REGION, "--file", str(file))


async def _active(desk: Desk) -> int:
    """The number in the pages that are active."""
    found = re.search(r"Nummer (\d+)", str(await desk.number(_COURSE, key=f"{SOURCE}/40")))
    return int(found[1]) if found else -1


async def _a_minute_passes(desk: Desk) -> None:
    """An import that was killed keeps the next one away for so long."""
    past = bindparam("past", utc_now() - timedelta(minutes=2), UTCDateTime())
    statement = text("UPDATE knowledge_generation SET checked_at = :past WHERE status = 'building'")
    async with desk.database.writing() as session:
        await (await session.connection()).execute(statement.bindparams(past))
        await session.commit()


async def migrating(desk: Desk) -> Outcome:
    """Tables of an earlier release with people in them: killed on the way the next run brings all along."""
    before = await _filled(desk)
    lost = doubled = 0
    for point in desk.points(before.writes):
        await downgrade(desk.database, EARLIER)
        await desk.runs("migrate", kill_at=point)
        await desk.again("migrate")
        assert await pending(desk.database) == []
        after = await _all_rows(desk)
        lost += (before.rows - after).total()
        doubled += (after - before.rows).total()
    return desk.outcome(lost, doubled, _from(before))


async def two_migrations(desk: Desk) -> Outcome:
    """Two migrations at once: one waits for the other and has nothing to do."""
    before = await _filled(desk)
    await downgrade(desk.database, EARLIER)
    codes = await two_at_once(desk, "migrate")
    after = await _all_rows(desk)
    lost, doubled = (before.rows - after).total(), (after - before.rows).total()
    return Outcome(lost, doubled, note=_from(before), keeps=codes == [0, 0])


def _from(before: "_Migrated") -> str:
    return f"from revision {EARLIER}, with {before.rows.total()} rows"


async def _filled(desk: Desk) -> "_Migrated":
    await upgrade(desk.database)
    uow, clock = SqlUnitOfWork(desk.database), FakeClock()
    event = await a_kept_event(uow, seats=RESIDENTS)
    for _ in range(RESIDENTS):
        await sign_up(uow, clock, event, await a_resident(uow, topics=["culture"]))
    return await _migrated(desk)


@dataclass(frozen=True)
class _Migrated:
    """All rows after a migration that nothing disturbed, and in how many writes it was done."""

    rows: Counter[str]
    writes: int


async def _migrated(desk: Desk) -> _Migrated:
    await downgrade(desk.database, EARLIER)
    counting = Deadly(0)
    counting.watch(desk.database.engine.sync_engine)
    await upgrade(desk.database)
    return _Migrated(await _all_rows(desk), counting.passed)


async def _all_rows(desk: Desk) -> Counter[str]:
    # A consent of those days is of the moment at which it was taken over.
    rows = re.sub(r'"given_at": "[^"]*"', "", await everything(desk.database))
    return Counter(rows.splitlines())
