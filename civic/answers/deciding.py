"""Whether to answer, to offer a choice, or to hand over: most questions that share words with an entry
are not answered by it."""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.answers.evidence import Evidence, Fit
from civic.answers.outcomes import Answered, Choose, Decision, HandOver, Ranked, Unclear
from civic.answers.retrieval import Hit

ALTERNATIVES = 10
CHOICES = 3


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which confidence (0 to 1) to answer or to offer a choice, and what confidence is made of."""

    answer: float = 0.60
    choose: float = 0.40
    choose_named: float = 0.28  # who names an initiative means something that it is about
    margin: float = 0.06  # to the second entry
    literal: float = 0.85  # so alike to the letter that the heading was meant
    near: float = 0.75  # of the best one's confidence: also offered in a choice
    coverage: float = 0.55
    heading: float = 0.35
    found: float = 0.10
    elsewhere: float = 0.65  # what remains for the entries of an initiative that was not named


def decide(
    question: str, hits: Sequence[Hit], evidence: Evidence, thresholds: Thresholds, language: str = ""
) -> Decision:
    """The outcome for a question and the entries found for it; `language` is the question's, if known."""
    asked = evidence.ask(question, language)
    if asked.vague:
        return Unclear(_ranked([(hit.entry, hit.score) for hit in hits]))
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    fits = {hit.entry: evidence.fit(asked, hit.entry) for hit in hits}
    scored = [(hit.entry, _confidence(fits[hit.entry], hit.score / best, thresholds)) for hit in hits]
    ranked = _ranked(sorted(scored, key=lambda pair: pair[1], reverse=True))
    lowest = thresholds.choose_named if asked.named else thresholds.choose
    if not ranked or ranked[0][1] < lowest:
        return HandOver(alternatives=ranked)
    first, fit = ranked[0][0], fits[ranked[0][0]]
    sound = fit.facts and (_meant(fit, thresholds) or (fit.about and not asked.foreign))
    if sound and _clear(ranked, fit, thresholds):
        return Answered(first, ranked[0][1], ranked)
    close = [key for key, score in ranked if score >= max(lowest, thresholds.near * ranked[0][1])]
    return Choose(tuple(close[:CHOICES]), ranked)


def _confidence(fit: Fit, found: float, thresholds: Thresholds) -> float:
    if _meant(fit, thresholds):
        return fit.literal
    sure = thresholds.coverage * fit.coverage + thresholds.heading * fit.heading + thresholds.found * found
    return sure if fit.about else sure * thresholds.elsewhere


def _meant(fit: Fit, thresholds: Thresholds) -> bool:
    return fit.literal >= thresholds.literal


def _clear(ranked: Ranked, fit: Fit, thresholds: Thresholds) -> bool:
    score = ranked[0][1]
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return score >= thresholds.answer and (score - second >= thresholds.margin or _meant(fit, thresholds))


def _ranked(scored: Sequence[tuple[str, float]]) -> Ranked:
    return tuple((key, round(min(score, 1.0), 4)) for key, score in scored[:ALTERNATIVES])
