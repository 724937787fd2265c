"""Databases for tests, empty and migrated: a copied SQLite file each, one PostgreSQL emptied before each."""

import logging
import shutil
from collections.abc import AsyncIterator, Generator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import text

from storage.database import Database
from storage.migrate import upgrade
from storage.tables import METADATA
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.postgres import Postgres

# How long a case takes says more about the machine than about the code.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

# Measuring coverage takes more than half of a test's time. These reach no line that the others do not: they
# play whole evenings, or the same story many times.
UNTRACED = (
    "tests/peers/",
    "tests/storage/seats/",
    "tests/test_image.py",
    "tests/handlers/test_evening.py",
    "tests/handlers/test_four_languages.py",
    "tests/handlers/test_household.py",
    "tests/handlers/test_on_postgres.py",
    "tests/handlers/test_seat_rounds.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what `make test` runs without measuring coverage."""
    for item in items:
        if item.nodeid.startswith(UNTRACED):
            item.add_marker("untraced")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Leaves logging as it was: commands configure it for the whole program, and so for the next test."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        return (yield)
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{file}")
    await upgrade(database)
    await database.close()
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite file of this test."""
    file = tmp_path / "stadtbote.db"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.close()


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[Postgres]:
    """A PostgreSQL server, started for the first test that asks for it."""
    async with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
async def shared_postgres(postgres: Postgres) -> AsyncIterator[Database]:
    database = Database(await postgres.new_database())
    await upgrade(database)
    yield database
    await database.close()


@pytest.fixture
async def postgres_database(shared_postgres: Database) -> Database:
    """The PostgreSQL database of the session without the rows of earlier tests; ids go on counting."""
    tables = reversed(METADATA.sorted_tables)
    deletions = " ".join(f"DELETE FROM {table.name};" for table in tables)
    async with shared_postgres.engine.begin() as connection:
        await connection.execute(text(f"DO $$ BEGIN {deletions} END $$"))
    return shared_postgres


@pytest.fixture
def postgres_url(postgres_database: Database) -> str:
    """For tests that open the PostgreSQL database themselves."""
    return postgres_database.url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty, migrated database; the test runs once for SQLite and once for PostgreSQL."""
    database: Database = request.getfixturevalue(f"{request.param}_database")
    return database


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same for tests that open it themselves."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def uow(database: Database, clock: FakeClock) -> SqlUnitOfWork:
    """Transactions on both kinds of database."""
    return SqlUnitOfWork(database, clock)


@pytest.fixture
def sqlite_uow(sqlite_database: Database, clock: FakeClock) -> SqlUnitOfWork:
    """Transactions on SQLite only, for tests whose subject is not the store."""
    return SqlUnitOfWork(sqlite_database, clock)
