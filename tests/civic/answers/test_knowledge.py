"""Reading a content pack: entries, their languages, their sources; and refusing a broken one."""

from datetime import date
from pathlib import Path

import pytest

from civic.answers.entries import SourceDate
from civic.answers.knowledge import ContentFaults, load
from tests.civic.answers.packs import edit, line_of, write_pack


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(tmp_path / "pack")


def test_reads_the_city(pack: Path) -> None:
    city = load(pack).city
    assert city.slug == "musterstadt"
    assert city.initiatives == ("garten", "lesen")
    assert [topic.slug for topic in city.topics] == ["all", "nature"]
    assert city.districts[0].names == {"de": "Weststadt", "en": "West"}
    assert city.likely_languages == ("de", "en")


def test_all_languages_of_an_entry_are_one_entry(pack: Path) -> None:
    knowledge = load(pack)
    assert list(knowledge.entries) == [
        "garten/beete",
        "garten/ort",
        "garten/obst",
        "lesen/anzahl",
        "lesen/kosten",
    ]
    entry = knowledge.entries["garten/beete"]
    assert (entry.initiative, entry.id, set(entry.versions)) == ("garten", "beete", {"de", "en"})
    assert entry.versions["de"].more == "Die Beete werden im Frühjahr verteilt."
    assert entry.versions["en"].more is None
    assert [found.id for found in knowledge.of_initiative("lesen")] == ["anzahl", "kosten"]
    assert knowledge.entry("lesen/none") is None


def test_an_entry_overrides_what_the_page_says(pack: Path) -> None:
    entries = load(pack).entries
    place, beds = entries["garten/ort"].versions["de"], entries["garten/beete"].versions["de"]
    assert (place.source, beds.source) == ("Stadtplan", "Gartenbrief")
    assert (place.source_date, beds.source_date) == (SourceDate(2021, 3, 4), SourceDate(2020, 8))
    assert (place.valid_until, beds.valid_until) == (date(2026, 12, 31), None)
    assert not place.expired(date(2026, 12, 31))
    assert place.expired(date(2027, 1, 1))
    assert place.text == "Er liegt am Lindenweg.\n\n- Eingang im Norden\n- Eingang im Süden"


def test_a_page_or_an_entry_says_when_it_was_checked(pack: Path) -> None:
    page = pack / "garten" / "de.md"
    written = page.read_text("utf-8").replace("valid_until: none", "valid_until: none\nchecked: 2026-05-06")
    page.write_text(
        written.replace(":source: Stadtplan", ":source: Stadtplan\n:checked: 2026-07-08"), "utf-8"
    )
    entries = load(pack).entries
    assert entries["garten/ort"].versions["de"].checked == date(2026, 7, 8)
    assert entries["garten/beete"].versions["de"].checked == date(2026, 5, 6)
    assert entries["garten/beete"].versions["en"].checked is None


@pytest.mark.parametrize(
    ("asked", "got"), [("en", "en"), ("de", "de"), ("de-simple", "de"), ("uk", "en"), ("", "en")]
)
def test_takes_the_best_language_there_is(pack: Path, asked: str, got: str) -> None:
    knowledge = load(pack)
    assert knowledge.version(knowledge.entries["garten/beete"], asked).language == got


def test_falls_back_to_the_main_language_without_english(pack: Path) -> None:
    (pack / "lesen/en.md").unlink()
    knowledge = load(pack)
    assert knowledge.version(knowledge.entries["lesen/anzahl"], "uk").language == "de"
    assert knowledge.name(knowledge.initiatives["lesen"].titles, "uk") == "Lesepaten"


@pytest.mark.parametrize(
    ("text", "precision"),
    [("2020", (2020, None, None)), ("2020-08", (2020, 8, None)), ("2020-08-31", (2020, 8, 31))],
)
def test_source_dates_are_as_precise_as_known(
    text: str, precision: tuple[int, int | None, int | None]
) -> None:
    found = SourceDate.parse(text)
    assert (found.year, found.month, found.day) == precision
    assert str(found) == text


@pytest.mark.parametrize("text", ["2020-13", "2020-02-30", "August 2020", "20-08", "2020-8", "", "٢٠٢٠"])
def test_refuses_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        SourceDate.parse(text)


def test_a_broken_pack_names_every_fault_with_its_place(pack: Path) -> None:
    page = pack / "garten/de.md"
    edit(page, " {#obst}", "")
    edit(page, ":date: 2021-03-04", ":date: last spring")
    with pytest.raises(ContentFaults) as caught:
        load(pack)
    assert [str(fault) for fault in caught.value.faults] == [
        f"{page}:{line_of(page, ':date:')}: source_date: cannot be understood: 'last spring'",
        f"{page}:{line_of(page, 'Obstbäume?')}: missing id: end the heading with {{#some-id}}",
    ]


def test_a_pack_without_a_city_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentFaults, match=r"city\.yaml:1: cannot be read"):
        load(tmp_path)


def test_a_byte_order_mark_and_windows_lines_are_read(pack: Path) -> None:
    page = pack / "garten/en.md"
    page.write_bytes(b"\xef\xbb\xbf" + page.read_bytes().replace(b"\n", b"\r\n"))
    version = load(pack).entries["garten/beete"].versions["en"]
    assert version.text == "The community garden has 40 beds."
