"""What an author is told about a content pack, and stamping of translations."""

from datetime import date
from pathlib import Path

import pytest

from civic.answers.content_check import check, stamp
from civic.answers.knowledge import load
from tests.civic.answers.packs import CITY, edit, line_of, write_pack

TODAY = date(2026, 1, 15)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = write_pack(tmp_path / "pack")
    stamp(path)
    return path


def faults(pack: Path, *languages: str, today: date = TODAY) -> list[str]:
    found = check(pack, languages or ("de", "en"), today)
    return [str(fault).removeprefix(f"{pack}/") for fault in found]


def test_a_stamped_pack_has_no_faults(pack: Path) -> None:
    assert faults(pack) == []


def test_a_translation_without_a_stamp_is_a_fault(tmp_path: Path) -> None:
    path = write_pack(tmp_path / "pack")
    assert "garten/en.md:9: missing `:of:` line: run `stadtbote content stamp`" in faults(path)
    assert len(faults(path)) == 5


def test_a_changed_original_makes_its_translation_outdated(pack: Path) -> None:
    edit(pack / "garten/de.md", "hat 40 Beete", "hat 41 Beete")
    line = line_of(pack / "garten/en.md", ":of:")
    assert faults(pack) == [f"garten/en.md:{line}: outdated translation: de.md:9 has changed"]


def test_other_line_breaks_in_the_original_change_nothing(pack: Path) -> None:
    edit(pack / "garten/de.md", "Die Obstbäume pflegt der", "Die Obstbäume\npflegt  der")
    assert faults(pack) == []


def test_stamping_writes_only_its_lines_and_only_once(pack: Path) -> None:
    page = pack / "garten/en.md"
    page.write_bytes(b"\xef\xbb\xbf" + page.read_bytes().replace(b"\n", b"\r\n"))
    edit_bytes = page.read_bytes()
    assert stamp(pack) == []
    assert page.read_bytes() == edit_bytes
    lines = edit_bytes.split(b"\r\n")
    page.write_bytes(b"\r\n".join(line for line in lines if not line.startswith(b":of:")))
    assert stamp(pack) == [page]
    assert page.read_bytes() == edit_bytes
    assert faults(pack) == []


def test_stamping_renews_what_is_outdated(pack: Path) -> None:
    edit(pack / "lesen/de.md", "Es gibt zwölf", "Es gibt elf")
    assert stamp(pack) == [pack / "lesen/en.md"]
    assert faults(pack) == []


def test_a_missing_translation_is_found_by_entry_and_by_page(pack: Path) -> None:
    page = pack / "lesen/en.md"
    text = page.read_text(encoding="utf-8")
    page.write_text(text[: text.index("## What")], encoding="utf-8")
    line = line_of(pack / "lesen/de.md", "{#kosten}")
    assert faults(pack) == [f"lesen/en.md:1: missing translation of 'kosten' (de.md:{line})"]
    page.unlink()
    assert faults(pack) == ["lesen/de.md:1: no translation lesen/en.md"]


def test_a_language_nobody_expects_may_be_incomplete(pack: Path) -> None:
    page = pack / "lesen/uk.md"
    text = (pack / "lesen/en.md").read_text(encoding="utf-8")
    page.write_text(text[: text.index("## What")], encoding="utf-8")
    assert faults(pack) == []
    assert faults(pack, "de", "en", "uk")[0].startswith("city.yaml:")


def test_an_entry_past_its_date_is_a_fault(pack: Path) -> None:
    line = line_of(pack / "garten/de.md", ":valid_until:")
    assert faults(pack, today=date(2027, 1, 1)) == [f"garten/de.md:{line}: expired on 2026-12-31"]


def test_an_entry_that_was_checked_since_is_none(pack: Path) -> None:
    page = pack / "garten/de.md"
    written = page.read_text("utf-8")
    page.write_text(
        written.replace(":valid_until: 2026-12-31", ":valid_until: 2026-12-31\n:checked: 2027-01-02"), "utf-8"
    )
    assert faults(pack, today=date(2027, 2, 1)) == []
    assert len(faults(pack, today=date(2028, 2, 1))) == 1


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("{#beete}", "{#Beete 1}", "9: invalid id 'Beete 1': use a-z, 0-9 and single hyphens"),
        ("{#obst}", "{#beete}", "23: duplicate id 'beete'"),
        ("Beete hat der Gemeinschaftsgarten?", "Beete", "9: heading does not end with a question mark"),
        ("## Wie viele Beete hat der Gemeinschaftsgarten?", "##", "9: heading without a question"),
        ("Der Gemeinschaftsgarten hat 40 Beete.", "x" * 601, "9: answer has 601 characters, at most 600"),
        (
            "Die Beete werden im Frühjahr verteilt.",
            "x" * 1501,
            "9: longer text has 1501 characters, at most 1500",
        ),
        ("Die Obstbäume pflegt der Verein Streuobst.", "", "23: empty answer"),
        ("Die Beete werden im Frühjahr verteilt.", "", "9: nothing after ---more---"),
        ("Die Beete werden", "---more---\nDie Beete werden", "9: ---more--- stands twice"),
        (":source: Stadtplan", ":author: Stadtplan", "15: unknown key 'author'"),
        (":source: Stadtplan", ":date: 2020", "16: source_date: stands twice"),
        ("- Eingang im Norden", "### Eingang", "20: a heading inside an answer"),
        ("- Eingang im Norden", ":date: 2020", "20: a :key: line below the text"),
        (":source: Stadtplan", ":of: 0123456789ab", "15: `of` belongs into translations"),
        (
            ":source: Stadtplan",
            ":source_url: javascript:x",
            "15: source_url: cannot be understood: 'javascript:x'",
        ),
        ("valid_until: none", "valid_until: soon", "5: valid_until: cannot be understood: 'soon'"),
        ("valid_until: none", "valid_until: none\nchecked: soon", "6: checked: cannot be understood: 'soon'"),
        ("aliases: [Stadtgarten]", "colour: green", "6: unknown key 'colour'"),
        ("aliases: [Stadtgarten]", "aliases: Stadtgarten", "6: aliases: expected a list of texts"),
        ("title: Gemeinschaftsgarten", "title: ''", "2: title: missing or not a text"),
        ("title: Gemeinschaftsgarten", "title: [a", "3: not YAML: "),
        ("title: Gemeinschaftsgarten", "title: a\ntitle: b", "3: title: stands twice"),
        ("title: Gemeinschaftsgarten", "title: &a b\nsource_url: *a", "2: YAML aliases are not supported"),
        (
            "aliases: [Stadtgarten]\n---\n",
            "aliases: [Stadtgarten]\n---\nHello\n",
            "8: text before the first ## heading",
        ),
    ],
)
def test_every_fault_is_told_with_its_line(pack: Path, before: str, after: str, message: str) -> None:
    edit(pack / "garten/de.md", before, after)
    assert any(fault.startswith(f"garten/de.md:{message}") for fault in faults(pack))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"title: x\n", "1: no front matter between two --- lines"),
        (b"---\ntitle: x\n", "1: no front matter between two --- lines"),
        (b"---\ntitle: x\n---\n\xff", "4: not UTF-8"),
        (b"---\ntitle: a\x00b\n---\n", "2: control character"),
        (b"x" * 1_000_001, "1: larger than 1000000 bytes"),
        (b"---\n- a\n---\n", "2: expected `key: value` lines"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(pack: Path, content: bytes, message: str) -> None:
    (pack / "garten/de.md").write_bytes(content)
    assert f"garten/de.md:{message}" in faults(pack)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("  nature:", "  open-air:", "7: topics: slug 'open-air' is not [a-z0-9]{1,32}"),
        ("  all: {de: Alles, en: Everything}\n", "", "5: topics: `all` is missing"),
        ("{de: Natur, en: Nature}", "{de: Natur}", "7: topics.nature: no name in en"),
        ("{de: Natur, en: Nature}", "{en: Nature}", "7: topics.nature: no name in the main language"),
        ("{de: Natur, en: Nature}", "Natur", "7: topics.nature: expected names by language"),
        ("{de: Natur, en: Nature}", "{de: Natur, en: ''}", "7: topics.nature.en: not a name in a language"),
        ("main_language: de\n", "main_language: German\n", "3: main_language: not a language code: 'German'"),
        ("slug: musterstadt\n", "", "1: slug: missing or not a text"),
        ("likely_languages:", "colour: blue\nlikely_languages:", "10: unknown key 'colour'"),
        ("[garten, lesen]", "[garten]", "4: initiatives: lesen is not listed"),
        ("[garten, lesen]", "[garten, lesen, baden]", "4: baden: no file de.md"),
        ("[garten, lesen]", "[garten, lesen, lesen]", "4: invalid or repeated: 'lesen'"),
        ("[garten, lesen]", "[garten, ../lesen]", "4: invalid or repeated: '../lesen'"),
        ("  west: {de: Weststadt, en: West}", "  - west", "8: districts: expected `slug: {language: name}`"),
    ],
)
def test_faults_of_the_city_file_are_told(pack: Path, before: str, after: str, message: str) -> None:
    assert before in CITY
    edit(pack / "city.yaml", before, after)
    assert f"city.yaml:{message}" in faults(pack)


def test_a_file_name_that_is_no_language_is_told(pack: Path) -> None:
    (pack / "lesen/Notes.md").write_text("---\n---\n", encoding="utf-8")
    assert faults(pack) == ["lesen/Notes.md:1: the file name is not a language code"]


def test_a_translation_of_nothing_is_told(pack: Path) -> None:
    edit(pack / "lesen/en.md", "{#kosten}", "{#price}")
    found = faults(pack)
    line = line_of(pack / "lesen/en.md", "{#price}")
    assert f"lesen/en.md:{line}: 'price' is not in de.md" in found
    assert any("missing translation of 'kosten'" in fault for fault in found)


def test_without_a_city_nothing_is_stamped(tmp_path: Path) -> None:
    assert stamp(tmp_path) == []
    assert faults(tmp_path) == ["city.yaml:1: cannot be read: No such file or directory"]


def test_what_is_checked_is_what_is_loaded(pack: Path) -> None:
    fingerprints = {entry.versions["en"].of for entry in load(pack).entries.values()}
    assert all(found and len(found) == 12 for found in fingerprints)
