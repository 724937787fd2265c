"""The short names of outcomes, as figures and the command line use them."""

from civic.answers import outcomes
from civic.answers.intents import Intent
from civic.answers.outcomes import Decision

_NAMES = {
    outcomes.Answered: "answer",
    outcomes.Choose: "choose",
    outcomes.HandOver: "handover",
    outcomes.Emergency: "emergency",
    outcomes.Crisis: "crisis",
    outcomes.Doctor: "emergency",
    outcomes.Refused: "refuse",
    outcomes.SmallTalk: "smalltalk",
    outcomes.Unclear: "unclear",
    outcomes.EventAnswer: "answer",
    outcomes.Wish: "smalltalk",
}


def outcome_of(decision: Decision) -> str:
    """One of answer, choose, handover, emergency, crisis, refuse, smalltalk, unclear."""
    if isinstance(decision, outcomes.Wish) and decision.intent == Intent.HUMAN:
        return "handover"
    if isinstance(decision, outcomes.EventsFound):  # that nothing is on is an answer, too
        return "choose" if len(decision.events) > 1 else "answer"
    return _NAMES[type(decision)]
