"""Danger in twelve languages: what is recognised, and what only sounds like it (danger_cases.yaml)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from civic.answers.outcomes import Crisis, Doctor, Emergency
from civic.answers.safety import screen

TEXT = Path(__file__).with_name("danger_cases.yaml").read_text(encoding="utf-8")
CASES = yaml.load(TEXT, yaml.BaseLoader)  # to the others "yes" is a truth value
LANGUAGES = ["de", "en", "uk", "ru", "ar", "tr", "ro", "fa", "bg", "fr", "pl"]


def said(answer: str) -> Iterator[tuple[str, str, str]]:
    """All messages of one side, each with its kind and language."""
    for kind, by_language in CASES.items():
        for language, sides in by_language.items():
            for message in sides[answer].split(" | "):
                yield kind, language, message


@pytest.mark.parametrize("kind", CASES)
def test_each_kind_has_enough_cases_in_each_language(kind: str) -> None:
    assert list(CASES[kind]) == LANGUAGES
    for sides in CASES[kind].values():
        assert len(sides["yes"].split(" | ")) >= 6
        assert len(sides["no"].split(" | ")) >= 4


@pytest.mark.parametrize(("kind", "language", "message"), list(said("yes")))
def test_recognised(kind: str, language: str, message: str) -> None:
    found = screen(message)
    if kind == "doctor":
        assert isinstance(found, Doctor)
    else:
        assert isinstance(found, Emergency | Crisis)
        # Whoever asks for the number of the police is told that one.
        assert found.kind == kind or (kind == "number" and found.kind in ("medical", "fire", "crime"))
    assert language in found.languages


@pytest.mark.parametrize(("kind", "language", "message"), list(said("no")))
def test_no_false_alarm(kind: str, language: str, message: str) -> None:
    found = screen(message)
    assert not isinstance(found, Doctor)
    assert not (isinstance(found, Emergency | Crisis) and found.sure)
