"""The catalogues as they are: complete, sound, up to date; broken ones are refused; a new one is one file."""

import re
from pathlib import Path

import pytest

from locales import CatalogueFault, Catalogues
from locales.catalogues import HERE, own_headers, read_catalogue
from locales.checks import faults
from locales.files import updated, written
from locales.maintain import main
from locales.templates import SPEAKING, is_short, template

# What is said of a text without anybody having written it.
BY_ITSELF = ("Where: ", "A button or a short label")
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


def test_every_value_that_could_be_anything_is_explained() -> None:
    unclear = re.compile(r"\{(?:what|detail|value|who|list|other|kept|ended|taken|moment)\}")
    for message in template(*SPEAKING):
        if unclear.search(str(message.id)):
            assert [one for one in message.auto_comments if not one.startswith(BY_ITSELF)], message.id


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


def test_a_new_language_is_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Kurmanji, with nothing touched but its catalogue."""
    assert main(["new", "kmr", "ku", "Kurmancî"], tmp_path) == 0
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert capsys.readouterr().out == f"{file}\n"
    found = Catalogues.load(folder=tmp_path).match("ku-TR")
    assert found is not None
    assert (found.code, found.own_name, found.direction) == ("kmr", "Kurmancî", "ltr")
    assert found.fallbacks == ("en", "de")
    texts = template(*SPEAKING)
    catalogue = read_catalogue(file)
    assert catalogue.num_plurals == 2
    assert file.read_bytes() == written(updated(catalogue, texts, "kmr"), own_headers(file))
    unfinished = list(faults(file, texts))
    assert len(unfinished) == len(texts)
    assert unfinished[0].startswith(f"{file}:")
    assert main(["new", "kmr", "ku"], tmp_path) == 1
    assert main(["new", "xx"], tmp_path) == 1
    assert main(["new", "ps"], tmp_path) == 0
    assert own_headers(tmp_path / "ps/LC_MESSAGES/stadtbote.po")["X-Direction"] == "rtl"
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["kmr", "ps"]
