"""The rules of easy German: each with what breaks it and what does not, and all texts that ship."""

import re
from pathlib import Path

import pytest
import yaml

from civic.easy_german import EasyRule, easy_faults, easy_hints
from locales.catalogues import HERE, read_catalogue

CONTENT = Path(__file__).parents[2] / "content" / "kaiserslautern"


@pytest.mark.parametrize(
    ("rule", "text", "found"),
    [
        (
            EasyRule.SHORT_SENTENCES,
            "Heute kommen sehr viele nette Leute aus der ganzen Stadt zu uns her.",
            None,
        ),
        (EasyRule.ONE_SENTENCE_A_LINE, "Das Logo ist da. Es hängt am Haus.", "Es hängt am Haus."),
        (EasyRule.SHORT_WORDS, "Die Kreisverwaltung hilft.", "Kreisverwaltung"),
        (EasyRule.NO_ABBREVIATIONS, "Es gibt z. B. Tee.", "z. B."),
        (EasyRule.NO_ABBREVIATIONS, "Der ADAC hilft.", "ADAC"),
        (EasyRule.DIGITS, "Es kommen fünf Frauen.", "fünf"),
        (EasyRule.DIGITS, "Das ist Teil IV.", "IV"),
        (EasyRule.NO_SIGNS, "Tee & Kuchen", "&"),
        (EasyRule.NO_SIGNS, "Das sind 50 % mehr.", "%"),
        (EasyRule.NO_SIGNS, "Mehr Infos siehe unten.", "siehe"),
        (EasyRule.PLAIN_TIMES, "Beginn ist um 14:00 Uhr.", "14:00"),
        (EasyRule.PLAIN_TIMES, "Wir sind von 14–16 Uhr da.", "4–1"),
    ],
)
def test_what_breaks_a_rule(rule: EasyRule, text: str, found: str | None) -> None:
    assert [(one.rule, one.found) for one in easy_faults(text)] == [(rule, text if found is None else found)]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (EasyRule.SHORT_SENTENCES, "Am Montag treffen wir uns alle im großen Saal."),
        (EasyRule.ONE_STATEMENT, "Sie bleiben, weil es schön ist."),
        (EasyRule.PLAIN_VERBS, "Das Logo wurde an das Haus gehängt."),
        (EasyRule.PLAIN_VERBS, "Das könnte klappen."),
        (EasyRule.NO_NEGATION, "Das ist nicht schlimm."),
    ],
)
def test_what_is_only_a_hint(rule: EasyRule, text: str) -> None:
    assert easy_faults(text) == []
    assert [one.rule for one in easy_hints(text)] == [rule]


@pytest.mark.parametrize(
    "text",
    [
        "Das Logo ist jetzt da.\nDas Logo hängt am ASZ.\nASZ ist ein Verein in Kaiserslautern.",
        "Am Montag, dem 3. Mai, um 14 Uhr.",
        "Kommen Sie zur Kreis-Verwaltung oder zur Kreis·verwaltung.",
        "Der Text heißt „Bürgerschaftliches Engagement“.",
        "Schreiben Sie /neuigkeiten oder {number} an ada.lovelace@city.example.",
        "Mehr steht auf https://www.city.example/veranstaltungskalender/(2026)",
        "",
    ],
)
def test_what_is_easy(text: str) -> None:
    assert easy_hints(text) == []


def test_lines_are_counted_and_names_stay() -> None:
    text = "Hallo.\nHier hilft der Integrationsbeauftragte."
    assert [(one.line, one.found) for one in easy_hints(text)] == [(2, "Integrationsbeauftragte")]
    assert easy_hints(text, ["Integrationsbeauftragte"]) == []


def test_a_long_sentence_of_the_sources_is_refused() -> None:
    text = (
        "Im Rahmen der Initiative wurde das Logo der Engagierten Stadt an der Stadtteilwerkstatt angebracht, "
        "wobei auch Freiwillige mitwirkten."
    )
    assert {one.rule for one in easy_faults(text)} == {EasyRule.SHORT_SENTENCES, EasyRule.SHORT_WORDS}


def test_every_text_of_the_catalogue_is_easy() -> None:
    catalogue = read_catalogue(HERE / "de-simple" / "LC_MESSAGES" / "stadtbote.po")
    forms = [
        form
        for message in catalogue
        if message.id
        for form in (message.string if isinstance(message.string, tuple) else (str(message.string),))
    ]
    assert len(forms) > 1000
    assert [(hint.rule, hint.found, form) for form in forms for hint in easy_faults(form)] == []


def test_every_answer_is_easy() -> None:
    glossary = yaml.safe_load((CONTENT / "glossary.yaml").read_text("utf-8"))
    names = [name for term, more in glossary.items() for name in (term, *((more or {}).get("forms", [])))]
    pages = list(CONTENT.glob("*/de-simple.md"))
    assert len(pages) == 5
    assert [
        (page.parent.name, hint.rule, hint.found)
        for page in pages
        for hint in easy_faults(_read_aloud(page.read_text("utf-8")), names)
    ] == []


def _read_aloud(page: str) -> str:
    """Questions and answers without what the format needs."""
    _, _, body = page.removeprefix("---\n").partition("\n---\n")
    lines = [line for line in body.split("\n") if not line.startswith((":", "---"))]
    return "\n".join(re.sub(r"^(?:## |- )|\{#.*\}", "", line) for line in lines)
