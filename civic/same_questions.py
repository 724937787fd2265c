"""Which open questions probably ask the same: a proposal, which a coordinator confirms by ticking."""

from collections.abc import Sequence

from civic.answers.likeness import ALIKE, likeness
from civic.questions import Question

# What the search found closest counts only where it found something.
FOUND = 0.2


def same_questions(question: Question, open_questions: Sequence[Question]) -> list[Question]:
    """Those that look the same, the likeliest first; one for each person, and none of the asker's own."""
    others = [one for one in open_questions if one.resident_id != question.resident_id]
    scores = likeness(question.text, [one.text for one in others])
    ranked = sorted(zip(scores, others, strict=True), key=lambda pair: -pair[0])
    found: dict[int, Question] = {}
    for score, one in ranked:
        if score >= ALIKE or _same_entry(question, one):
            found.setdefault(one.resident_id, one)
    return list(found.values())


def _same_entry(question: Question, other: Question) -> bool:
    """Whether the search found the same entry closest to both, in whatever languages they are."""
    same = bool(question.entry) and question.entry == other.entry
    return same and min(question.score, other.score) >= FOUND
