"""Spreadsheets become entries, or the first fault is named with file and line."""

import re
from pathlib import Path

import pytest

from civic.answers.imports import Collected
from sources.reading import SourceFault
from sources.spreadsheet import read_csv
from tests.sources.dumps import write

HEADER = "question;answer;language;source\n"
ROW = "Wo ist das Rathaus?;Am Markt 1.;de;Stadtplan\n"


def read(folder: Path, content: str | bytes) -> Collected:
    return read_csv("wissen", write(folder, "wissen.csv", content), ("de", "en"))


def test_a_row_becomes_an_entry(tmp_path: Path) -> None:
    (entry,) = read(tmp_path, HEADER + ROW).entries
    version = entry.versions["de"]
    assert entry.key.startswith("csv/wissen/")
    assert (version.question, version.text, version.source) == (
        "Wo ist das Rathaus?",
        "Am Markt 1.",
        "Stadtplan",
    )


@pytest.mark.parametrize(
    "content",
    [
        (HEADER + ROW).encode("utf-8-sig"),
        (HEADER + ROW).replace(";", ",").encode(),
        (HEADER + ROW).replace("\n", "\r\n").encode(),
        ("\n" + HEADER + "\n;;;\n" + ROW).encode(),
        b"Language;Source;Question;Answer\nDE;Stadtplan;Wo ist das Rathaus?;Am Markt 1.\n",
    ],
)
def test_the_same_table_as_programs_write_it(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content).entries == read(tmp_path, HEADER + ROW).entries


def test_rows_with_the_same_id_are_translations(tmp_path: Path) -> None:
    content = "id;" + HEADER + "rathaus;" + ROW + "rathaus;Where is the town hall?;At Markt 1.;en;City map\n"
    (entry,) = read(tmp_path, content).entries
    assert entry.key == "csv/wissen/rathaus"
    assert set(entry.versions) == {"de", "en"}


def test_a_key_stays_when_rows_move(tmp_path: Path) -> None:
    other = "Wann ist Markt?;Samstags.;de;Aushang\n"
    first = {entry.key for entry in read(tmp_path, HEADER + ROW + other).entries}
    assert {entry.key for entry in read(tmp_path, HEADER + other + ROW).entries} == first
    assert len(first) == 2


def test_quoted_cells_hold_separators_and_lines(tmp_path: Path) -> None:
    content = HEADER + '"Wo; und ""wann""?";"Am Markt.\nSamstags; früh.";de;Plan\n'
    (entry,) = read(tmp_path, content).entries
    assert entry.versions["de"].question == 'Wo; und "wann"?'
    assert entry.versions["de"].text == "Am Markt.\nSamstags; früh."


def test_long_answers_continue_under_more(tmp_path: Path) -> None:
    content = HEADER + f"Wo?;{'Ein Satz mehr. ' * 100};de;Plan\n"
    version = read(tmp_path, content).entries[0].versions["de"]
    assert len(version.text) <= 600
    assert version.more is not None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", ":1: has no header (question;answer;language;source)"),
        ("question;answer;language\n", ":1: the header lacks source"),
        ("nur Text\n", ":1: the header lacks question, answer, language, source"),
        ("question;answer;language;source;source\n", ":1: unknown or repeated column 'source'"),
        (HEADER + ROW + ";Antwort;de;Plan\n", ":3: question is empty"),
        (HEADER + '"Eine Frage\nin zwei Zeilen?";Ja.;de;Plan\nWo?;;de;Plan\n', ":4: answer is empty"),
        (HEADER + "Wo?;Hier.;Deutsch;Plan\n", ":2: not a language code: 'deutsch'"),
        (HEADER + "Wo?;Hier.;de\n", ":2: has another number of cells than the header"),
        (HEADER + ROW + ROW, ":3: "),
        ("id;" + HEADER + "a/b:c;" + ROW, ":2: id 'a/b:c' is not 1 to 16 of a-z, 0-9 and hyphens"),
        (HEADER + 'Wo?;"Hier.;de;Plan\n', ":2: unexpected end of data"),
        (HEADER + "Wo?;B\x00;de;Plan\n", ":2: is no text"),
        ((HEADER + ROW + "Büro?").encode("latin-1"), ":3: not UTF-8 text"),
        (HEADER + f"Wo?;{'x' * 140_000};de;Plan\n", ":2: field larger than field limit (131072)"),
    ],
)
def test_faults_name_file_and_line(tmp_path: Path, content: str | bytes, reason: str) -> None:
    with pytest.raises(SourceFault, match="^" + re.escape(f"{tmp_path / 'wissen.csv'}{reason}")) as fault:
        read(tmp_path, content)
    assert "\n" not in str(fault.value)


def test_other_languages_are_left_out_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER + ROW + "Où?;Ici.;fr;Plan\n")
    assert len(found.entries) == 1
    assert [note.rpartition(": ")[2] for note in found.notes] == ["left out, since the bot does not speak fr"]
