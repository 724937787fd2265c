"""Every language is complete, keeps placeholders and markup, and fits on buttons and in messages."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from locales import CatalogueFault, Catalogues
from locales.catalogues import HERE, own_headers, read_catalogue
from locales.maintain import SPEAKING, main, missing, template, updated, written

PATHS = sorted(HERE.glob("*/LC_MESSAGES/stadtbote.po"))
PLACEHOLDER = re.compile(r"\{(\w+)\}")
MARKUP = re.compile(r"<[^>]+>")
BUTTON_LIMIT = 30
# Shown above the chat and not on a button; Telegram's limit is 200.
TOASTS = (
    "This button is no longer",
    "Thank you",
    "This answer has been changed",
    "Accepted.",
    "Declined.",
    "Changed.",
    "That was decided",
    "Nothing was changed:",
    "That cannot be changed (any more)",
    "There is no free seat",
    "This is a preview.",
    "That was a lot at once.",
)
BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def catalogues() -> list[tuple[str, Catalog]]:
    return [(path.parent.parent.name, read_catalogue(path)) for path in PATHS]


def forms(message: Message) -> list[str]:
    text = message.string
    return list(text) if isinstance(text, tuple | list) else [str(text)]


def test_the_four_languages_of_the_first_release_are_there() -> None:
    assert {"de", "en", "uk", "ar"} <= {path.parent.parent.name for path in PATHS}


def test_catalogues_are_up_to_date_with_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(("code", "catalogue"), catalogues())
def test_complete_with_the_right_number_of_plural_forms(code: str, catalogue: Catalog) -> None:
    assert [message.id for message in missing(catalogue)] == []
    assert catalogue.num_plurals == {"ar": 6, "pl": 3, "ro": 3, "ru": 3, "uk": 3}.get(code, 2)


@pytest.mark.parametrize(("code", "catalogue"), catalogues())
def test_placeholders_and_markup_are_kept(code: str, catalogue: Catalog) -> None:
    for message in catalogue:
        if not message.id:
            continue
        source = message.id[-1] if isinstance(message.id, tuple | list) else message.id
        for form in forms(message):
            assert set(PLACEHOLDER.findall(form)) == set(PLACEHOLDER.findall(source)), form
            assert sorted(MARKUP.findall(form)) == sorted(MARKUP.findall(source)), form
            assert not BIDI_CONTROLS.search(form), form


@pytest.mark.parametrize(("code", "catalogue"), catalogues())
def test_buttons_are_short_and_messages_fit(code: str, catalogue: Catalog) -> None:
    labels = label_texts()
    for message in catalogue:
        if not message.id:
            continue
        source = message.id[0] if isinstance(message.id, tuple | list) else message.id
        is_button = source in labels and not source.startswith(TOASTS)
        for form in forms(message):
            assert len(form.encode("utf-16-le")) // 2 <= 1000
            assert not is_button or len(form) <= BUTTON_LIMIT, (form, len(form))


def label_texts() -> set[str]:
    """Texts that the code shows as labels, found in its source."""
    call = re.compile(r'\.n?label\(\s*"((?:[^"\\]|\\.)*)"')
    views = (HERE.parent / "handlers").rglob("*.py")
    return {text for path in views for text in call.findall(path.read_text("utf-8"))}


def test_nobody_is_named_as_reviewer_in_the_repository() -> None:
    assert {own_headers(path)[name] for path in PATHS for name in ("X-Reviewed-By", "X-Reviewed-On")} == {""}


def test_a_broken_catalogue_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "de" / "LC_MESSAGES" / "stadtbote.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid ""\nmsgstr ""\n"Language: de\\n"\n\nmsgid "a"\nmsgstr nonsense\n', "utf-8")
    with pytest.raises(CatalogueFault, match=rf"{file}:\d+: "):
        Catalogues.load(folder=tmp_path)


def test_a_missing_header_is_named(tmp_path: Path) -> None:
    file = tmp_path / "de" / "LC_MESSAGES" / "stadtbote.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid ""\nmsgstr ""\n"Language: de\\n"\n', "utf-8")
    with pytest.raises(CatalogueFault, match="X-Babel-Locale"):
        Catalogues.load(folder=tmp_path)


def test_a_wanted_language_that_is_not_there_is_named() -> None:
    with pytest.raises(CatalogueFault, match="xx"):
        Catalogues.load(["de", "xx"])


def test_a_text_missing_at_run_time_is_shown_in_german_and_never_in_english(tmp_path: Path) -> None:
    for code in ("de", "uk"):
        file = tmp_path / code / "LC_MESSAGES" / "stadtbote.po"
        file.parent.mkdir(parents=True)
        text = (HERE / code / "LC_MESSAGES" / "stadtbote.po").read_text("utf-8")
        if code == "uk":
            text = re.sub(r'msgid "Register"\nmsgstr ".*"\n', "", text)
        file.write_text(text, "utf-8")
    languages = Catalogues.load(folder=tmp_path)
    assert languages["uk"].label("Register") == languages["de"].label("Register") != "Register"


def test_a_new_language_is_one_file(tmp_path: Path) -> None:
    """Kurmanji, with nothing touched but its catalogue."""
    texts = template(*SPEAKING)
    headers = {"X-Babel-Locale": "ku", "X-Direction": "ltr", "X-Own-Name": "Kurmancî", "X-Fallback": "de"}
    file = tmp_path / "kmr" / "LC_MESSAGES" / "stadtbote.po"
    file.parent.mkdir(parents=True)
    file.write_bytes(written(updated(Catalog(), texts, "kmr"), headers | {"X-Aliases": "ku ku-TR"}))
    languages = Catalogues.load(folder=tmp_path)
    found = languages.match("ku-TR")
    assert found is not None
    assert (found.code, found.own_name) == ("kmr", "Kurmancî")
