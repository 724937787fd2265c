"""Each thing that can be wrong with a catalogue is named with file, line and text."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from locales import CatalogueFault
from locales.checks import faults
from locales.files import updated, written
from locales.maintain import main
from locales.templates import BUTTON_LIMIT, limit, template

CODE = '''"""What people see first."""
lang.gettext("Welcome to the {city}, <b>dear people</b>!")
lang.label("Answer")
lang.ngettext("{n} seat is free.", "{n} seats are free.", n)
# TRANSLATORS: Shown for a moment above the chat: at most 200 characters.
lang.label("This button works no longer.")
lang.label("/help")
'''
HEADER = """msgid ""
msgstr ""
"Language: pl\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"
"X-Babel-Locale: pl\\n"
"X-Direction: ltr\\n"
"X-Own-Name: Polski\\n"
"X-Fallback: en de\\n"
"X-Reviewed-By: \\n"
"X-Reviewed-On: \\n"

"""
WELCOME = 'msgid "Welcome to the {city}, <b>dear people</b>!"\nmsgstr "{city} wita, <b>drodzy ludzie</b>!"\n'
BUTTON = 'msgid "Answer"\nmsgstr "Odpowiedź"\n'
SEATS = """msgid "{n} seat is free."
msgid_plural "{n} seats are free."
msgstr[0] "{n} wolne miejsce."
msgstr[1] "{n} wolne miejsca."
msgstr[2] "{n} wolnych miejsc."
"""
TOAST = 'msgid "This button works no longer."\nmsgstr "Ten przycisk już nie działa, proszę nie używać."\n'


@pytest.fixture
def texts(tmp_path: Path) -> Catalog:
    """A template made of a few lines of code."""
    code = tmp_path / "handlers"
    code.mkdir()
    (code / "welcome.py").write_text(CODE, "utf-8")
    return template(code)


def found(folder: Path, texts: Catalog, content: str) -> list[str]:
    """The faults of a Polish catalogue with this content, without the path of the folder."""
    path = folder / "pl" / "LC_MESSAGES" / "stadtbote.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")
    return [fault.removeprefix(f"{path}:") for fault in faults(path, texts)]


COMMAND = 'msgid "/help"\nmsgstr "/pomoc /pomocy"\n'
WHOLE = "\n".join((HEADER.rstrip("\n") + "\n", WELCOME, BUTTON, SEATS, TOAST, COMMAND))


def test_a_sound_catalogue_has_no_faults(tmp_path: Path, texts: Catalog) -> None:
    assert found(tmp_path, texts, WHOLE) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"Odpowiedź"', '""', "15: no translation: 'Answer'"),
        (BUTTON, "", "1: no entry for 'Answer'"),
        (BUTTON, "#, fuzzy\n" + BUTTON, "16: fuzzy: 'Answer'"),
        ("{city} wita", "{miasto} wita", "12: other placeholders in '{miasto} wita"),
        ("{city} wita", "{city wita", "12: other placeholders in '{city wita"),
        ("{city} wita", "Witajcie", "12: other placeholders in 'Witajcie"),
        ("<b>drodzy ludzie</b>", "drodzy ludzie", "12: other markup in '{city} wita, drodzy"),
        ("<b>drodzy ludzie</b>", "<i>drodzy ludzie</i>", "12: other markup in"),
        ("<b>drodzy ludzie</b>", "<b>drodzy < ludzie</b>", "12: other markup in"),
        ("<b>drodzy ludzie</b>", "</b>drodzy ludzie<b>", "12: markup that is not closed in order in"),
        ("{city} wita", "\u202e{city} wita", "12: a control character of direction in"),
        ('msgstr[2] "{n} wolnych miejsc."\n', "", "18: a plural form is missing: '{n} seat is free.'"),
        ("{n} wolnych miejsc", "wolne", "18: other placeholders in 'wolne.'"),
        ("Odpowiedź", "Odpowiedź na to samo pytanie 🙂", f"15: 31 characters, at most {BUTTON_LIMIT}, in"),
        ("proszę nie używać", "nie" * 80, "24: 270 characters, at most 200, in"),
        ("/pomoc /pomocy", "pomoc", "27: no name of a command in 'pomoc': '/help'"),
        ("/pomoc /pomocy", "/pomoc i rada", "27: no name of a command in '/pomoc i rada'"),
        ("drodzy ludzie", "ludzie" * 200, "12: 1221 characters, at most 1000, in"),
        ("X-Reviewed-By: ", "X-Reviewed-By: Anna M.", "9: no reviewer is named in the repository: Anna M."),
        ("X-Reviewed-On: ", "X-Reviewed-On: 2026-11-02", "10: no reviewer is named"),
        (
            '"{city} wita, <b>drodzy ludzie</b>!"',
            '"Welcome to the {city}, <b>dear people</b>!"',
            "12: still English: 'Welcome",
        ),
        (TOAST, f'{TOAST}\n#~ msgid "Gone"\n#~ msgstr "Dawno"\n', "27: obsolete: 'Gone'"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, texts: Catalog, old: str, new: str, fault: str) -> None:
    assert old in WHOLE
    lines = found(tmp_path, texts, WHOLE.replace(old, new))
    assert len(lines) == 1, lines
    assert lines[0].startswith(fault)


def test_a_wrong_number_of_plural_forms_is_named(tmp_path: Path, texts: Catalog) -> None:
    form = 'msgstr[2] "{n} wolnych miejsc."\n'
    fewer = WHOLE.replace("nplurals=3", "nplurals=2").replace(form, "")
    assert found(tmp_path, texts, fewer) == ["4: 2 plural forms, pl has 3 or 4"]
    with pytest.raises(CatalogueFault, match=r"stadtbote.po:18: "):
        found(tmp_path, texts, WHOLE.replace(form, f'{form}msgstr[3] "{{n}} miejsca."\n'))


def test_a_wrong_header_is_named(tmp_path: Path, texts: Catalog) -> None:
    for old, new, line, header in (
        ("Locale: pl", "Locale: xx", 5, "X-Babel-Locale"),
        ("Locale: pl", "Locale: ", 5, "X-Babel-Locale"),
        ("ltr", "left", 6, "X-Direction"),
        ("X-Own-Name", "X-Name", 1, "X-Own-Name"),
        ("X-Reviewed-On: ", "X-Reviewed-On: May", 10, "X-Reviewed-On"),
    ):
        with pytest.raises(CatalogueFault) as fault:
            found(tmp_path, texts, WHOLE.replace(old, new))
        assert str(fault.value).endswith(f"stadtbote.po:{line}: header {header} is missing or wrong")


def test_limits_stand_where_translators_read_them(texts: Catalog) -> None:
    button, toast = texts.get("Answer"), texts.get("This button works no longer.")
    assert button is not None
    assert toast is not None
    assert button.auto_comments == [
        "Where: What people see first.",
        "A button or a short label: at most 30 characters.",
    ]
    assert toast.auto_comments == ["Shown for a moment above the chat: at most 200 characters."]
    assert (limit(button), limit(toast)) == (30, 200)
    polish = written(updated(Catalog(locale="pl"), texts, "pl"), {}).decode()
    assert (
        '#. A button or a short label: at most 30 characters.\n#: handlers/welcome.py\nmsgid "Answer"'
        in polish
    )


def test_a_file_that_is_no_catalogue_is_named_and_the_others_are_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for code, content in (("de", 'msgid ""\nmsgstr ""\n\nmsgid "a"\nmsgstr nonsense\n'), ("pl", WHOLE)):
        path = tmp_path / code / "LC_MESSAGES" / "stadtbote.po"
        path.parent.mkdir(parents=True)
        path.write_text(content, "utf-8")
    assert main(["--check"], tmp_path) == 1
    said = capsys.readouterr().out
    assert f"{tmp_path}/de/LC_MESSAGES/stadtbote.po:5: no line of a catalogue: msgstr nonsense\n" in said
    assert f"{tmp_path}/pl/LC_MESSAGES/stadtbote.po: not up to date, run 'make catalogues'" in said
    assert "obsolete: 'Answer'" not in said
