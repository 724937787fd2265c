"""`stadtbote content import`, `rollback` and `sources` as they are typed; one line for what goes wrong."""

import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bot.__main__ import main
from bot.settings import SHIPPED_CONTENT
from tests.bot.test_commands import own_folder
from tests.civic.answers.packs import write_pack
from tests.sources.dumps import REGION, SOURCE, page, pages, write

__all__ = ["own_folder"]
REAL = Path(__file__).resolve().parents[3] / "shared" / "eval" / "integreat"
Output = pytest.CaptureFixture[str]
GOLDEN = {"id": "g1", "language": "de", "question": "Wann wird der Sperrmüll abgeholt?", "entry": None}


@pytest.fixture(autouse=True)
def small_pack(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = write_pack(own_folder / "pack")
    monkeypatch.setenv("STADTBOTE_CONTENT", str(folder))
    # Vectors of thousands of texts would take minutes.
    monkeypatch.setenv("STADTBOTE_EMBEDDINGS", "off")
    for name in ("URL", "REGION", "HOURS"):
        monkeypatch.delenv(f"STADTBOTE_INTEGREAT_{name}", raising=False)
    # A test of `run` leaves a log on the standard error of its own time.
    monkeypatch.setattr(logging.root, "handlers", [])
    return folder


def bring(*files: Path, further: tuple[str, ...] = ()) -> int:
    named = [part for file in files for part in ("--file", str(file))]
    return main(["content", "import", "integreat", "--region", REGION, *named, *further])


def active(folder: Path) -> list[str]:
    """The keys of active entries, straight from the file."""
    with closing(sqlite3.connect(folder / "data" / "stadtbote.db")) as connection:
        rows = connection.execute(
            "SELECT DISTINCT key FROM knowledge_text JOIN knowledge_generation ON id = generation_id "
            "WHERE status = 'active' ORDER BY key"
        )
        return [key.rpartition("/")[2] for (key,) in rows]


def test_from_files_to_an_answer_and_back(own_folder: Path, capsys: Output) -> None:
    german, english = write(own_folder, "de.json", pages("de")), write(own_folder, "en.json", pages("en"))
    assert bring(german, english) == 0
    assert bring(english, german) == 0
    changed = pages("de")
    page(changed, 40)["content"] = "<p>Der Kurs ist ausgebucht.</p>"
    page(changed, 20)["content"] = ""
    assert bring(write(own_folder, "de.json", changed), english) == 0
    assert main(["content", "rollback", "--source", SOURCE]) == 0
    assert main(["content", "rollback", "--source", SOURCE]) == 1
    assert main(["ask", "--language", "de", "Schwimmkurs?"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        f"{SOURCE}: 3 entries are active (3 new, 0 changed, 0 removed)",
        f"{SOURCE}: nothing changed",
        f"{SOURCE}: 3 entries are active (0 new, 2 changed, 0 removed)",
    ]
    assert re.fullmatch(rf"{SOURCE}: the 3 entries of [\d-]+ [\d:]+ are active again", lines[3])
    assert "- Kosten: 45 Euro" in lines
    assert "Initiative: Integreat Musterkreis" in lines
    assert any(line.endswith(": 2026-03-01") for line in lines)


def test_a_shrunken_source_needs_permission(own_folder: Path, capsys: Output) -> None:
    both = write(own_folder, "de.json", pages("de")), write(own_folder, "en.json", pages("en"))
    assert bring(*both) == 0
    few = write(own_folder, "few.json", pages("de")[:2])
    capsys.readouterr()
    assert bring(few) == 1
    assert capsys.readouterr().err == (
        f"{SOURCE}: only 1 texts were read, 6 are active (--allow-shrink takes them)\n"
    )
    assert bring(few, further=("--allow-shrink",)) == 0
    assert capsys.readouterr().out == f"{SOURCE}: 1 entries are active (0 new, 1 changed, 2 removed)\n"
    assert main(["content", "rollback", "--source", SOURCE]) == 0
    assert active(own_folder) == ["20", "30", "40"]
    assert main(["content", "sources"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[1] for line in printed[1:]] == ["rejected", "active"]
    assert printed[1].endswith("(rolled back)")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (json.dumps(pages("de"))[:-40], "is no JSON, or ends too early"),
        (json.dumps(pages("de")).encode("utf-16"), "not UTF-8 text"),
        (b" " * 50_000_000, "larger than 20 MB"),
        ("[]", "only 0 texts were read, 3 are active"),
        (json.dumps({"pages": pages("de")}), "is no list of pages"),
        (json.dumps(pages("de") * 2), "page 10 stands twice"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "not UTF-8 text"),
    ],
)
def test_bad_files_are_one_line_and_the_old_stays(
    own_folder: Path, capsys: Output, raw: str | bytes, reason: str
) -> None:
    assert bring(write(own_folder, "de.json", pages("de"))) == 0
    capsys.readouterr()
    assert bring(write(own_folder, "bad.json", raw)) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert reason in line
    assert active(own_folder) == ["20", "30", "40"]


def test_the_golden_questions_are_a_gate(small_pack: Path, own_folder: Path, capsys: Output) -> None:
    (small_pack / "golden.jsonl").write_text(json.dumps(GOLDEN), "utf-8")
    tempting = pages("de")
    page(tempting, 20)["title"] = GOLDEN["question"]
    file = write(own_folder, "de.json", tempting)
    assert bring(file) == 1
    assert capsys.readouterr().err == (
        f"{SOURCE}: not imported: golden question g1 has no answer and would get {SOURCE}/20\n"
    )
    assert active(own_folder) == []
    assert bring(file, further=("--accept", "g1")) == 0
    (small_pack / "golden.jsonl").write_text("{", "utf-8")
    for command in (["content", "check"], ["content", "import", "integreat", "--region", REGION]):
        assert main([*command, *(["--file", str(file)] if "import" in command else [])]) == 1
        assert capsys.readouterr().err.endswith("golden.jsonl:1: is no JSON\n")


def test_the_check_names_golden_questions_without_their_entry(small_pack: Path, capsys: Output) -> None:
    (small_pack / "golden.jsonl").write_text(json.dumps({**GOLDEN, "entry": "garten/weg"}), "utf-8")
    assert main(["content", "check"]) == 1
    assert "golden.jsonl:1: there is no entry 'garten/weg'" in capsys.readouterr().err


@pytest.mark.skipif(not REAL.is_dir(), reason="the real dumps are not beside this checkout")
def test_a_real_district_passes_the_shipped_golden_questions(
    own_folder: Path, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STADTBOTE_CONTENT", str(SHIPPED_CONTENT))
    files = [part for code in ("de", "en") for part in ("--file", str(REAL / f"pages_{code}.json"))]
    # By words alone, one question without an answer stands at the edge whatever is imported.
    files += ["--accept", "g219"]
    assert main(["content", "import", "integreat", "--region", "rems-murr-kreis", *files]) == 0
    assert main(["content", "import", "integreat", "--region", "rems-murr-kreis", *files]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "integreat/rems-murr-kreis: 284 entries are active (284 new, 0 changed, 0 removed)",
        "integreat/rems-murr-kreis: nothing changed",
    ]
    for waste in ("Altpapier verkaufen", "Gibt es Fliesen im Angebot?"):
        assert main(["ask", "--language", "de", waste]) == 0
        assert "Quelle" not in capsys.readouterr().out


@pytest.mark.parametrize("shape", [["csv"], ["--format", "csv"], ["csv", "--format", "csv"]])
def test_a_spreadsheet(own_folder: Path, capsys: Output, shape: list[str]) -> None:
    row = "question;answer;language;source\nWann ist Wochenmarkt?;Jeden Samstag.;de;Aushang\n"
    file = write(own_folder, "markt.csv", row)
    assert main(["content", "import", *shape, "--name", "markt", "--file", str(file)]) == 0
    assert main(["ask", "--language", "de", "Wann ist Wochenmarkt?"]) == 0
    printed = capsys.readouterr().out
    assert "csv/markt: 1 entries are active (1 new, 0 changed, 0 removed)" in printed
    assert "Jeden Samstag." in printed
    assert "Aushang" in printed


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ([], "say what to import: integreat or csv"),
        (["csv", "--format", "integreat"], "say what to import: integreat or csv"),
        (["integreat", "--file", "x"], "--region: give the short name"),
        (["integreat", "--region", "A/B", "--file", "x"], "--region: give the short name"),
        (["integreat", "--region", "a"], "give --file or --url, or set STADTBOTE_INTEGREAT_URL"),
        (["integreat", "--region", "a", "--url", "ftp://x"], "--url: is not an address"),
        (["integreat", "--region", "a", "--url", "http://"], "--url: is not an address"),
        (["csv", "--file", "x"], "--name: give a name"),
        (["csv", "--name", "x"], "--file: give one CSV file"),
    ],
)
def test_what_is_missing_is_one_line(capsys: Output, typed: list[str], reason: str) -> None:
    assert main(["content", "import", *typed]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(reason)


def test_nothing_imported_yet(capsys: Output) -> None:
    assert main(["content", "sources"]) == 0
    assert main(["content", "rollback", "--source", SOURCE]) == 1
    output = capsys.readouterr()
    assert output.out == "Nothing was imported.\n"
    assert output.err == f"{SOURCE}: there is no previous generation to go back to\n"


def test_ask_makes_no_database_and_survives_a_broken_one(own_folder: Path, capsys: Output) -> None:
    question = "Wie viele Beete hat der Gemeinschaftsgarten?"
    assert main(["ask", question]) == 0
    assert not (own_folder / "data").exists()
    (own_folder / "data").mkdir()
    (own_folder / "data" / "stadtbote.db").write_text("These are words. " * 100)
    assert main(["ask", question]) == 0
    assert capsys.readouterr().out.count("40 Beete") == 2


def test_ask_goes_on_without_rows_that_cannot_be_used(own_folder: Path, capsys: Output) -> None:
    assert bring(write(own_folder, "de.json", pages("de"))) == 0
    with closing(sqlite3.connect(own_folder / "data" / "stadtbote.db")) as connection:
        connection.execute("UPDATE knowledge_text SET source_date = 'soon'")
        connection.commit()
    assert main(["ask", "Wie viele Beete hat der Gemeinschaftsgarten?"]) == 0
    assert "40 Beete" in capsys.readouterr().out


class Cms(BaseHTTPRequestHandler):
    """The content API, until a test breaks it."""

    broken = False

    def do_GET(self) -> None:
        languages = [{"code": "de"}, {"code": "en"}]
        last = self.path.rstrip("/").rpartition("/")[2]
        body = json.dumps(languages if last == "languages" else pages(self.path.split("/")[4])).encode()
        self.send_response(500 if type(self).broken else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def cms() -> Iterator[str]:
    """A server in a thread: the commands bring their own event loop."""
    Cms.broken = False
    with ThreadingHTTPServer(("127.0.0.1", 0), Cms) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_from_a_server_by_option_or_setting(
    own_folder: Path, capsys: Output, cms: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bring(further=("--url", f"{cms}/")) == 0
    monkeypatch.setenv("STADTBOTE_INTEGREAT_URL", cms)
    monkeypatch.setenv("STADTBOTE_INTEGREAT_REGION", REGION)
    assert main(["content", "import", "integreat"]) == 0
    Cms.broken = True
    assert main(["content", "import", "integreat"]) == 1
    output = capsys.readouterr()
    assert output.out.splitlines() == [
        f"{SOURCE}: 3 entries are active (3 new, 0 changed, 0 removed)",
        f"{SOURCE}: nothing changed",
    ]
    assert output.err == f"{cms}/api/v3/{REGION}/languages/: the server answers 500\n"
    assert active(own_folder) == ["20", "30", "40"]
