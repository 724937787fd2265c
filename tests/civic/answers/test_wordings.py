"""Finding wordings of many languages in one pass, whatever is written and however it is spelt."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.answers.intents import intent
from civic.answers.safety import danger, mentions_danger, screen
from civic.answers.text import MESSAGE_LIMIT, word_lists
from civic.answers.wordings import Wordings, spoken, wordings
from tests.civic.answers.test_text import ANY_TEXT

BOOK = Wordings(
    {
        "fire": {"de": ["haus * brennt", "feuer*", "überfallen"], "fa": ["می سوزد"], "ar": ["البيت يحترق"]},
        "noise": {"de": ["*alarm", "ambulanzwagen"]},
    },
    {"noise"},
)
NASTY = {
    "empty": "",
    "long": "x" * 4096,
    "one word again and again": "feuer " * 10_000,
    "gaps": "ich haus kann " * 5_000,
    "emoji": "🔥🚒👩‍👩‍👧‍👦" * 500,
    "surrogates": "\ud83d\ude00\udfff" * 1000,
    "nul": "es\x00brennt\x00" * 400,
    "right to left": "\u202ees brennt\u202c\u2067" * 300,
    "html": "<script>alert('es brennt')</script>" * 100,
    "sql": "'; DROP TABLE resident; --" * 150,
    "ligatures": "\ufdfa" * 4096,
    "marks": "e\u0301\u0302\u0303" * 1000,
    "commas and stars": "*,* ,*a*,," * 400,
}


def kinds(text: str) -> set[str]:
    return set(BOOK.find(spoken(text, MESSAGE_LIMIT)))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Das Haus von nebenan brennt", {"fire"}),
        ("Haus eins zwei drei vier fünf brennt", set()),
        ("FEUERWEHR", {"fire"}),
        ("ueberfallen", {"fire"}),
        ("überfaallen", {"fire"}),
        ("feueeeer", {"fire"}),
        ("می‌سوزد", {"fire"}),
        ("میسوزد", {"fire"}),
        ("بيت يحترق", {"fire"}),
        ("Rauchalarm", {"noise"}),
        ("ambulanzwagon", {"noise"}),
        ("ambulanzwageen", {"noise"}),
        ("ambulamzwagon", set()),
        ("umbulanzwagen", set()),
        ("überfallem", set()),
    ],
)
def test_spelling(said: str, found: set[str]) -> None:
    assert kinds(said) == found


def test_languages_are_told() -> None:
    assert BOOK.find(["feur", "misuzd"])["fire"] == ("de",)
    assert set(BOOK.find(spoken("Feuer! می سوزد", 100))["fire"]) == {"de", "fa"}
    assert BOOK.whole(spoken("Das Feuer", 100)) == {}
    assert BOOK.whole(spoken("Feuer", 100)) == {"fire": ("de",)}
    assert BOOK.covered(spoken("Das Feuer dort", 100), {"fire"}) == {1}


@pytest.mark.parametrize("file", ["danger", "phrases", "intents"])
def test_no_wording_is_empty_or_starts_with_a_gap(file: str) -> None:
    for by_language in word_lists(file).values():
        for phrases in by_language.values():
            assert all(phrase and not phrase.startswith("* ") for phrase in phrases)


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_nasty_texts_take_no_time(text: str) -> None:
    wordings("danger"), wordings("phrases"), wordings("intents")
    began = time.perf_counter()
    screen(text)
    danger(text)
    intent(text)
    mentions_danger(text)
    assert time.perf_counter() - began < 1


@given(ANY_TEXT, st.sampled_from(["es brennt", "не дышит", "لا يتنفس", "yangın var"]))
def test_nothing_before_or_after_hides_danger(around: str, cry: str) -> None:
    for text in (f"{around[:300]} . {cry}", f"{cry} . {around[:300]}"):
        assert danger(text) is not None
