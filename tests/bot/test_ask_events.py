"""`stadtbote ask` and events: real ones are read from the SQLite file, which is never made or changed."""

import asyncio
import io
import json
import sqlite3
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from civic.events import Event, EventStatus, create_event
from civic.time import utc_now
from storage.database import Database
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import an_event

CAFE = "Wann ist das Demokratie-Café?"
GROUPS = "How many local groups are in the Engagierte Stadt network?"
Reply = Mapping[str, object]


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the database is, or would be."""
    place = tmp_path / "data here" / "city.db"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STADTBOTE_DATABASE_URL", f"sqlite:///{place}")
    return place


def keep(file: Path, *events: Event) -> None:
    """Makes the database with some events."""

    async def work() -> None:
        database = Database(f"sqlite:///{file}")
        await upgrade(database)
        for event in events:
            await create_event(SqlUnitOfWork(database), event)
        await database.close()

    asyncio.run(work())


def a_cafe(days: int = 3, **changes: object) -> Event:
    starts_at = utc_now() + timedelta(days=days)
    event = an_event(titles={"de": "Demokratie-Café"}, starts_at=starts_at)
    return replace(event, **changes)  # type: ignore[arg-type]


def asked(question: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Reply:
    line = json.dumps({"language": "de", "question": question})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
    assert main(["ask", "--json"]) == 0
    reply: Reply = json.loads(capsys.readouterr().out)
    return reply


def test_no_file_is_made(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert str(asked(CAFE, monkeypatch, capsys)["entry"]).startswith("engagierte-stadt/")
    assert not file.exists()
    assert not file.parent.exists()


def test_a_real_event_answers_and_the_file_stays_as_it_is(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(file, a_cafe())
    before = file.read_bytes()
    reply = asked(CAFE, monkeypatch, capsys)
    assert (reply["outcome"], reply["entry"], reply["initiative"]) == ("answer", "event/1", None)
    assert "Stiftsplatz 1" in str(reply["text"])
    assert file.read_bytes() == before
    file.chmod(0o400)
    assert asked(CAFE, monkeypatch, capsys)["entry"] == "event/1"


def test_several_are_a_choice(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(file, a_cafe(), a_cafe(6))
    reply = asked(CAFE, monkeypatch, capsys)
    assert (reply["outcome"], reply["entry"]) == ("choose", None)
    alternatives = reply["alternatives"]
    assert isinstance(alternatives, list)
    assert [one["entry"] for one in alternatives[:2]] == ["event/1", "event/2"]


def test_nothing_is_an_answer_without_an_entry(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(file, a_cafe(40))
    reply = asked("Was ist heute los?", monkeypatch, capsys)
    assert (reply["outcome"], reply["entry"]) == ("answer", None)
    assert "Für diese Zeit kenne ich keine Veranstaltung" in str(reply["text"])
    assert "Demokratie-Café" in str(reply["text"])


@pytest.mark.parametrize(
    "changes",
    [
        {"example": True},
        {"status": EventStatus.DRAFT},
        {"starts_at": utc_now() - timedelta(days=2), "ends_at": utc_now() - timedelta(days=1)},
    ],
)
def test_what_does_not_count(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    changes: Mapping[str, object],
) -> None:
    keep(file, a_cafe(**changes))  # type: ignore[arg-type]
    assert str(asked(CAFE, monkeypatch, capsys)["entry"]).startswith("engagierte-stadt/")


@pytest.mark.parametrize("broken", ["no database", "other tables"])
def test_a_file_that_cannot_be_read_is_named_and_the_content_answers(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    file.parent.mkdir()
    if broken == "no database":
        file.write_bytes(b"nothing that SQLite knows" * 100)
    else:
        with sqlite3.connect(file) as connection:
            connection.execute("CREATE TABLE other (id)")
        connection.close()
    assert main(["ask", "--language", "en", GROUPS]) == 0
    captured = capsys.readouterr()
    assert "112" in captured.out
    assert "answered without events: " in captured.err


def test_words_of_a_list(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keep(file, a_cafe(), a_cafe(6))
    assert main(["ask", "Welche Veranstaltungen gibt es?"]) == 0
    assert capsys.readouterr().out.count("Demokratie-Café") == 2
