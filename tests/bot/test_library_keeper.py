"""The running bot sees what commands import, and goes on with what it has when rows are broken."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.library_keeper import LibraryKeeper
from bot.meaning import Meaning
from bot.staff_shelf import StaffShelf
from civic.answers.asking import Answerer
from civic.answers.embedding import Vectors, Working
from civic.answers.entries import Version
from civic.answers.importing import Imported, Importer, go_back
from civic.answers.imports import Collected, entry_of
from civic.answers.knowledge import Knowledge, load
from civic.answers.library import Library
from civic.answers.outcomes import Answered, Choose, HandOver
from civic.answers.vectors import PassageVectors
from civic.publishing import Published, withdraw
from civic.staff import Role
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.answers.fake_embedder import FakeEmbedder
from tests.civic.answers.packs import write_pack
from tests.civic.entries import a_draft, submitted
from tests.factories import a_resident
from tests.fakes import FakeClock
from tests.handlers.test_views import city_services

SOURCE = "csv/neu"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(Answerer(load(write_pack(tmp_path / "pack"))))


async def bring(uow: SqlUnitOfWork, clock: FakeClock, answer: str, source: str = SOURCE) -> None:
    async def passes(candidate: Knowledge) -> list[str]:
        return []

    version = Version("de", "Schwimmkurs", answer, None, "Aushang", None, None, None)
    found = Collected(source, "Neu", (entry_of(f"{source}/1", {"de": version}),))
    empty = Knowledge(load(Path(__file__).parents[2] / "content" / "kaiserslautern").city, (), ())
    assert isinstance(await Importer(uow, clock, empty, passes).run(found), Imported)


def said(library: Library) -> str:
    return library.knowledge.entries[f"{SOURCE}/1"].versions["de"].text


async def test_the_library_follows_imports_and_going_back(
    uow: SqlUnitOfWork, clock: FakeClock, library: Library
) -> None:
    keeper = LibraryKeeper(uow, library)
    assert not await keeper.look()
    await bring(uow, clock, "Montags.")
    assert await keeper.look()
    assert said(library) == "Montags."
    assert not await keeper.look()
    await bring(uow, clock, "Dienstags.")
    assert await keeper.look()
    assert said(library) == "Dienstags."
    await go_back(uow, clock, SOURCE)
    assert await keeper.look()
    assert said(library) == "Montags."
    assert "garten/beete" in library.knowledge.entries


async def test_rows_that_cannot_be_used_are_left_out_with_a_line_in_the_log(
    uow: SqlUnitOfWork,
    clock: FakeClock,
    library: Library,
    database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await bring(uow, clock, "Montags.", "csv/alt")
    async with database.engine.begin() as connection:
        await connection.execute(text("UPDATE knowledge_text SET key = 'nonsense'"))
    await bring(uow, clock, "Montags.")
    keeper = LibraryKeeper(uow, library)
    with caplog.at_level(logging.ERROR):
        assert await keeper.look()
    assert said(library) == "Montags."
    assert [record.getMessage() for record in caplog.records] == [
        "the rows of csv/alt cannot be used and are left out; import it again"
    ]
    assert not await keeper.look()


async def test_what_cannot_be_indexed_leaves_the_library_and_is_not_tried_each_second(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    tried = 0

    def fail(knowledge: Knowledge, vectors: Vectors | None, model: str) -> Answerer:
        nonlocal tried
        tried += 1
        raise MemoryError

    await bring(sqlite_uow, clock, "Montags.")
    keeper = LibraryKeeper(sqlite_uow, library, build=fail)
    assert not await keeper.look()
    assert not await keeper.look()
    assert tried == 1
    assert f"{SOURCE}/1" not in library.knowledge.entries
    assert "could not be indexed" in caplog.text


async def test_vectors_come_to_what_is_indexed_already(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, library: Library
) -> None:
    def fail(knowledge: Knowledge, vectors: Vectors | None, model: str) -> Answerer:
        raise AssertionError("all words were indexed again")

    embedder, evidence = FakeEmbedder(), library.evidence
    library.embedder = embedder
    meaning = Meaning(embedder, PassageVectors(sqlite_uow, clock, embedder))
    await LibraryKeeper(sqlite_uow, library, meaning=meaning, build=fail).index()
    assert library.model == embedder.model
    assert library.evidence is evidence
    _, found = library._answerer.look_up("Beete", vector=await embedder.question("Beete"))
    assert any(hit.whole for hit in found.hits)


async def test_a_database_without_tables_does_not_stop_the_start(
    tmp_path: Path, clock: FakeClock, library: Library, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    keeper = LibraryKeeper(SqlUnitOfWork(database, clock), library)
    assert not await keeper.look()
    assert not await keeper.look()
    await database.close()
    assert caplog.text.count("could not be read") == 1


async def with_vectors(
    uow: SqlUnitOfWork, clock: FakeClock, library: Library
) -> tuple[LibraryKeeper, FakeEmbedder]:
    """A keeper whose library has vectors, and what made them."""
    embedder = FakeEmbedder()
    library.embedder = embedder
    meaning = Meaning(embedder, PassageVectors(uow, clock, embedder))
    keeper = LibraryKeeper(uow, library, StaffShelf(city_services(uow, clock)), meaning)
    await keeper.look()
    await keeper.index()
    assert library.model == embedder.model
    return keeper, embedder


async def test_what_is_new_does_not_wait_until_the_old_has_its_vectors(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, library: Library
) -> None:
    embedder = FakeEmbedder()
    keeper = LibraryKeeper(
        sqlite_uow, library, None, Meaning(embedder, PassageVectors(sqlite_uow, clock, embedder))
    )
    went_on = []

    async def meanwhile() -> None:
        embedder.before = None
        await bring(sqlite_uow, clock, "Montags.")
        went_on.append((await keeper.look(), said(library), library.model))

    embedder.before = meanwhile
    await keeper.index()
    assert went_on == [(True, "Montags.", "")]
    assert (said(library), library.model) == ("Montags.", embedder.model)
    assert not await keeper.look()


async def test_knowledge_that_comes_while_the_model_is_down_gets_its_vectors_later(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, library: Library
) -> None:
    keeper, embedder = await with_vectors(sqlite_uow, clock, library)
    embedder.fail()
    await bring(sqlite_uow, clock, "Montags.")
    assert await keeper.look()
    assert (said(library), library.model) == ("Montags.", "")
    assert isinstance(await library.ask("Wie viele Beete gibt es?"), Answered | Choose | HandOver)
    embedder.state = Working(embedder.model)
    before = embedder.embedded.total()
    await keeper.index()
    assert library.model == embedder.model
    assert embedder.embedded.total() - before == 2  # the new entry's two passages


async def test_a_model_that_was_away_for_a_moment_costs_nothing(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, library: Library
) -> None:
    keeper, embedder = await with_vectors(sqlite_uow, clock, library)
    before, answerer = embedder.embedded.total(), library._answerer
    embedder.fail()
    embedder.state = Working(embedder.model)
    await keeper.index()
    assert library._answerer is answerer
    assert embedder.embedded.total() == before
    embedder.model = "fuse-1"
    await keeper.index()
    assert library.model == "fuse-1"


async def test_content_imports_and_staff_are_found_together_with_vectors(
    sqlite_uow: SqlUnitOfWork, clock: FakeClock, library: Library
) -> None:
    keeper, _ = await with_vectors(sqlite_uow, clock, library)
    author = await a_resident(sqlite_uow, role=Role.COORDINATOR)
    draft, _ = await a_draft(sqlite_uow, clock, await a_resident(sqlite_uow), author)
    await bring(sqlite_uow, clock, "Montags.")
    assert isinstance(await submitted(sqlite_uow, clock, draft.id, author), Published)
    assert await keeper.look()
    assert {f"staff/{draft.id}", f"{SOURCE}/1", "garten/beete"} <= library.knowledge.entries.keys()
    assert library.model
    assert f"{SOURCE}/1" in dict((await library.ask("Schwimmkurs")).alternatives)
    await withdraw(sqlite_uow, clock, draft.id, author.id, tell=False)
    assert await keeper.look()
    assert f"staff/{draft.id}" not in library.knowledge.entries
    assert library.model
