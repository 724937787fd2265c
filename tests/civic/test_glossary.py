"""Protected names: found in a text, kept or lost in a translation, read from the content pack."""

import shutil
from pathlib import Path

import pytest

from bot.__main__ import main
from civic.answers.content_glossary import read_glossary
from civic.answers.imports import joined
from civic.answers.knowledge import ContentFaults, load
from civic.glossary import Glossary, Term
from civic.staff_knowledge import joined as with_staff_entries

SHIPPED = Path(__file__).parents[2] / "content" / "kaiserslautern"
NAMES = Glossary(
    (
        Term("Alte Eintracht", ("Alten Eintracht",)),
        Term("Engagierte Stadt"),
        Term("Engagierte Stadt Kaiserslautern"),
        Term("Kaiserslautern", ("Kaiserslauterns",), {"uk": ("Кайзерслаутерн",), "ar": ("كايزرسلاوترن",)}),
        Term("ASZ"),
    )
)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Treffen in der Alten Eintracht", ["Alte Eintracht"]),
        ("Treffen in der Alten\nEintracht", ["Alte Eintracht"]),
        ("Die Engagierte Stadt Kaiserslautern lädt ein", ["Engagierte Stadt Kaiserslautern"]),
        ("Kaiserslauterns ASZ, das ASZ", ["Kaiserslautern", "ASZ"]),
        ("NASZE, eine alte Eintracht", []),
        ("Engagierte Städte", []),
        ("", []),
    ],
)
def test_names_are_found_where_they_stand(text: str, names: list[str]) -> None:
    assert [term.name for term in NAMES.used(text)] == names


@pytest.mark.parametrize(
    ("language", "translation", "lost"),
    [
        ("en", "Meet at the Alte Eintracht in Kaiserslautern", []),
        ("en", "Meet at the Old Harmony in Kaiserslautern", ["Alte Eintracht"]),
        ("ar", "لقاء في Alte Eintracht بكايزرسلاوترن", []),
        ("uk", "Зустріч в Alte Eintracht у Кайзерслаутерні", []),
        ("en", "Зустріч в Alte Eintracht у Кайзерслаутерні", ["Kaiserslautern"]),
        ("de-simple", "Wir treffen uns. Der Ort heißt: Alte Eintracht. Er ist in Kaiserslautern.", []),
    ],
)
def test_names_are_kept_or_rendered_as_the_city_does(
    language: str, translation: str, lost: list[str]
) -> None:
    original = "Treffen in der Alten Eintracht in Kaiserslautern"
    assert [term.name for term in NAMES.lost(original, translation, language)] == lost


def test_no_glossary_finds_nothing() -> None:
    assert Glossary().used("Alte Eintracht") == []
    assert Glossary().lost("Alte Eintracht", "", "en") == []


def test_the_shipped_names_survive_in_the_shipped_knowledge() -> None:
    knowledge = load(SHIPPED)
    assert {"Alte Eintracht", "Ausländerbehörde"} <= {term.name for term in knowledge.glossary.terms}
    assert joined(knowledge, []).glossary is knowledge.glossary
    assert with_staff_entries(knowledge, [], []).glossary is knowledge.glossary


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("A: {form: [B]}", "1: A: unknown key 'form'"),
        ("A:\nB: {forms: [A]}", "2: B: 'A' stands at A, too"),
        ("A:\nA:", "2: A: stands twice"),
        ("A: B", "1: A: expected `forms` and `renderings`"),
        ("A:\n  forms: {x: y}", "2: A.forms: expected names of 1 to 80 characters"),
        ("A: {forms: ['']}", "1: A.forms: expected names of 1 to 80 characters"),
        (f"{'x' * 81}:", f"1: {'x' * 81}: expected names of 1 to 80 characters"),
        ("A:\n  renderings: {Englisch: B}", "2: A.renderings.Englisch: not a language"),
        ("A: {renderings: {en: []}}", "1: A.renderings.en: expected names of 1 to 80 characters"),
        ("A: {renderings: [B]}", "1: A.renderings: expected `language: name`"),
        ("- A", "1: expected `key: value` lines"),
        ("A: ]", "1: not YAML: "),
    ],
)
def test_each_fault_has_its_line(tmp_path: Path, written: str, fault: str) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text(written, "utf-8")
    _, faults = read_glossary(tmp_path)
    assert any(str(one).startswith(f"{file}:{fault}") for one in faults), faults


def test_content_check_names_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "city"
    shutil.copytree(SHIPPED, pack)
    with (pack / "glossary.yaml").open("a", encoding="utf-8") as file:
        file.write("Rathaus: 3\n")
    lines = (pack / "glossary.yaml").read_text("utf-8").count("\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STADTBOTE_CONTENT", str(pack))
    assert main(["content", "check"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        f"{pack}/glossary.yaml:{lines}: Rathaus: expected `forms` and `renderings`"
    ]
    with pytest.raises(ContentFaults):
        load(pack)
