"""What is no question, in twelve languages, and questions that nothing may swallow (message_cases.yaml)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from civic.answers.intents import Intent, intent
from civic.answers.outcomes import HandOver, Refused, SmallTalk
from civic.answers.safety import Screened, danger, screen
from tests.civic.answers.test_danger_cases import LANGUAGES

TEXT = Path(__file__).with_name("message_cases.yaml").read_text(encoding="utf-8")
CASES = yaml.load(TEXT, yaml.BaseLoader)
QUESTIONS = CASES.pop("no")
OUTCOMES: dict[str, Screened] = {
    "human": HandOver("human"),
    "bot": SmallTalk("bot"),
    "greeting": SmallTalk("greeting"),
    "thanks": SmallTalk("thanks"),
    "goodbye": SmallTalk("goodbye"),
    "hate": Refused("hate"),
    "election": Refused("election"),
    "instructions": Refused("instructions"),
    "offtopic": Refused("offtopic"),
    "spam": Refused("spam"),
}
# Each language by each of these names, as people ask for it.
NAMES = """
    Deutsch, Englisch, Arabisch, Ukrainisch, Russisch, Türkisch, Rumänisch, Persisch,
    Bulgarisch, Französisch, Polnisch, auf Türkisch, Leichte Sprache, German, English, Arabic,
    Ukrainian, Russian, Turkish, Romanian, Persian, Bulgarian, French, Polish, in Polish, speak
    English, English please, німецька, українською, українська, русский, по-русски, на русском,
    английский, العربية, عربي, بالعربي, الألمانية, türkçe, Türkçe lütfen, almanca, ingilizce,
    română, în română, germana, فارسی, به فارسی, آلمانی, български, на български, немски,
    français, en français, allemand, polski, po polsku, niemiecki, bulgarski, russkiy,
    ukrainska, 3arabi, farsi, turkce, romana, francais
"""


def said(cases: dict[str, dict[str, str]]) -> Iterator[tuple[str, str, str]]:
    """All messages, each with its kind and language."""
    for kind, by_language in cases.items():
        for language, messages in by_language.items():
            for message in messages.split(" | "):
                yield kind, language, message


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_has_enough_cases_in_each_language(kind: str) -> None:
    assert list(CASES[kind]) == LANGUAGES
    enough = 3 if kind.startswith("wish") and kind not in ("wish privacy", "wish cancel_registration") else 6
    assert all(len(messages.split(" | ")) >= enough for messages in CASES[kind].values())


@pytest.mark.parametrize(("kind", "language", "message"), list(said(CASES)))
def test_taken_for_what_it_is(kind: str, language: str, message: str) -> None:
    assert danger(message) is None
    if kind.startswith("wish "):
        assert intent(message) is Intent(kind.removeprefix("wish "))
    else:
        assert screen(message) == OUTCOMES[kind]


@pytest.mark.parametrize("name", [" ".join(name.split()) for name in NAMES.split(",")])
def test_languages_by_name(name: str) -> None:
    assert intent(name) is Intent.LANGUAGE
    assert danger(name) is None


@pytest.mark.parametrize(("kind", "language", "message"), list(said({"no": QUESTIONS})))
def test_questions_are_not_swallowed(kind: str, language: str, message: str) -> None:
    assert screen(message) is None
    assert intent(message) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_questions_in_each_language(language: str) -> None:
    assert len(QUESTIONS[language].split(" | ")) >= 8
