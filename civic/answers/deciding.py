"""Whether to answer, to offer a choice, or to hand over: most questions that share words with an entry
are not answered by it."""

from civic.answers.calibration import Calibration, probabilities
from civic.answers.evidence import Asked, Evidence, Fit
from civic.answers.outcomes import Answered, Choose, Decision, HandOver, Unclear
from civic.answers.retrieval import Found
from civic.answers.signals import signals

ALTERNATIVES = 10
CHOICES = 3
LITERAL = 0.85  # so alike to the letter that the heading was meant


def decide(asked: Asked, found: Found, evidence: Evidence, calibration: Calibration) -> Decision:
    """The outcome for a question taken apart and the entries found for it."""
    judged = judge(asked, found, evidence, calibration)
    ranked = tuple((key, round(chance, 4)) for key, chance in judged[:ALTERNATIVES])
    if asked.vague:
        return Unclear(ranked)
    if found.nearer_elsewhere >= calibration.elsewhere:
        return HandOver("elsewhere", ranked)
    if not ranked or sum(chance for _, chance in judged) < calibration.choose:
        return HandOver(alternatives=ranked)
    if ranked[0][1] >= calibration.needed(ranked[0][0]) and _sound(evidence.fit(asked, ranked[0][0])):
        return Answered(*ranked[0], ranked)
    offered = [key for key, chance in ranked if chance >= calibration.offered] or [ranked[0][0]]
    return Choose(tuple(offered[:CHOICES]), ranked)


def _sound(fit: Fit) -> bool:
    """An answer holds the numbers and the kinds of fact that were asked for, however near it is: who asks
    whether there are 12 of something is not told about 21."""
    return fit.facts or fit.literal >= LITERAL


def judge(
    asked: Asked, found: Found, evidence: Evidence, calibration: Calibration
) -> list[tuple[str, float]]:
    """Every candidate with the chance that it is the answer, best first."""
    utilities = [
        calibration.utility(hit.entry, signals(asked, evidence.fit(asked, hit.entry), hit, found))
        for hit in found.hits
    ]
    chances = probabilities(utilities)
    judged = [(hit.entry, chance) for hit, chance in zip(found.hits, chances, strict=True)]
    return sorted(judged, key=lambda pair: -pair[1])
