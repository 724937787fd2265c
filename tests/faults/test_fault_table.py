"""The table of faults says so where a promise is broken; a few rows of it are played with one kill each."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.faults.announcing import outcome_of
from benchmarks.faults.matrix import CASES, EVERYWHERE, KILLED, POSTGRES, Case, Row, matrix
from benchmarks.faults.place import Place, Size
from benchmarks.faults.report import line, report
from benchmarks.faults.run import chosen
from civic.announcements import Report
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.faults.announcing_runs import Result
from tests.faults.outcomes import Outcome, longest_silence
from tests.faults.processes import LONGEST_RUN, Peer
from tests.faults.refused_runs import approved_by_its_author, edited_after_approval

pytestmark = [pytest.mark.faults, pytest.mark.timeout(LONGEST_RUN * 2)]
GOOD = Result(0, 0, Report(60, 59, 1, 0, 0, 0, 0), 59)


def test_what_holds() -> None:
    assert Outcome().holds
    assert Outcome(doubled=3, at_most=3).holds
    assert outcome_of(GOOD).holds
    assert outcome_of(replace(GOOD, repeated=3), at_most=3).holds


@pytest.mark.parametrize(
    "broken",
    [
        Outcome(lost=1),
        Outcome(doubled=4, at_most=3),
        Outcome(keeps=False),
        outcome_of(replace(GOOD, lost=1)),
        outcome_of(replace(GOOD, reached=58)),
        outcome_of(replace(GOOD, report=replace(GOOD.report, unreachable=0))),
    ],
    ids=["lost", "doubled", "anything else", "reader lost", "not in the log", "not planned"],
)
def test_what_does_not(broken: Outcome) -> None:
    assert not broken.holds


def test_a_silence_lasts_from_a_start_to_the_first_sign_before_the_next_one() -> None:
    assert longest_silence([10.0, 20.0, 30.0], [9.0, 12.0, 13.0, 34.0]) == 4.0
    assert longest_silence([10.0], []) == 0.0


def test_the_page_has_each_fault_on_all_databases() -> None:
    first, second = CASES[:2]
    outcome = Outcome(lost=0, doubled=1, at_most=2, recovered=1.25, times="2 kills", note="all is well")
    rows = [Row(case, database, outcome) for database in EVERYWHERE for case in (first, second)]
    lines = [one for one in report(rows).splitlines() if one.startswith(f"| {KILLED} | registration")]
    assert lines == [
        f"| {KILLED} | registration | {database} | 2 kills | 0 | 1 (2) | 1.2 | yes | all is well |"
        for database in EVERYWHERE
    ]


def test_a_broken_promise_stands_out() -> None:
    assert "| 1 | 0 (0) |  | **no** |" in line(Row(CASES[0], "SQLite", Outcome(lost=1)))


def test_a_word_chooses_faults_and_activities() -> None:
    assert chosen([]) == CASES
    assert {case.fault for case in chosen(["kill"])} == {KILLED}
    assert {case.activity for case in chosen(["forgetting", "Migration"])} == {"forgetting", "migration"}


@pytest.fixture
def place(sqlite_url: str, peer: Peer) -> Place:
    """With one kill for each row."""

    async def new_url(_: Path) -> str:
        return sqlite_url

    return Place("SQLite", new_url, peer, Size(people=1, commands=1, planning=1, sending=1, readers=10))


async def test_a_failing_run_is_a_row_and_another_kind_of_database_is_left_out(place: Place) -> None:
    async def fails(_: Place) -> Outcome:
        raise AssertionError("one | two\nthree")

    cases = (Case("Storm", "registration", fails), Case("Storm", "sending", fails, POSTGRES))
    [row] = [row async for row in matrix(place, cases)]
    assert not row.outcome.holds
    assert row.outcome.note == "**AssertionError** one / two three"


@pytest.mark.parametrize(
    "activity", ["registration", "planning", "content import", "forgetting", "migration"]
)
async def test_one_kill(place: Place, activity: str) -> None:
    [case] = [case for case in CASES if (case.fault, case.activity) == (KILLED, activity)]
    [row] = [row async for row in matrix(place, (case,))]
    assert row.outcome.holds, line(row)
    assert row.outcome.times == "1 kill"
    assert row.outcome.recovered


async def test_its_author_cannot_approve_it(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    assert await approved_by_its_author(uow, clock)


async def test_an_edited_text_goes_nowhere(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    assert await edited_after_approval(uow, clock)
