"""Generations on both databases: built beside the old one, judged, exchanged at once, taken back."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from civic.answers.entries import City, Entry, SourceDate, Version
from civic.answers.importing import (
    LEASE,
    AlreadyRunning,
    Imported,
    Importer,
    Lost,
    NothingBefore,
    Outcome,
    Rejected,
    RolledBackBefore,
    TooFew,
    Unchanged,
    WentBack,
    active_sources,
    go_back,
)
from civic.answers.imports import Collected, Difference, GenerationStatus, entry_of
from civic.answers.knowledge import Knowledge
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock

SOURCE = "integreat/musterkreis"
CITY = City("musterstadt", {"de": "Musterstadt"}, "de", (), (), (), ())
NOTHING = Knowledge(CITY, (), ())


class PowerCut(BaseException):
    """As sudden as a kill, but the test goes on."""


async def welcome(candidate: Knowledge) -> list[str]:
    return []


def entry(number: int, answer: str = "Im Rathaus.") -> Entry:
    version = Version(
        *("de", f"Frage {number}?", answer, None, f"Seite {number}", "https://cms.city.example/"),
        SourceDate(2026, 3),
        None,
        context="Oben",
    )
    return entry_of(f"{SOURCE}/{number}", {"de": version, "en": replace(version, language="en")})


def state(*entries: Entry) -> Collected:
    return Collected(SOURCE, "Integreat Musterkreis", entries)


async def run(uow: SqlUnitOfWork, clock: FakeClock, found: Collected, **changes: object) -> Outcome:
    importer = Importer(uow, clock, NOTHING, welcome)
    return await replace(importer, **changes).run(found)  # type: ignore[arg-type]


async def active(uow: SqlUnitOfWork) -> list[Entry]:
    async with uow.reading() as r:
        sources, broken = await active_sources(r)
    assert not broken
    return [entry for one in sources for entry in one.entries]


async def statuses(uow: SqlUnitOfWork) -> list[str]:
    async with uow.reading() as r:
        return [one.status.value for one in await r.imports.generations(SOURCE)]


async def test_what_was_imported_is_read_as_it_was(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    many = state(*(entry(number) for number in range(450, 0, -1)))
    outcome = await run(uow, clock, many)
    assert isinstance(outcome, Imported)
    assert outcome.difference == Difference(450, 0, 0)
    assert await active(uow) == list(many.entries)


async def test_changes_are_counted_and_the_old_state_is_kept(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await run(uow, clock, state(entry(1), entry(2), entry(3)))
    outcome = await run(uow, clock, state(entry(2), entry(3, "Im Amt."), entry(4), entry(5)))
    assert isinstance(outcome, Imported)
    assert outcome.difference == Difference(new=2, changed=1, removed=1)
    assert await statuses(uow) == ["active", "previous"]
    await run(uow, clock, state(entry(2)), allow_shrink=True)
    assert await statuses(uow) == ["active", "previous"]
    assert [one.id for one in await active(uow)] == ["2"]


async def test_the_same_again_changes_nothing_but_the_time(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    await run(uow, clock, state(entry(1), entry(2)))
    async with uow.reading() as r:
        before = await r.imports.revision()
    clock.advance(timedelta(hours=5))
    assert isinstance(await run(uow, clock, state(entry(2), entry(1))), Unchanged)
    async with uow.reading() as r:
        assert await r.imports.revision() == before
        (generation,) = await r.imports.generations(SOURCE)
    assert generation.checked_at == clock()


async def test_suspiciously_little_is_refused(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    assert await run(uow, clock, state()) == TooFew(0, 0)
    await run(uow, clock, state(*map(entry, range(1, 6))))
    assert await run(uow, clock, state(entry(1), entry(2))) == TooFew(4, 10)
    only_german = [entry_of(one.key, {"de": one.versions["de"]}) for one in map(entry, range(1, 5))]
    assert await run(uow, clock, state(*only_german)) == TooFew(4, 10)
    assert len(await active(uow)) == 5
    assert isinstance(await run(uow, clock, state(entry(1)), allow_shrink=True), Imported)


async def test_what_does_not_pass_is_kept_as_a_reason_only(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    seen: list[Knowledge] = []

    async def refuse(candidate: Knowledge) -> list[str]:
        seen.append(candidate)
        return ["question g1 became worse"]

    await run(uow, clock, state(entry(1)))
    assert await run(uow, clock, state(entry(2), entry(3)), passes=refuse) == Rejected(
        ("question g1 became worse",)
    )
    assert [one.id for one in await active(uow)] == ["1"]
    assert [one.rpartition("/")[2] for one in seen[0].entries] == ["2", "3"]
    async with uow.reading() as r:
        rejected, _ = await r.imports.generations(SOURCE)
        assert (rejected.status, rejected.detail) == (GenerationStatus.REJECTED, "question g1 became worse")
        assert await r.imports.entries(rejected.id) == []


async def test_going_back_and_not_forward_again_by_the_clock(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    bad = state(entry(1, "Falsch."))
    await run(uow, clock, state(entry(1)))
    assert await go_back(uow, clock, SOURCE) == NothingBefore()
    await run(uow, clock, bad)
    assert isinstance(await go_back(uow, clock, SOURCE), WentBack)
    assert await active(uow) == [entry(1)]
    assert await statuses(uow) == ["rejected", "active"]
    assert await go_back(uow, clock, SOURCE) == NothingBefore()
    assert isinstance(await run(uow, clock, bad, again=False), RolledBackBefore)
    assert await active(uow) == [entry(1)]
    assert isinstance(await run(uow, clock, bad), Imported)


@pytest.mark.faults
@pytest.mark.parametrize("point", ["batch", "built", "activating"])
async def test_a_crash_on_the_way_leaves_the_old_knowledge(
    uow: SqlUnitOfWork, clock: FakeClock, database: Database, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut(here: str) -> None:
        if here == point:
            # A killed process cleans nothing up: neither must this one.
            monkeypatch.setattr("storage.repositories.imports.SqlImports.remove", _nothing)
            raise PowerCut

    await run(uow, clock, state(entry(1)))
    with pytest.raises(PowerCut):
        await run(uow, clock, state(entry(1), entry(2)), failpoint=cut)
    monkeypatch.undo()
    assert await active(uow) == [entry(1)]
    assert await statuses(uow) == ["building", "active"]
    assert await run(uow, clock, state(entry(1), entry(3))) == AlreadyRunning(clock())
    clock.advance(LEASE + timedelta(seconds=1))
    assert isinstance(await run(uow, clock, state(entry(1), entry(3))), Imported)
    assert await statuses(uow) == ["active", "previous"]
    async with database.engine.connect() as connection:
        left = await connection.execute(text("SELECT count(DISTINCT generation_id) FROM knowledge_text"))
    assert left.scalar_one() == 2


async def _nothing(*_: object) -> None:
    return None


async def test_an_error_on_the_way_leaves_nothing_behind(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    async def fail(candidate: Knowledge) -> list[str]:
        raise RuntimeError("broken gate")

    with pytest.raises(RuntimeError, match="broken gate"):
        await run(uow, clock, state(entry(1)), passes=fail)
    assert await statuses(uow) == []


async def test_of_two_imports_at_once_one_is_refused(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    outcomes = await asyncio.gather(*(run(uow, clock, state(entry(1), entry(2))) for _ in range(4)))
    assert sorted(type(one).__name__ for one in outcomes if not isinstance(one, Unchanged))[-1] == "Imported"
    assert sum(isinstance(one, Imported) for one in outcomes) == 1
    assert all(isinstance(one, Imported | Unchanged | AlreadyRunning) for one in outcomes)
    assert await statuses(uow) == ["active"]


async def test_who_was_taken_for_dead_does_not_activate(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    late: list[Outcome] = []

    async def slow(candidate: Knowledge) -> list[str]:
        clock.advance(LEASE + timedelta(seconds=1))
        late.append(await run(uow, clock, state(entry(2))))
        return []

    assert await run(uow, clock, state(entry(1)), passes=slow) == Lost()
    assert isinstance(late[0], Imported)
    assert [one.id for one in await active(uow)] == ["2"]


async def test_a_long_judgement_gives_signs_of_life(
    uow: SqlUnitOfWork, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("civic.answers.importing.SIGN_OF_LIFE", 0.01)
    seen = asyncio.Event()

    async def slow(candidate: Knowledge) -> list[str]:
        clock.advance(LEASE - timedelta(seconds=1))
        while not seen.is_set():
            await asyncio.sleep(0.01)
            async with uow.reading() as r:
                (one,) = await r.imports.generations(SOURCE)
            if one.checked_at == clock():
                seen.set()
        clock.advance(timedelta(seconds=5))
        assert isinstance(await run(uow, clock, state(entry(2))), AlreadyRunning)
        return []

    assert isinstance(await run(uow, clock, state(entry(1)), passes=slow), Imported)


async def test_rows_that_cannot_be_used_are_named_and_can_be_replaced(
    uow: SqlUnitOfWork, clock: FakeClock, database: Database
) -> None:
    await run(uow, clock, state(entry(1)))
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE knowledge_text SET source_date = 'soon'"))
    async with uow.reading() as r:
        assert await active_sources(r) == ([], [SOURCE])
    assert isinstance(await run(uow, clock, state(entry(1), entry(2))), Imported)
    assert len(await active(uow)) == 2


async def test_two_sources_do_not_touch_each_other(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    version = entry(1).versions["de"]
    table = Collected("csv/vereine", "Vereine", (entry_of("csv/vereine/a", {"de": version}),))
    await run(uow, clock, state(entry(1)))
    await run(uow, clock, table)
    await run(uow, clock, state(entry(2)))
    assert {one.key for one in await active(uow)} == {"csv/vereine/a", f"{SOURCE}/2"}
