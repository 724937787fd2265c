"""Texts as YAML and CSV: out and in again without a loss, and every fault named with its place."""

import csv
import io
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from civic.event_texts import TextState
from civic.glossary import Glossary, Term
from civic.text_checks import Warned, Warning, lost
from civic.text_files import (
    BIGGEST,
    Change,
    FileFault,
    FileProblem,
    FileTexts,
    changes,
    read_file,
    to_csv,
    to_yaml,
)
from civic.text_sheets import Sheet, SheetField, SheetKey, SheetKind

CODES = ["de", "en", "ar"]
FIELDS = (SheetField("title", 60), SheetField("text", 4096, lines=True, needed=True))


def a_sheet(**texts: tuple[str, str]) -> Sheet:
    """An announcement whose main language is German."""
    values = {code: {"title": title, "text": text} for code, (title, text) in texts.items()}
    states = dict.fromkeys(values, TextState.UP_TO_DATE)
    return Sheet(SheetKey(SheetKind.ANNOUNCEMENT, 7), "de", FIELDS, values, states, "f" * 16, 4096)


SHEET = a_sheet(de=("Fest", "Kommen Sie!\n\n„Alle“; auch: #1, 'so' & <b>"), en=("Party", "Come!"))
lines = st.text(max_size=40) | st.sampled_from(
    ["=1+1", "'=x", "''", "+49 631", "-", "@a", "no", "007", "~", "- a: b"]
)


def problem(content: bytes | str, sheet: Sheet = SHEET) -> FileProblem:
    found = read_file(content.encode() if isinstance(content, str) else content, sheet, CODES)
    assert isinstance(found, list), found
    return found[0]


@given(st.tuples(lines, st.lists(lines, max_size=4).map("\n".join)), st.tuples(lines, lines))
def test_whatever_is_written_comes_back(main: tuple[str, str], arabic: tuple[str, str]) -> None:
    raw = a_sheet(de=main, ar=arabic)
    sheet = a_sheet(
        **{
            code: (read["title"], read["text"])
            for code in ("de", "ar")
            if (read := raw.read(raw.values(code)))
        }
    )
    for content in (to_yaml(sheet, CODES), to_csv(sheet, CODES)):
        found = read_file(content, sheet, CODES)
        assert isinstance(found, FileTexts), found
        assert changes(sheet, found) == []
        assert found.source == sheet.source
        filled = [code for code in ("de", "ar") if any(sheet.values(code).values())]
        assert {code: dict(found.texts[code]) for code in filled} == {
            code: sheet.values(code) for code in filled
        }


def test_a_spreadsheet_computes_nothing() -> None:
    sheet = a_sheet(de=('=HYPERLINK("http://x")', "+1"), en=("@SUM", "-2\n=3"))
    rows = list(csv.reader(io.StringIO(to_csv(sheet, CODES).decode("utf-8-sig"))))
    cells = [cell for row in rows[1:] for cell in row[1:] if cell]
    assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in cells)


def test_what_a_german_spreadsheet_saves_is_read() -> None:
    saved = '\ufefffield;de;en\r\ntitle;Fest;New title\r\ntext;"Kommen Sie!";"Two\nlines"\r\n'
    found = read_file(saved.encode(), SHEET, CODES)
    assert isinstance(found, FileTexts)
    assert Change("en", "title", "Party", "New title") in changes(SHEET, found)
    assert found.texts["en"]["text"] == "Two\nlines"


def test_empty_languages_delete_nothing_and_the_main_language_comes_first() -> None:
    found = read_file(b"texts:\n  en: {title: '', text: }\n  ar: {text: A}\n  de: {text: B}\n", SHEET, CODES)
    assert isinstance(found, FileTexts)
    assert [(one.language, one.new) for one in changes(SHEET, found)] == [("de", "B"), ("ar", "A")]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("texts:\n  en:\n    text: a\n  en:\n    text: b\n", (FileFault.TWICE, 4, 3, "", "en")),
        ("texts:\n  en:\n    text: a\n    text: b\n", (FileFault.TWICE, 4, 5, "en", "text")),
        ("texts:\n  xx:\n    text: a\n", (FileFault.UNKNOWN_LANGUAGE, 3, 11, "xx", "xx")),
        ("texts:\n  en:\n    body: a\n", (FileFault.UNKNOWN_FIELD, 3, 11, "en", "body")),
        ("texts:\n  en:\n    text: [a]\n", (FileFault.NOT_A_TEXT, 3, 11, "en", "")),
        (f"texts:\n  en:\n    title: {'😀' * 31}\n", (FileFault.TOO_LONG, 3, 12, "en", "title (60)")),
        ("id: 8\ntexts: {}\n", (FileFault.OTHER_SHEET, 1, 5, "", "8")),
        ("kind: event\ntexts: {}\n", (FileFault.OTHER_SHEET, 1, 7, "", "event")),
        ("texts:\n  - a\n", (FileFault.NOT_READABLE, 2, 3, "", "")),
        ("title: x\n", (FileFault.NOT_READABLE, 1, 1, "", "texts")),
        ("", (FileFault.NOT_READABLE, 0, 0, "", "")),
        ("field,de,en,en\n", (FileFault.TWICE, 1, 4, "en", "en")),
        ("field,de,xx\ntitle,a,b\n", (FileFault.UNKNOWN_LANGUAGE, 2, 3, "xx", "xx")),
        ("field,en\ntitle,a\ntext,b\ntitle,c\n", (FileFault.TWICE, 4, 2, "en", "title")),
        ("field,en\nbody,a\n", (FileFault.UNKNOWN_FIELD, 2, 2, "en", "body")),
        ("field,en\ntext,a,b\n", (FileFault.NOT_READABLE, 2, 3, "", "")),
        ('field,de,en\ntext,"a\nb",c\ntitle,d,' + "x" * 61, (FileFault.TOO_LONG, 4, 3, "en", "title (60)")),
    ],
)
def test_faults_are_named_with_their_place(
    content: str, expected: tuple[FileFault, int, int, str, str]
) -> None:
    assert problem(content) == FileProblem(*expected)


def test_what_cannot_be_read_at_all() -> None:
    assert problem(b"texts:\n  en:\n    text: \xfc\n") == FileProblem(FileFault.NOT_UTF8, 3, 11)
    assert problem(b"x" * (BIGGEST + 1)).fault is FileFault.TOO_BIG
    for content in (
        "texts: {en: {text: 'a}",
        "a: b: c",
        "\t- x",
        "[" * 5000,
        'field,en\ntext,"a',
        "text: *x",
    ):
        assert problem(content).fault is FileFault.NOT_READABLE


def test_a_file_runs_nothing_and_grows_nothing(tmp_path: Path) -> None:
    made = tmp_path / "made"
    evil = f"texts:\n  en:\n    text: !!python/object/apply:pathlib.Path.touch [{made}]\n"
    assert problem(evil).fault is FileFault.NOT_A_TEXT
    assert not made.exists()
    laughs = "a: &a [x,x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(20)
    )
    assert problem(laughs).fault is FileFault.NOT_READABLE


def test_yaml_is_for_people() -> None:
    text = to_yaml(SHEET, CODES).decode()
    assert "text: |-\n      Kommen Sie!\n\n      „Alle“" in text
    assert yaml.safe_load(text)["texts"]["en"]["title"] == "Party"


NAMES = Glossary((Term("Alte Eintracht"), Term("Fruchthalle")))


def test_what_a_translation_lost() -> None:
    main = {"text": "Hallo {name}: https://a.example/b. Die Alte Eintracht, {x}"}
    assert lost(main, {"text": "Hi {name} (https://a.example/b), Alte Eintracht {x}"}, "en", NAMES) == []
    assert lost(main, {"text": " "}, "en", NAMES) == []
    assert lost(main, {"text": "Hi"}, "en", NAMES) == [
        Warning(Warned.PLACEHOLDER, "{name}"),
        Warning(Warned.PLACEHOLDER, "{x}"),
        Warning(Warned.ADDRESS, "https://a.example/b"),
        Warning(Warned.TERM, "Alte Eintracht"),
    ]
