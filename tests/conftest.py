"""Databases for tests: a fresh, migrated one each, copied from a template that is made once."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeClock
from tests.postgres import Postgres, name_of


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    await _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite file of this test."""
    file = tmp_path / "stadtbote.db"
    shutil.copyfile(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
async def postgres() -> AsyncIterator[Postgres]:
    """A PostgreSQL server, started for the first test that asks for it."""
    async with Postgres() as server:
        yield server


@pytest.fixture(scope="session")
async def postgres_template(postgres: Postgres) -> str:
    url = await postgres.new_database()
    await _migrate(url)
    return name_of(url)


@pytest.fixture
async def postgres_url(postgres: Postgres, postgres_template: str) -> AsyncIterator[str]:
    """A migrated PostgreSQL database of this test."""
    url = await postgres.new_database(postgres_template)
    yield url
    await postgres.drop_database(url)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database, one after the other of both kinds."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database; the test runs once for SQLite and once for PostgreSQL."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
def uow(database: Database, clock: FakeClock) -> SqlUnitOfWork:
    """Transactions on both kinds of database."""
    return SqlUnitOfWork(database, clock)


@pytest.fixture
async def sqlite_uow(sqlite_url: str, clock: FakeClock) -> AsyncIterator[SqlUnitOfWork]:
    """Transactions on SQLite only, for tests whose subject is not the store."""
    database = Database(sqlite_url)
    yield SqlUnitOfWork(database, clock)
    await database.close()


async def _migrate(url: str) -> None:
    database = Database(url)
    await upgrade(database)
    await database.close()
