"""The collector waits while the program starts, and works from then on; what knowledge took goes with it."""

import gc
import subprocess
import sys
import weakref
from pathlib import Path

from bot.library_keeper import LibraryKeeper
from civic.answers.asking import Answerer
from civic.answers.knowledge import load
from civic.answers.library import Library
from civic.answers.remembering import remembering
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.test_library_keeper import bring
from tests.civic.answers.packs import write_pack
from tests.fakes import FakeClock

PROGRAM = """
import gc
gc.disable()
from bot.running import settle_memory
settle_memory()
print(gc.isenabled(), gc.get_freeze_count() > 10_000)
"""


def test_the_collector_works_once_the_program_has_started() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]


async def test_knowledge_that_was_replaced_is_gone_without_the_collector(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, tmp_path: Path
) -> None:
    library = Library(Answerer(load(write_pack(tmp_path / "pack"))))
    await library.ask("Wie viele Beete gibt es?")
    keeper = LibraryKeeper(sqlite_uow, library)
    await keeper.look()
    before, known = weakref.ref(library.evidence), weakref.ref(library.evidence._known)
    await bring(sqlite_uow, clock, "Montags.")
    gc.disable()
    try:
        assert await keeper.look()
        assert before() is None
        assert known() is None
    finally:
        gc.enable()


def test_what_a_method_found_is_remembered_and_does_not_hold_its_object() -> None:
    class Counting:
        asked = 0

        def __init__(self) -> None:
            self.double = remembering(self._double, 2)

        def _double(self, number: int) -> int:
            self.asked += 1
            return 2 * number

    one = Counting()
    assert [one.double(number) for number in (1, 1, 2, 3, 1)] == [2, 2, 4, 6, 2]
    assert one.asked == 4
    gone = weakref.ref(one)
    gc.disable()
    try:
        del one
        assert gone() is None
    finally:
        gc.enable()
