"""Whether to answer, to offer a choice, or to hand over. Finding is not enough: most questions that share words
with an entry are not answered by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.answers.evidence import Asked, Evidence, Fit
from civic.answers.outcomes import Answered, Choose, Decision, HandOver, Ranked, Unclear
from civic.answers.retrieval import Hit

ALTERNATIVES = 10
CHOICES = 3


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When confidence, from 0 to 1, is enough; and what makes it up."""

    answer: float = 0.62
    choose: float = 0.42
    margin: float = 0.06
    near: float = 0.75
    coverage: float = 0.55
    heading: float = 0.35
    found: float = 0.10
    unsound: float = 0.8


def decide(
    question: str, hits: Sequence[Hit], evidence: Evidence, thresholds: Thresholds, language: str = ""
) -> Decision:
    """The outcome for a question and the entries found for it."""
    asked = evidence.ask(question, language)
    if asked.vague:
        return Unclear(_ranked([(hit.entry, hit.score) for hit in hits]))
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    fits = {hit.entry: evidence.fit(asked, hit.entry) for hit in hits}
    scored = [(hit.entry, _confidence(fits[hit.entry], hit.score / best, thresholds)) for hit in hits]
    ranked = _ranked(sorted(scored, key=lambda pair: pair[1], reverse=True))
    return _band(ranked, fits, thresholds)


def _confidence(fit: Fit, found: float, thresholds: Thresholds) -> float:
    sure = thresholds.coverage * fit.coverage + thresholds.heading * fit.heading + thresholds.found * found
    return sure if fit.sound else sure * thresholds.unsound


def _band(ranked: Ranked, fits: dict[str, Fit], thresholds: Thresholds) -> Decision:
    if not ranked or ranked[0][1] < thresholds.choose:
        return HandOver(alternatives=ranked)
    first, score = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    clear = score - second >= thresholds.margin
    if score >= thresholds.answer and clear and fits[first].sound:
        return Answered(first, score, ranked)
    close = [key for key, other in ranked if other >= max(thresholds.choose, thresholds.near * score)]
    return Choose(tuple(close[:CHOICES]), ranked)


def _ranked(scored: Sequence[tuple[str, float]]) -> Ranked:
    return tuple((key, round(min(score, 1.0), 4)) for key, score in scored[:ALTERNATIVES])
