"""Texts that a catalogue lacks at run time: the next language, a note, a count, and never a fault."""

import re
from pathlib import Path

import pytest

from handlers.screen import Screen, noted
from locales import Catalogues, note_in, without_notes
from locales.catalogues import HERE

GONE = "You can simply write a question. These commands work, too:"
NOTES = {
    "ar": "بعض ما ورد هنا غير متوفر بلغتكم بعد.",
    "de-simple": "Diesen Text gibt es noch nicht in einfacher Sprache.",
    "fr": "Une partie de ce texte n’existe pas encore dans votre langue.",
}


def without(folder: Path, gone: dict[str, tuple[str, ...]]) -> Catalogues:
    """All catalogues, some of them without some texts."""
    for path in HERE.glob("*/LC_MESSAGES/stadtbote.po"):
        code = path.parent.parent.name
        text = path.read_text("utf-8")
        for message in gone.get(code, ()):
            pattern = re.escape(f'msgid "{message}"\n') + r'msgstr (?:".*"\n)+'
            text, found = re.subn(pattern, f'msgid "{message}"\nmsgstr ""\n', text)
            assert found == 1
        file = folder / code / "LC_MESSAGES" / "stadtbote.po"
        file.parent.mkdir(parents=True)
        file.write_text(text, "utf-8")
    return Catalogues.load(folder=folder)


@pytest.mark.parametrize(("code", "behind"), [("ar", "en"), ("fr", "en"), ("de-simple", "de")])
def test_the_next_language_a_note_and_a_count(tmp_path: Path, code: str, behind: str) -> None:
    languages = without(tmp_path, {code: (GONE,)})
    lang = languages[code]
    text = lang.gettext(GONE)
    expected = languages[behind].gettext(GONE)
    assert without_notes(text).lstrip("\u200f") == expected
    assert note_in(text) == NOTES[code]
    assert languages.missed == {code: 1}
    shown = noted(Screen(f"{text}\n{text}"))
    assert shown.text.count(NOTES[code]) == 1
    assert shown.text.endswith(f"\n\n{NOTES[code]}")
    assert "\u2063" not in shown.text


def test_german_is_behind_english(tmp_path: Path) -> None:
    languages = without(tmp_path, {"tr": (GONE,), "en": (GONE,)})
    assert without_notes(languages["tr"].gettext(GONE)) == languages["de"].gettext(GONE)
    assert note_in(languages["tr"].gettext(GONE)).startswith("Bunun bir kısmı")


def test_a_button_has_no_room_for_a_note(tmp_path: Path) -> None:
    languages = without(tmp_path, {"pl": ("Ask a person",)})
    assert languages["pl"].label("Ask a person") == languages["en"].label("Ask a person")
    assert languages.missed == {"pl": 1}


def test_a_language_that_lacks_the_note_itself_names_the_other_one(tmp_path: Path) -> None:
    languages = without(tmp_path, {"ro": (GONE, "I do not have all of this in your language yet.")})
    assert note_in(languages["ro"].gettext(GONE)) == "(English)"


def test_what_is_complete_stays_as_it_is() -> None:
    languages = Catalogues.load()
    screen = Screen(languages["ar"].gettext(GONE))
    assert noted(screen) is screen
    assert not languages.missed
