"""Telling the language of a message, with both detectors."""

import re
from collections.abc import Callable, Sequence

import pytest

from civic.answers.language import (
    OTHERS,
    Detector,
    MessageLanguage,
    best_detector,
    compiled_detector,
    never_translated,
    pure_detector,
)

OURS = ("ar", "bg", "de", "en", "fa", "fr", "pl", "ro", "ru", "tr", "uk")
NAMES = never_translated(["Engagierte Stadt Kaiserslautern", "Demokratie-Café"])
SAID = {
    "ar": "كيف يمكنني المشاركة في التطوع؟",
    "bg": "Къде мога да намеря помощ за документи?",
    "de": "Wo bekomme ich Hilfe bei meinen Papieren?",
    "en": "Where do I get help with my papers?",
    "fa": "کجا می‌توانم برای مدارکم کمک بگیرم؟",
    "fr": "Où puis-je trouver de l'aide pour mes papiers ?",
    "pl": "Gdzie dostanę pomoc przy moich dokumentach?",
    "ro": "Unde pot primi ajutor cu actele mele?",
    "ru": "Где мне могут помочь с документами и письмами?",
    "tr": "Belgelerim için nereden yardım alabilirim?",
    "uk": "Де мені допоможуть з моїми документами?",
}


@pytest.fixture(params=[compiled_detector, pure_detector], ids=["compiled", "pure"], scope="module")
def detector(request: pytest.FixtureRequest) -> Detector:
    make: Callable[[Sequence[str]], Detector] = request.param
    return make([*OURS, *OTHERS])


def test_each_of_ours_is_told(detector: Detector) -> None:
    tell = MessageLanguage(detector)
    assert {language: tell.of(text, NAMES) for language, text in SAID.items()} == {one: one for one in OURS}


@pytest.mark.parametrize(
    "text", ["", "Hallo", "Guten Tag", "1 2 3 4", "😀 😀 😀", "/start de wo", "a" * 4096]
)
def test_too_few_words_are_no_language(detector: Detector, text: str) -> None:
    assert MessageLanguage(detector).of(text, NAMES) is None


def test_languages_without_a_catalogue_are_not_taken_for_ours(detector: Detector) -> None:
    told = MessageLanguage(detector).of("Gdje mogu dobiti pomoć s dokumentima?", NAMES)
    assert told not in OURS


def test_names_do_not_count(detector: Detector) -> None:
    tell = MessageLanguage(detector)
    assert tell.of("engagierte stadt kaiserslautern Demokratie-Café", NAMES) is None
    assert tell.of("Engagierte Stadt Kaiserslautern: wann?", re.compile("(?!)")) == "de"


def test_no_names_match_nothing() -> None:
    assert never_translated([""]).search("a") is None


def test_the_pure_one_serves_where_the_compiled_one_is_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "eldc", None)
    best_detector.cache_clear()
    try:
        assert best_detector(frozenset(OURS))(SAID["tr"]) == ("tr", True)
    finally:
        best_detector.cache_clear()
