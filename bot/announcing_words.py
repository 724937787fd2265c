"""What an operator reads about an announcement in a file that cannot be sent as it is."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from civic.announcement_checks import Problem, ProblemKind
from civic.announcement_drafts import ChangedMeanwhile
from civic.announcement_files import FileDraft
from civic.announcement_outcomes import (
    ExpiresFirst,
    Faulty,
    NobodyThere,
    NotAllowed,
    NoText,
    Released,
    TimePassed,
    WrongNumber,
)
from civic.announcement_review import ReleaseOutcome
from civic.answers.content_files import Fault

_IN_WORDS = {
    ProblemKind.TITLE_MISSING: "there is no title",
    ProblemKind.TITLE_TOO_LONG: "too long ({} UTF-16 units)",
    ProblemKind.TEXT_MISSING: "there is no text",
    ProblemKind.TOO_LONG: "the whole message is too long ({} UTF-16 units)",
    ProblemKind.PLACEHOLDER_LOST: "the placeholder {} of the main text is missing",
    ProblemKind.PLACEHOLDER_NEW: "the placeholder {} is not in the main text",
    ProblemKind.TERM_LOST: "the protected name {!r} is missing",
    ProblemKind.FACT_LOST: "{!r} of the main text is missing",
    ProblemKind.SAME_TEXT: "word for word the main text",
    ProblemKind.UNKNOWN_LANGUAGE: "unknown language {!r}",
    ProblemKind.CONTROL_CHARACTER: "holds a character that is no text: {}",
    ProblemKind.BUTTON_GONE: "leads to {!r}, which is not there",
}


def problem_faults(draft: FileDraft, problems: Iterable[Problem]) -> Iterator[tuple[bool, Fault]]:
    """Problems of the texts as lines of the file, and whether each keeps it from being sent."""
    for problem in problems:
        words = _IN_WORDS[problem.kind].format(problem.detail)
        yield problem.blocks, draft.fault(words, *draft.place_of(problem))


def refusal(outcome: ReleaseOutcome) -> str:
    """Why it was not released although nothing was wrong a moment before."""
    match outcome:
        case Faulty(problems=problems):
            return "; ".join(f"{one.language}: {one.kind.value} {one.detail}".rstrip() for one in problems)
        case NoText():
            return "there is no text"
        case NobodyThere():
            return "nobody is left who would receive it"
        case TimePassed():
            return "its time is over"
        case ExpiresFirst():
            return "it expires before it can go out"
        case ChangedMeanwhile():
            return "somebody changed it meanwhile"
        case NotAllowed(reason=reason):
            return f"not allowed ({reason.value})"
        case WrongNumber(recipients=recipients):
            return f"it goes to {recipients} people now"
        case Released():
            return "it was released"
        case _:
            assert_never(outcome)
