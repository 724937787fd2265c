"""The digest where the content of a city is not translated into every language of the bot."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes import FakeClock
from tests.handlers.city import City, Person

CONTENT = Path(__file__).resolve().parents[2] / "content" / "kaiserslautern"


@pytest.fixture
async def city(tmp_path: Path, sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    """A bot with content that lacks two languages."""
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content, ignore=shutil.ignore_patterns("ar.md", "uk.md", "vectors.npz"))
    city = await City.open(sqlite_url, clock, content=content)
    yield city
    await city.close()


async def test_what_is_missing_is_listed(coordinator: Person) -> None:
    await coordinator.follows("""
        > /today
        < • Missing translations: Українська 80, العربية 80
        > [Missing translations]
        < Українська: 80
        < … and 75 more
    """)
