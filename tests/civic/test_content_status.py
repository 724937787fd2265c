"""How far a content pack is translated, from its files to the table that a command prints."""

from pathlib import Path

from bot.content_status import lines_of
from civic.answers.content_check import check, stamp
from civic.answers.content_status import Standing, statuses
from civic.time import utc_now
from locales.catalogues import HERE

CITY = """slug: musterstadt
name: {de: Musterstadt, en: Musterstadt, fr: Musterstadt}
main_language: de
initiatives: [cafe]
topics: {all: {de: Alles, en: All, fr: Tout}}
"""
FRONT = "---\ntitle: Café\nsource: Faltblatt\nsource_date: 2026\nvalid_until: none\n{}---\n\n"
KAISERSLAUTERN = Path(__file__).parents[2] / "content" / "kaiserslautern"
LANGUAGES = sorted(path.name for path in HERE.iterdir() if (path / "LC_MESSAGES").is_dir())


def a_pack(folder: Path, reviewed: str = "") -> Path:
    """Two questions in German and French, one of them in English."""
    (folder / "cafe").mkdir()
    (folder / "city.yaml").write_text(CITY)
    questions = {"de": ("Was?", "Wann?"), "fr": ("Quoi ?", "Quand ?"), "en": ("What?",)}
    for language, asked in questions.items():
        sections = zip(asked, ("was", "wann"), strict=False)
        text = "\n".join(f"## {question} {{#{name}}}\nText {language}.\n" for question, name in sections)
        front = FRONT.format(reviewed if language == "fr" else "")
        (folder / "cafe" / f"{language}.md").write_text(front + text)
    stamp(folder)
    return folder


def standings(folder: Path) -> dict[tuple[str, str], Standing]:
    return {(one.entry, one.language): one.standing for one in statuses(folder, ["de", "en", "fr", "pl"])}


def test_original_up_to_date_and_missing(tmp_path: Path) -> None:
    found = standings(a_pack(tmp_path))
    assert found["cafe/was", "de"] is Standing.ORIGINAL
    assert found["cafe/was", "en"] is found["cafe/wann", "fr"] is Standing.UP_TO_DATE
    assert found["cafe/wann", "en"] is found["cafe/was", "pl"] is Standing.MISSING


def test_one_word_of_the_original_makes_its_translations_old(tmp_path: Path) -> None:
    page = a_pack(tmp_path) / "cafe" / "de.md"
    page.write_text(page.read_text().replace("## Wann? {#wann}\nText", "## Wann? {#wann}\nNeuer Text"))
    found = standings(tmp_path)
    assert found["cafe/wann", "fr"] is Standing.OUTDATED
    assert found["cafe/was", "fr"] is Standing.UP_TO_DATE


def test_the_table_and_a_line_for_each_language(tmp_path: Path) -> None:
    reviewed = "reviewed_by: Ada Lovelace\nreviewed_on: 2026-03-18\n"
    lines = lines_of(a_pack(tmp_path, reviewed), ["de", "en", "fr"])
    assert lines[:3] == ["entry      de    en  fr", "cafe/was   main  ok  ok", "cafe/wann  main  -   ok"]
    assert lines[-3:] == [
        "de: 2 original; reviewed by nobody yet",
        "en: 1 up to date, 1 missing; reviewed by nobody yet",
        "fr: 2 up to date; reviewed: 2 of 2 by Ada Lovelace, 2026-03-18",
    ]


def test_a_review_needs_a_name_and_a_day(tmp_path: Path) -> None:
    today = utc_now().date()
    found = check(a_pack(tmp_path, "reviewed_by: Ada Lovelace\nreviewed_on: soon\n"), [], today)
    assert [str(one).partition("fr.md:")[2] for one in found] == [
        "7: reviewed_on: cannot be understood: 'soon'"
    ]


def test_the_shipped_pack_is_complete_in_all_languages_and_nobody_is_named() -> None:
    found = list(statuses(KAISERSLAUTERN, LANGUAGES))
    assert {one.standing for one in found} == {Standing.ORIGINAL, Standing.UP_TO_DATE}
    assert {one.reviewed_by for one in found} == {""}
    assert len(LANGUAGES) >= 12
