"""Which questions a registration asks, in which order: a plain function of the event and what was entered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from civic.events import Event
from civic.extra_questions import Answers, valid_answers
from civic.need_details import DETAILED, missing_detail
from civic.registrations import Need


class Kind(StrEnum):
    """What a step asks for."""

    NAME = "name"
    PEOPLE = "people"
    AGE = "age"
    NEEDS = "needs"
    DETAIL = "detail"
    QUESTION = "question"
    CONFIRM = "confirm"


@dataclass(frozen=True)
class Step:
    """One step; `part` is the need or the id of the extra question that it is about."""

    kind: Kind
    part: str = ""


@dataclass(frozen=True)
class Entered:
    """What somebody entered so far; None and empty mean not yet.

    A `known` person registered before: their name is offered, and support is asked for only on their wish.
    `changing` is the id of an earlier registration that is being changed, 0 for a new one.
    """

    name: str = ""
    people: int = 0
    needs: frozenset[Need] | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    age: bool | None = None
    answers: Answers = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    known: bool = False
    changing: int = 0


def steps(event: Event, entered: Entered) -> tuple[Step, ...]:
    """Every step of this form for this event, the summary last."""
    needs = entered.needs or frozenset()
    has_limit = event.age_from is not None or event.age_to is not None
    short = entered.known and not needs and not entered.changing
    return (
        *((Step(Kind.NAME),) if not entered.known or entered.changing else ()),
        *((Step(Kind.PEOPLE),) if not entered.changing else ()),
        *((Step(Kind.AGE),) if has_limit and not entered.changing else ()),
        *((Step(Kind.NEEDS),) if not short else ()),
        *(Step(Kind.DETAIL, need.value) for need in DETAILED if need in needs),
        *(Step(Kind.QUESTION, question.id) for question in event.questions),
        Step(Kind.CONFIRM),
    )


def next_step(event: Event, entered: Entered) -> Step:
    """The first step that has no answer, or none that is valid any more; the summary when all have."""
    return next(step for step in steps(event, entered) if not _answered(event, entered, step))


def step_before(event: Event, entered: Entered, present: Step) -> Step | None:
    """The step before another one; None before the first, or where the present one is gone."""
    every = steps(event, entered)
    if present not in every or every.index(present) == 0:
        return None
    return every[every.index(present) - 1]


def number_of(event: Event, entered: Entered, present: Step) -> tuple[int, int]:
    """ "2 of 4": a step's place and how many there are. Details count as part of the question about needs,
    so that the number of steps never grows while somebody answers."""
    every = [step for step in steps(event, entered) if step.kind is not Kind.DETAIL]
    if present.kind is Kind.DETAIL:
        present = Step(Kind.NEEDS)
    return (every.index(present) + 1 if present in every else 1), len(every)


def _answered(event: Event, entered: Entered, step: Step) -> bool:
    match step.kind:
        case Kind.NAME:
            return bool(entered.name)
        case Kind.PEOPLE:
            return entered.people > 0
        case Kind.AGE:
            return entered.age is True
        case Kind.NEEDS:
            return entered.needs is not None
        case Kind.DETAIL:
            missing = missing_detail(entered.needs or (), entered.details)
            return missing is None or missing.value != step.part
        case Kind.QUESTION:
            return _has_answer(event, entered, step.part)
        case Kind.CONFIRM:
            return False


def _has_answer(event: Event, entered: Entered, question_id: str) -> bool:
    question = next(one for one in event.questions if one.id == question_id)
    if question_id in valid_answers(event.questions, entered.answers):
        return True
    return question_id in entered.skipped and not question.required
