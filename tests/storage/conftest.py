"""Databases of both kinds without any tables."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from tests.postgres import Postgres


@pytest.fixture
def new_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/new.db"


@pytest.fixture
async def new_postgres_url(postgres: Postgres) -> str:
    return await postgres.new_database()


@pytest.fixture(params=["sqlite", "postgres"])
def new_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"new_{request.param}_url")
    return url


@pytest.fixture
async def new(new_url: str) -> AsyncIterator[Database]:
    """A database without any tables."""
    database = Database(new_url)
    yield database
    await database.close()
