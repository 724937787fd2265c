"""The catalogues as they are: complete, sound, up to date; broken ones are refused; a new one is one file."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from locales import CatalogueFault, Catalogues
from locales.catalogues import HERE, own_headers, read_catalogue
from locales.maintain import main, updated, written
from locales.templates import SPEAKING, is_short, template

PATHS = sorted(HERE.glob("*/LC_MESSAGES/stadtbote.po"))


def test_the_four_languages_of_the_first_release_are_there() -> None:
    assert {"de", "en", "uk", "ar"} <= {path.parent.parent.name for path in PATHS}


def test_catalogues_are_complete_sound_and_up_to_date_with_the_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--check"]) == 0, capsys.readouterr().out


def test_plurals_are_those_of_each_language() -> None:
    forms = {path.parent.parent.name: read_catalogue(path).num_plurals for path in PATHS}
    several = {"ar": 6, "pl": 3, "ro": 3, "ru": 3, "uk": 3}
    assert forms == dict.fromkeys(forms, 2) | several


def test_every_text_of_one_or_two_words_says_where_it_stands() -> None:
    texts = [message for message in template(*SPEAKING) if message.id]
    short = [one for one in texts if is_short(one.id[0] if isinstance(one.id, tuple) else str(one.id))]
    assert [one.id for one in short if not one.auto_comments] == []
    assert len(short) > 300


def test_nobody_is_named_as_reviewer_in_the_repository() -> None:
    assert {own_headers(path)[name] for path in PATHS for name in ("X-Reviewed-By", "X-Reviewed-On")} == {""}


def test_a_broken_catalogue_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "de" / "LC_MESSAGES" / "stadtbote.po"
    file.parent.mkdir(parents=True)
    for line in (
        "msgstr nonsense",
        'msgstr "no end',
        'msgstr "an "end" within"',
        'msgsrt "misspelled"',
        'msgstr[0] "one" msgstr[1] "two"',
        "<<<<<<< ours",
    ):
        file.write_text(f'msgid ""\nmsgstr ""\n"Language: de\\n"\n\nmsgid "a"\n{line}\n', "utf-8")
        with pytest.raises(CatalogueFault) as fault:
            Catalogues.load(folder=tmp_path)
        assert str(fault.value) == f"{file}:6: no line of a catalogue: {line}"
    file.write_bytes(b'msgid ""\nmsgstr ""\n\nmsgid "a"\nmsgstr "\xff"\n')
    with pytest.raises(CatalogueFault, match=f"{file}:1: not UTF-8 text"):
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
