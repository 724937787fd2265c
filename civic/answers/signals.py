"""What speaks for an entry as the answer to a question, as numbers that a calibration weighs."""

from collections.abc import Mapping
from typing import TypeAlias

from civic.answers.evidence import Asked, Fit
from civic.answers.retrieval import Found, Hit

Signals: TypeAlias = Mapping[str, float]


def signals(asked: Asked, fit: Fit, hit: Hit, found: Found) -> Signals:
    """By name; those of vectors end in the number of the model's part. Cosines lie between -1 and 1, the
    others between 0 and 1."""
    by_words = {
        "constant": 1.0,
        "words": hit.words,
        "coverage": fit.coverage,
        "heading": fit.heading,
        "literal": fit.literal,
        "other": float(not fit.about),
        "named": float(fit.about and bool(asked.named)),
        "facts": float(fit.facts),
    }
    by_meaning = {
        f"{name}.{part}": value
        for name, values in (("whole", hit.whole), ("asked", hit.asked), ("elsewhere", found.elsewhere))
        for part, value in enumerate(values, start=1)
    }
    return by_words | by_meaning
