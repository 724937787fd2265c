"""In the web chat nothing can be kept: whoever writes hears so at once, and in danger gets a number."""

import pytest
from sqlalchemy import Connection, event

from bot.app import App
from tests.faults.conftest import NewPerson
from tests.faults.towns import Towns
from tests.handlers.city import City, Person

pytestmark = pytest.mark.faults


async def refused(person: Person, what: str, body: dict[str, object]) -> str:
    """What a request is answered with that cannot be carried out."""
    headers = {"Origin": person.city.url}
    async with person.session.post(f"{person.city.url}/chat/{what}", json=body, headers=headers) as response:
        assert response.status == 503
        assert response.headers["Cache-Control"] == "no-store"
        answer = await response.json()
    assert answer["error"] == "unsaved"
    return str(answer["text"])


@pytest.fixture
async def read_only_from_now(towns: Towns, new_person: NewPerson) -> tuple[City, Person]:
    """Somebody was here before the database became read-only."""
    read_only = False

    def refuse(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA query_only = {int(read_only)}")

    def prepare(app: App) -> None:
        event.listen(app.database.engine.sync_engine, "begin", refuse)

    city = await towns.open(prepare=prepare)
    person = await new_person(city)
    read_only = True
    return city, person


async def test_numbers_in_the_language_of_the_browser(read_only_from_now: tuple[City, Person]) -> None:
    _, person = read_only_from_now
    told = {
        ("en-US", "Help, my house is on fire!"): ("112", "Please try again"),
        ("de-DE", "Hilfe, mein Haus brennt!"): ("112", "Bitte versuchen Sie es"),
        ("uk", "Пожежа! Допоможіть!"): ("112", "ще раз"),
        ("ar", "النجدة، بيتي يحترق!"): ("112", "مرة أخرى"),
        ("de", "Ich will nicht mehr leben"): ("0800 1110111", "Bitte versuchen Sie es"),
        ("de", "Wann ist das Café?"): ("112", "Bitte versuchen Sie es"),
        ("xx", "Hello"): ("112", "Bitte versuchen Sie es"),
    }
    for (language, words), expected in told.items():
        text = await refused(person, "messages", {"text": words, "language": language})
        first, *_ = text.splitlines()
        assert expected[0] in first, text
        assert expected[1] in text
        assert "<" not in text


async def test_also_for_whoever_is_new_and_for_taps(read_only_from_now: tuple[City, Person]) -> None:
    city, person = read_only_from_now
    tapped = person.tap("")
    assert "112" in await refused(person, "taps", dict(tapped))
    person.session.cookie_jar.clear()
    assert "112" in await refused(person, "start", {"payload": "", "language": "de"})
    assert city.app.port
