"""The command line: what each command does and prints, and one line for each problem."""

import gc
import io
import json
import socket
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from locales import catalogues
from tests.bot.test_settings import PUBLIC

QUESTION = "How many local groups are in the Engagierte Stadt network?"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Commands keep their database below the working directory."""
    monkeypatch.chdir(tmp_path)
    for name in ("STADTBOTE_ENV", "STADTBOTE_DATABASE_URL", "STADTBOTE_CONTENT"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_ask_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--language", "en", QUESTION]) == 0
    printed = capsys.readouterr().out
    assert "112 local groups" in printed
    assert "<" not in printed


def test_ask_without_a_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask"]) == 1
    assert "please write a question" in capsys.readouterr().err


def test_ask_prints_the_choices(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "Engagierte", "Stadt", "Modellstadt", "Workshop?"]) == 0
    assert capsys.readouterr().out.strip()


def test_ask_json_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked = [
        json.dumps({"id": 1, "language": "en", "question": QUESTION}),
        json.dumps({"id": 2, "language": "de", "question": "Wo kann ich Altpapier verkaufen?"}),
        json.dumps({"id": 3, "question": "Hilfe, es brennt!"}),
        "",
        "no json",
    ]
    stdin = io.TextIOWrapper(io.BytesIO("\n".join(asked).encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert main(["ask", "--json"]) == 1
    first, second, third, broken = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["outcome"] == "answer"
    assert first["entry"] == "engagierte-stadt/gruppen-anzahl"
    assert first["initiative"] == "engagierte-stadt"
    assert "112" in first["text"]
    assert 1 <= len(first["alternatives"]) <= 10
    assert second["outcome"] != "answer"
    assert third["outcome"] == "emergency"
    assert broken == {"line": 5, "error": "not a JSON object with a question"}


def test_check_names_every_problem_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    monkeypatch.setenv("STADTBOTE_TIMEZONE", "Mars/Base")
    monkeypatch.setenv("STADTBOTE_WEBPORT", "3")
    assert main(["check"]) == 1
    problems = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in problems] == ["STADTBOTE_WEBPORT", "STADTBOTE_TIMEZONE"]
    assert main(["run"]) == 1


def test_a_catalogue_that_cannot_be_read_keeps_the_bot_from_starting(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = own_folder / "locales" / "ar" / "LC_MESSAGES" / "stadtbote.po"
    for path in catalogues.HERE.glob("*/LC_MESSAGES/stadtbote.po"):
        copied = own_folder / "locales" / path.relative_to(catalogues.HERE)
        copied.parent.mkdir(parents=True)
        copied.write_bytes(path.read_bytes())
    good = broken.read_text("utf-8").split("\n")
    place = good.index('msgid "Yes"') + 1
    broken.write_text("\n".join([*good[:place], "msgstr نعم", *good[place + 1 :]]), "utf-8")
    monkeypatch.setattr(catalogues, "HERE", own_folder / "locales")
    for command in (["check"], ["run"], ["ask", "--language", "de", QUESTION]):
        assert main(command) == 1
        said = [line for line in capsys.readouterr().err.splitlines() if " INFO " not in line]
        assert said == [f"{broken}:{place + 1}: no line of a catalogue: msgstr نعم"]


def test_an_event_without_a_draw_has_nothing_to_show(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo-data"]) == 0
    for number in ("1", "99"):
        assert main(["draw", number]) == 1
        assert f"event {number} has no draw" in capsys.readouterr().err


def test_demo_data_is_added_once_and_removed(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--if-empty"], ["--if-empty"], ["--remove"]):
        assert main(["demo-data", *arguments]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "added 3 sample events",
        "added 0 sample events",
        "removed 3 sample events",
    ]


def test_no_sample_events_in_production(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in PUBLIC.items():
        monkeypatch.setenv(name, value)
    assert main(["demo-data"]) == 1
    assert "production" in capsys.readouterr().err


def test_staff_invite_prints_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "invite", "--role", "owner"]) == 0
    assert "/?start=staff_" in capsys.readouterr().out


def test_staff_is_listed_and_removed_by_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "invite", "--role", "author", "--topic", "digital"]) == 0
    assert main(["staff", "invite", "--topic", "nonsense"]) == 1
    assert main(["staff", "invite", "--role", "owner", "--topic", "digital"]) == 1
    capsys.readouterr()
    assert main(["staff", "list"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["staff", "remove"]) == 1
    assert main(["staff", "remove", "7"]) == 1
    assert "nobody on the staff has this number" in capsys.readouterr().err


def test_migrate_says_what_it_applied(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "applied: " + ", ".join(f"{n:04}" for n in range(1, 36)),
        "nothing to do",
    ]


def test_content_check_and_stamp(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["content", "check"]) == 0
    assert main(["content", "stamp"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "The content has no faults."
    monkeypatch.setenv("STADTBOTE_CONTENT", str(own_folder))
    assert main(["content", "check"]) == 1
    assert "city.yaml" in capsys.readouterr().err


def test_the_database_is_for_this_user_only(own_folder: Path) -> None:
    assert main(["migrate"]) == 0
    assert (own_folder / "data" / "stadtbote.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("command", [["run"], ["migrate"], ["demo-data"], ["staff", "invite"]])
@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("nobody listens", "Connect"),
        ("not a database", "file is not a database"),
        ("no folder", "File exists"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(
    command: list[str],
    kind: str,
    reason: str,
    own_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (own_folder / "text.db").write_text("These are words. " * 100)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        url = {
            "nobody listens": f"postgresql://city:secret@127.0.0.1:{taken.getsockname()[1]}/city",
            "not a database": "sqlite:///text.db",
            "no folder": "sqlite:///text.db/city.db",
        }[kind]
        monkeypatch.setenv("STADTBOTE_DATABASE_URL", url)
        assert main(command) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("STADTBOTE_DATABASE_URL: the database cannot be used: ")
    assert reason in line
    assert "secret" not in line


def test_production_does_not_start_beside_sample_events(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo-data"]) == 0
    added = capsys.readouterr().out.split()[1]
    for name, value in PUBLIC.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STADTBOTE_EMBEDDINGS", "off")
    assert main(["run"]) == 1
    assert gc.isenabled()
    refused = f"the database holds {added} sample events; 'stadtbote demo-data --remove' deletes them"
    assert capsys.readouterr().err.splitlines()[-1] == f"STADTBOTE_DATABASE_URL: {refused}"
    assert main(["demo-data", "--remove"]) == 0
    assert capsys.readouterr().out == f"removed {added} sample events\n"
