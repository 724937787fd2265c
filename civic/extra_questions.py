"""What an event asks of everybody who registers: at most five questions, each of one of four kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MOST_QUESTIONS = 5
MOST_CHOICES = 8
ANSWER_LIMIT = 300


class QuestionKind(StrEnum):
    """How a question is answered."""

    YES_NO = "yes_no"
    ONE = "one"
    SEVERAL = "several"
    TEXT = "text"


@dataclass(frozen=True)
class ExtraQuestion:
    """One question. `id` is unique within its event and never changes; texts are keyed by language code.

    `choices` maps the id of a choice to its texts, in the order in which they are offered.
    """

    id: str
    kind: QuestionKind
    texts: Mapping[str, str]
    required: bool = False
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


Answers = Mapping[str, str | bool | list[str]]
"""The answers of one registration by the question's id: a bool, a choice, several choices, or a text."""
