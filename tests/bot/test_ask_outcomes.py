"""`stadtbote ask --json`: every decision is one of eight outcomes."""

from typing import get_args

import pytest

from bot.asking import outcome_of
from civic.answers import outcomes
from civic.answers.intents import Intent
from civic.answers.outcomes import Decision
from civic.events import EventWithSeats
from tests.factories import an_event

OUTCOMES = {"answer", "choose", "handover", "emergency", "crisis", "refuse", "smalltalk", "unclear"}
ONE = EventWithSeats(an_event(), 0, 0)
DECISIONS: tuple[tuple[Decision, str], ...] = (
    (outcomes.Answered("a/b", 0.9), "answer"),
    (outcomes.Choose(("a/b", "a/c")), "choose"),
    (outcomes.HandOver(), "handover"),
    (outcomes.HandOver("human"), "handover"),
    (outcomes.HandOver("elsewhere"), "handover"),
    (outcomes.Emergency("fire"), "emergency"),
    (outcomes.Crisis("suicide"), "crisis"),
    (outcomes.Doctor(), "emergency"),
    (outcomes.Refused("hate"), "refuse"),
    (outcomes.SmallTalk("thanks"), "smalltalk"),
    (outcomes.Unclear(), "unclear"),
    *((outcomes.Wish(intent), "smalltalk") for intent in Intent if intent is not Intent.HUMAN),
    (outcomes.Wish(Intent.HUMAN.value), "handover"),
    (outcomes.EventAnswer(ONE, 1.0), "answer"),
    (outcomes.EventsFound(()), "answer"),
    (outcomes.EventsFound((ONE,)), "answer"),
    (outcomes.EventsFound((ONE, ONE)), "choose"),
)


@pytest.mark.parametrize(("decision", "outcome"), DECISIONS)
def test_the_outcome(decision: Decision, outcome: str) -> None:
    assert outcome_of(decision) == outcome
    assert outcome in OUTCOMES


def test_every_class_of_outcomes_is_in_the_table() -> None:
    assert {type(decision) for decision, _ in DECISIONS} == set(get_args(Decision))
