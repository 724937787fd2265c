"""What an event asks of everybody who registers: at most five questions, each of one of four kinds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from civic.people import cleaned_lines
from civic.typed_answers import pick, pick_several, read_yes_no

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


def check_answer(question: ExtraQuestion, raw: object) -> str | bool | list[str] | None:
    """An answer as it is kept, made from what somebody chose or typed; None where it is none.

    Choices are given by their ids and kept in the order in which they are offered, each once.
    """
    match question.kind:
        case QuestionKind.YES_NO:
            return raw if isinstance(raw, bool) else None
        case QuestionKind.ONE:
            return raw if isinstance(raw, str) and raw in question.choices else None
        case QuestionKind.SEVERAL:
            chosen = raw if isinstance(raw, list | tuple) else ()
            if not chosen or not all(one in question.choices for one in chosen):
                return None
            return [one for one in question.choices if one in chosen]
        case QuestionKind.TEXT:
            text = cleaned_lines(raw, ANSWER_LIMIT) if isinstance(raw, str) else ""
            return text or None


def read_answer(question: ExtraQuestion, text: str, labels: Sequence[str]) -> str | bool | list[str] | None:
    """The answer that somebody typed; `labels` are the choices as they were shown to them."""
    ids = list(question.choices)
    match question.kind:
        case QuestionKind.YES_NO:
            return read_yes_no(text)
        case QuestionKind.ONE:
            place = pick(text, labels)
            return None if place is None else ids[place]
        case QuestionKind.SEVERAL:
            return check_answer(question, [ids[place] for place in pick_several(text, labels) or ()])
        case QuestionKind.TEXT:
            return check_answer(question, text)


def valid_answers(questions: Sequence[ExtraQuestion], given: Mapping[str, object]) -> Answers:
    """What still is an answer to one of these questions; they may have changed since it was given."""
    checked = {one.id: check_answer(one, given[one.id]) for one in questions if one.id in given}
    return {name: answer for name, answer in checked.items() if answer is not None}
