"""The questions of an event as coordinators write them: adding one, changing one, taking one out."""

import json
from collections.abc import Sequence
from dataclasses import replace

from civic.extra_questions import MOST_CHOICES, MOST_QUESTIONS, ExtraQuestion, QuestionKind
from civic.people import cleaned

# Five questions with eight choices each fit into one message.
TEXT_LIMIT = 150
CHOICE_LIMIT = 40
Questions = tuple[ExtraQuestion, ...]
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def needs_choices(kind: QuestionKind) -> bool:
    """Whether such a question has answers to choose from."""
    return kind in (QuestionKind.ONE, QuestionKind.SEVERAL)


def read_choices(text: str) -> list[str] | None:
    """One choice to a line; None where there are fewer than two, too many, or two alike."""
    found = [choice for line in text.splitlines() if (choice := cleaned(line.lstrip("-•* "), CHOICE_LIMIT))]
    alike = len({choice.casefold() for choice in found}) < len(found)
    return found if 2 <= len(found) <= MOST_CHOICES and not alike else None


def new_question(
    questions: Sequence[ExtraQuestion], kind: QuestionKind, text: str, choices: Sequence[str], language: str
) -> ExtraQuestion | None:
    """A question with an id that its event has not used; None if there are five, or choices are missing."""
    if len(questions) >= MOST_QUESTIONS or needs_choices(kind) is not bool(choices):
        return None
    taken = [int(one.id[1:]) for one in questions if one.id[:1] == "q" and one.id[1:].isdecimal()]
    number = max(taken, default=0) + 1
    offered = {_LETTERS[n]: {language: choice} for n, choice in enumerate(choices)}
    return ExtraQuestion(f"q{number}", kind, {language: text}, choices=offered)


def with_question(questions: Sequence[ExtraQuestion], one: ExtraQuestion) -> Questions:
    """The questions with one added or replaced."""
    if all(other.id != one.id for other in questions):
        return (*questions, one)
    return tuple(one if other.id == one.id else other for other in questions)


def without_question(questions: Sequence[ExtraQuestion], id: str) -> Questions:
    """The questions without one."""
    return tuple(one for one in questions if one.id != id)


def reworded(one: ExtraQuestion, text: str, language: str) -> ExtraQuestion:
    """The question with another text in one language."""
    return replace(one, texts={**one.texts, language: text})


def rechosen(one: ExtraQuestion, choices: Sequence[str], language: str) -> ExtraQuestion:
    """The question with other choices. A choice that stays keeps its id, and so the answers given to it."""
    ids = {texts.get(language, "").casefold(): id for id, texts in one.choices.items()}
    free = (letter for letter in _LETTERS if letter not in one.choices)
    kept: dict[str, dict[str, str]] = {}
    for choice in choices:
        id = ids.get(choice.casefold()) or next(free)
        kept[id] = {**one.choices.get(id, {}), language: choice}
    return replace(one, choices=kept)


def write_questions(questions: Sequence[ExtraQuestion]) -> str:
    """Questions as a text that `read_questions` reads."""
    return json.dumps(
        [
            {
                "id": one.id,
                "kind": one.kind.value,
                "texts": dict(one.texts),
                "required": one.required,
                "choices": {id: dict(texts) for id, texts in one.choices.items()},
            }
            for one in questions
        ]
    )


def read_questions(kept: str) -> Questions:
    """The way back."""
    return tuple(ExtraQuestion(**{**one, "kind": QuestionKind(one["kind"])}) for one in json.loads(kept))
