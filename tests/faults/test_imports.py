"""Imports that are killed on the way, and two at once: the command as a process, on a SQLite file."""

import asyncio
import os
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.civic.answers.packs import write_pack
from tests.faults.processes import LONGEST_RUN, ROOT
from tests.sources.dumps import REGION, SOURCE, page, pages, write

pytestmark = pytest.mark.faults


class Place:
    """A folder with a pack, a database and dumps, in which commands run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.signal = folder / "there"
        write_pack(folder / "pack")
        self.old = write(folder, "old.json", pages("de"))
        changed = pages("de")
        page(changed, 40)["content"] = "<p>Der Kurs ist ausgebucht.</p>"
        self.new = write(folder, "new.json", changed)

    async def start(self, *command: str) -> asyncio.subprocess.Process:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("STADTBOTE_")}
        own = {"STADTBOTE_CONTENT": str(self.folder / "pack"), "PYTHONPATH": str(ROOT)}
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *command),
            cwd=self.folder,
            env=plain | own,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def brings(self, file: Path, *before: str) -> tuple[int | None, str]:
        """Exit code and what was printed."""
        process = await self.start(*(before or ("bot", "content")), *self.typed(file))
        async with asyncio.timeout(LONGEST_RUN):
            out, err = await process.communicate()
        return process.returncode, (out + err).decode()

    def typed(self, file: Path) -> tuple[str, ...]:
        return ("import", "integreat", "--region", REGION, "--file", str(file))

    def rows(self, question: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / "data" / "stadtbote.db")) as connection:
            found = connection.execute(question).fetchall()
            connection.commit()
            return found

    @property
    def course(self) -> str:
        """What the active knowledge says about the swimming course."""
        question = (
            "SELECT text FROM knowledge_text JOIN knowledge_generation ON id = generation_id "
            f"WHERE status = 'active' AND key = '{SOURCE}/40'"
        )
        ((text,),) = self.rows(question)
        return str(text)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize("point", ["built", "activating"])
async def test_killed_on_the_way_the_old_knowledge_stays(place: Place, point: str) -> None:
    assert (await place.brings(place.old))[0] == 0
    code, _ = await place.brings(place.new, "tests.faults.importer", point, "kill", str(place.signal))
    assert code == -9
    assert "45 Euro" in place.course
    code, said = await place.brings(place.new)
    assert code == 1
    assert said.startswith(f"an import of {SOURCE} is running since ")
    assert said.count("\n") == 1
    # A minute passes.
    past = (datetime.now(UTC) - timedelta(minutes=2)).replace(tzinfo=None).isoformat(" ")
    place.rows(f"UPDATE knowledge_generation SET checked_at = '{past}' WHERE status = 'building'")
    assert (await place.brings(place.new))[0] == 0
    assert "ausgebucht" in place.course
    assert place.rows("SELECT count(DISTINCT generation_id) FROM knowledge_text") == [(2,)]


async def test_killed_just_after_it_is_active(place: Place) -> None:
    assert (await place.brings(place.old))[0] == 0
    code, _ = await place.brings(place.new, "tests.faults.importer", "activated", "kill", str(place.signal))
    assert code == -9
    assert "ausgebucht" in place.course
    assert (await place.brings(place.new)) == (0, f"{SOURCE}: nothing changed\n")


async def test_two_at_once(place: Place) -> None:
    assert (await place.brings(place.old))[0] == 0
    importer = ("tests.faults.importer", "built", "wait", str(place.signal))
    first = await place.start(*importer, *place.typed(place.new))
    async with asyncio.timeout(LONGEST_RUN):
        while not place.signal.exists():  # noqa: ASYNC110 - another process makes it
            await asyncio.sleep(0.02)
    code, said = await place.brings(place.new)
    assert (code, said.count("\n")) == (1, 1)
    assert said.startswith(f"an import of {SOURCE} is running since ")
    assert "45 Euro" in place.course
    place.signal.unlink()
    async with asyncio.timeout(LONGEST_RUN):
        out, _ = await first.communicate()
    assert (first.returncode, out.decode()) == (
        0,
        f"{SOURCE}: 3 entries are active (0 new, 1 changed, 0 removed)\n",
    )
    assert "ausgebucht" in place.course
