"""We need Kurmanji: one catalogue, and the bot speaks it as far as it is translated."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from locales import catalogues
from locales.maintain import main
from tests.fakes import FakeClock
from tests.handlers.city import City
from tests.handlers.conftest import NewPerson

ASK = "What would you like to know? Just write your question."


@pytest.fixture
def kurmanji(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Catalogues with a new one among them, in which one text is translated."""
    for code in ("de", "en"):
        shutil.copytree(catalogues.HERE / code, tmp_path / "locales" / code)
    assert main(["new", "kmr", "ku", "Kurmancî"], tmp_path / "locales") == 0
    path = tmp_path / "locales" / "kmr" / "LC_MESSAGES" / "stadtbote.po"
    text = path.read_text("utf-8").replace(
        f'msgid "{ASK}"\nmsgstr ""', f'msgid "{ASK}"\nmsgstr "Hûn dixwazin çi bizanin?"'
    )
    path.write_text(text, "utf-8")
    monkeypatch.setattr(catalogues, "HERE", tmp_path / "locales")
    return path


@pytest.fixture
async def city(kurmanji: Path, sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    """A bot with that catalogue."""
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


async def test_the_bot_speaks_it_as_far_as_it_is_translated(city: City, new_person: NewPerson) -> None:
    person = await new_person("ku-TR")
    (welcome,) = await person.start()
    assert "I am the automated assistant of Stadt Kaiserslautern" in welcome.text
    assert welcome.text.endswith("(English)")
    await person.follows("""
        > [Ask]
        < Hûn dixwazin çi bizanin?
        <! (English)
        > How many local groups are in the Engagierte Stadt network?
        < 112
        < (English)
        > /language
        < Kurmancî
        < Deutsch
        > [Deutsch]
        < Gut, ab jetzt schreibe ich auf Deutsch
        > /language
        > [Kurmancî]
        < Good, from now on I write in Kurmancî.
    """)
    assert set(city.app.services.catalogues.missed) == {"kmr"}
