"""The table of faults says so where a promise is broken, and what must be refused is."""

from dataclasses import replace

import pytest

from benchmarks.faults.__main__ import report
from benchmarks.faults.matrix import FAULTS, Found, Row
from civic.announcements import Report
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.faults.announcing_runs import Result
from tests.faults.refused_runs import approved_by_its_author, edited_after_approval

pytestmark = pytest.mark.faults
GOOD = Result(0, 0, Report(60, 59, 1, 0, 0, 0, 0), 59)


def test_what_holds() -> None:
    assert Found(GOOD).holds
    assert Found(replace(GOOD, repeated=3), bound=3).holds
    assert Found(note="refused").holds


@pytest.mark.parametrize(
    "broken",
    [
        Found(replace(GOOD, lost=1)),
        Found(replace(GOOD, repeated=4), bound=3),
        Found(replace(GOOD, reached=58)),
        Found(replace(GOOD, report=replace(GOOD.report, unreachable=0))),
        Found(GOOD, as_promised=False),
    ],
    ids=["lost", "twice", "not in the log", "not planned", "a run of its own"],
)
def test_what_does_not(broken: Found) -> None:
    assert not broken.holds


def test_the_page_has_each_fault_on_all_databases() -> None:
    first, second = list(FAULTS)[:2]
    rows = [
        Row(fault, database, Found(GOOD)) for database in ("SQLite", "Other") for fault in (first, second)
    ]
    lines = [line for line in report(rows).splitlines() if line.startswith(f"| {first}")]
    assert [line.split(" | ")[1] for line in lines] == ["SQLite", "Other"]
    assert "| 0 | 0 (0) | 60 | 59 | 59 | 1 unreachable | yes |" in lines[0]


async def test_its_author_cannot_approve_it(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    assert await approved_by_its_author(uow, clock)


async def test_an_edited_text_goes_nowhere(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    assert await edited_after_approval(uow, clock)
