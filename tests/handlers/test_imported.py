"""Imported pages in conversation: found, shown with their source, long ones page by page."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar

from bot.importing import Base, Wishes, import_into
from civic.answers.importing import Imported
from sources.integreat import collected, read_files
from tests.civic.answers.packs import write_pack
from tests.fakes import FakeClock
from tests.handlers.city import City, Person
from tests.sources.dumps import REGION, page, pages, write


@pytest.fixture
async def town(sqlite_url: str, clock: FakeClock, tmp_path: Path) -> AsyncIterator[City]:
    """A running bot; pages come in by a command while it runs."""
    city = await City.open(sqlite_url, clock, content=write_pack(tmp_path / "pack"))
    german = pages("de")
    page(german, 40)["content"] = "<p>Anmeldung <script>alert(1)</script>am &lt;Hallenbad&gt;.</p>"
    files = [write(tmp_path, "de.json", german), write(tmp_path, "en.json", pages("en"))]
    found = collected(REGION, read_files(REGION, files), "de", ("de", "en"))
    app = city.app
    outcome = await import_into(Base(app.services.uow, clock, app.settings, app.keeper.pack), found, Wishes())
    assert isinstance(outcome, Imported)
    assert await app.keeper.look()
    yield city
    await city.close()


async def test_an_imported_page_page_by_page(town: City) -> None:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        person = Person(town, "en-US", session)
        await person.start()
        await person.follows("""
            > Rent index
            < The rent index is at the town hall, room 4.
            < Initiative: Integreat Musterkreis
            < Source: Housing › Rent index
            < Date of the source: 2026-03-01
            < https://cms.city.example/musterkreis/en/rent-index/
            > [More]
            < It is valid for two years.
            < 2/3 ▶
            <! Does one of these questions
            > [2/3]
            < ◀ 1/3
            < 3/3 ▶
            > [3/3]
            < Does one of these questions interest you?
            < Bulky waste
            <! Swimming course
            > [Bulky waste]
            < The Musterkreis waste yard collects bulky waste twice a year.
        """)


async def test_markup_of_a_page_is_shown_as_text(town: City) -> None:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        person = Person(town, "de", session)
        await person.start()
        (answer,) = await person.says("Schwimmkurs")
        assert "Anmeldung am <Hallenbad>." in answer.text
        assert "alert" not in answer.text
