"""Values are escaped once, isolated in right-to-left languages, and dates are written as people do."""

import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import Catalogues, Html, Latin, Url
from locales.direction import FSI, LRI, PDI, RLM

LANGUAGES = Catalogues.load()
BERLIN = ZoneInfo("Europe/Berlin")
EVENING = datetime(2026, 12, 18, 17, 0, tzinfo=UTC)


def test_values_are_escaped_once() -> None:
    text = LANGUAGES["en"].gettext("Name: {name}", name="<b>Ada & Co</b>")
    assert text == "Name: &lt;b&gt;Ada &amp; Co&lt;/b&gt;"
    assert LANGUAGES["en"].gettext("Name: {name}", name=Html("<b>Ada</b>")) == "Name: <b>Ada</b>"
    assert LANGUAGES["en"].label("Example: {title}", title="Tea & talk") == "Example: Tea & talk"


def test_right_to_left_texts_isolate_their_values() -> None:
    text = LANGUAGES["ar"].gettext("Name: {name}", name="Anna M.")
    assert f"{FSI}Anna M.{PDI}" in text
    assert f"{LRI}ABC123{PDI}" in LANGUAGES["ar"].gettext("Name: {name}", name=Latin("ABC123"))
    assert LANGUAGES["ar"].gettext("Name: {name}", name=Url("https://a.example/?a=1&b=2")).count("&amp;") == 1


@given(st.text(max_size=60))
def test_no_name_can_turn_a_line_around(name: str) -> None:
    text = LANGUAGES["ar"].gettext("Name: {name}", name=name)
    assert text.count(FSI) == text.count(PDI)
    assert not set(text) & set("\u202a\u202b\u202c\u202d\u202e\u2067")
    for line in text.split("\n"):
        assert not line or line[0] == RLM or unicodedata.bidirectional(line[0]) in ("R", "AL")


def test_commands_inside_arabic_keep_their_slash() -> None:
    assert f"{LRI}/events{PDI}" in LANGUAGES["ar"].gettext("/events – events and workshops")


@pytest.mark.parametrize(
    ("code", "written"),
    [
        ("de", "Freitag, 18. Dezember 2026"),
        ("en", "Friday, December 18, 2026"),
        ("uk", "пʼятниця, 18 грудня 2026\u202fр."),
        ("ar", "الجمعة، 18 ديسمبر 2026"),
    ],
)
def test_dates_are_written_as_people_do(code: str, written: str) -> None:
    assert LANGUAGES[code].date(EVENING, BERLIN) == written
    assert LANGUAGES[code].time(EVENING, BERLIN) == "18:00"


@pytest.mark.parametrize(
    ("n", "written"),
    [(1, "1"), (2, "2"), (3, "3"), (11, "11"), (100, "100")],
)
def test_plurals_name_the_number_in_every_language(n: int, written: str) -> None:
    for language in LANGUAGES:
        assert written in language.ngettext("{n} seat is free.", "{n} seats are free.", n)


@pytest.mark.parametrize(
    ("tag", "code"),
    [("de-AT", "de"), ("uk_UA", "uk"), ("AR", "ar"), ("en-US-x-odd", "en"), ("xx", ""), ("", ""), ("1", "")],
)
def test_client_tags_find_their_language(tag: str, code: str) -> None:
    found = LANGUAGES.match(tag)
    assert (found.code if found else "") == code


def test_main_language_comes_first_in_the_list() -> None:
    assert [language.code for language in LANGUAGES][:3] == ["de", "de-simple", "en"]


def test_each_line_of_a_text_is_isolated_by_itself() -> None:
    arabic, german = LANGUAGES["ar"], LANGUAGES["de"]
    assert arabic.isolate("Eins\n\nنعم") == f"{RLM}{FSI}Eins{PDI}\n\n{RLM}{FSI}نعم{PDI}"
    assert arabic.isolate("") == ""
    assert german.isolate("<Eins>\nzwei") == "&lt;Eins&gt;\nzwei"
    assert f"{FSI}Eins{PDI}\n{RLM}{FSI}zwei{PDI}" in arabic.gettext("Name: {name}", name="Eins\nzwei")


@pytest.mark.parametrize("code", ["ar", "de"])
def test_no_override_is_kept_in_any_value(code: str) -> None:
    language, evil = LANGUAGES[code], "\u202eAda\u2066"
    for shown in (language.isolate(evil), language.bold(evil), language.label("Name: {name}", name=evil)):
        assert "\u202e" not in shown
        assert shown.count(FSI) + shown.count(LRI) == shown.count(PDI)


def test_a_heading_begins_with_a_mark_and_what_is_copied_has_none() -> None:
    assert LANGUAGES["ar"].bold("A & B") == f"{RLM}<b>{FSI}A &amp; B{PDI}</b>"
    assert LANGUAGES["de"].bold("A & B") == "<b>A &amp; B</b>"
    assert LANGUAGES["ar"].copyable("/go 1") == f"{RLM}{LRI}<code>/go 1</code>{PDI}"
    assert LANGUAGES["de"].copyable("/go 1") == "<code>/go 1</code>"
