"""Samples for the screens of registrations: everything entered, at its limits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from civic.events import Event, Way
from civic.extra_questions import ANSWER_LIMIT, MOST_CHOICES, MOST_QUESTIONS, ExtraQuestion, QuestionKind
from civic.form_steps import Entered
from civic.need_details import BANDS, MOST_CHILDREN, OTHER_LIMIT
from civic.registrations import MOST_PEOPLE, InDraw, Need, PendingApproval, Registration
from tests.factories import NOW

_TEXT = 200


def questions(words: str) -> tuple[ExtraQuestion, ...]:
    """As many as there may be, of every kind, with many choices."""
    choices = {str(number): {"de": f"{number} {words}"[:60]} for number in range(MOST_CHOICES)}
    return tuple(
        ExtraQuestion(
            f"q{number}",
            kind,
            {"de": words[:_TEXT]},
            required=number % 2 == 0,
            choices=choices if kind in (QuestionKind.ONE, QuestionKind.SEVERAL) else {},
        )
        for number, kind in zip(range(MOST_QUESTIONS), [*QuestionKind, QuestionKind.TEXT], strict=True)
    )


def answers(words: str) -> Mapping[str, str | bool | list[str]]:
    """An answer to each of them."""
    several = [str(number) for number in range(MOST_CHOICES)]
    return {
        "q0": True,
        "q1": "1",
        "q2": several,
        "q3": words[:ANSWER_LIMIT],
        "q4": words[:ANSWER_LIMIT],
    }


def of_every_way(event: Event, words: str) -> list[Event]:
    """The same event with a limit of age and questions, and before and after a draw."""
    asking = replace(event, questions=questions(words), age_from=12, age_to=99, photos=True)
    draw = replace(event, way=Way.DRAW, draw_seed="f" * 32, draw_at=NOW + timedelta(days=1), age_from=12)
    return [asking, draw, replace(draw, drawn_at=NOW, age_from=None, age_to=12)]


def filled(registration: Registration, words: str) -> Registration:
    """A registration with everything that can be told with it."""
    return replace(
        registration,
        others=(words[:80],) * (MOST_PEOPLE - 1),
        answers=answers(words),
        need_details=_details(words),
        offered=2,
        offer_until=NOW,
    )


def _details(words: str) -> dict[str, str]:
    children = ",".join(f"{band}:{MOST_CHILDREN // len(BANDS)}" for band in BANDS)
    return {
        Need.INTERPRETER.value: words[:40],
        Need.CHILDCARE.value: children,
        Need.OTHER.value: words[:OTHER_LIMIT],
    }


def registration_samples(
    pairs: Sequence[tuple[Registration, Event]], words: str
) -> Mapping[object, Sequence[object]]:
    """By the kind of a parameter."""
    everything = Entered(
        name=words[:80],
        people=MOST_PEOPLE,
        needs=frozenset(Need),
        details=_details(words),
        age=True,
        answers=answers(words),
    )
    return {
        Entered: (everything, replace(everything, changing=1), Entered(name="A", people=1)),
        ExtraQuestion: questions(words),
        PendingApproval: [PendingApproval(*pair) for pair in pairs],
        InDraw: [InDraw(*pair) for pair in pairs],
        Registration | None: [None, *(registration for registration, _ in pairs)],
        Event | None: [None, *(event for _, event in pairs)],
        Sequence[str]: ((), BANDS * 3),
        str | bool | list[str]: [True, "1", ["1", "2"], words[:ANSWER_LIMIT]],
        Need: tuple(Need),
        Mapping[str, str]: ({}, _details(words)),
        ZoneInfo: (ZoneInfo("Europe/Berlin"),),
    }
