"""How much each signal counts and from which confidence to answer: learned from questions, kept in a file
that can be read (`calibration.yaml`), by the name of the model."""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from civic.answers.entries import is_imported
from civic.answers.signals import Signals

FILE = Path(__file__).with_name("calibration.yaml")
WORDS_ONLY = "words"
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Calibration:
    """`weights` make the utility of an entry from its signals, `pages` that of an imported page, which is no
    answer to one question; that of having no answer is 0. `answer`: from which probability an entry is given
    as the answer, and `page_answer` an imported page. `choose`: from which probability that any of the
    candidates answers, they are offered. `offered`: from which probability an entry is among them.
    `elsewhere`: how much nearer a subject that is not the city's matter here must be than every entry, so
    that nothing is offered at all."""

    weights: Mapping[str, float]
    pages: Mapping[str, float]
    answer: float
    choose: float
    offered: float
    elsewhere: float = 1.0
    page_answer: float = 1.0

    def needed(self, entry: str) -> float:
        """From which probability the entry with that key is given as the answer."""
        return self.page_answer if is_imported(entry) else self.answer

    def utility(self, entry: str, signals: Signals) -> float:
        """Of the entry with that key; signals without a weight do not count."""
        weights = self.pages if is_imported(entry) else self.weights
        return sum(weight * signals.get(name, 0.0) for name, weight in weights.items())


def probabilities(utilities: list[float]) -> list[float]:
    """The chance of each entry to be the answer; what is missing from 1 is the chance that none is."""
    highest = max([0.0, *utilities])
    raised = [math.exp(utility - highest) for utility in utilities]
    total = math.exp(-highest) + sum(raised)
    return [one / total for one in raised]


def calibration_for(model: str) -> Calibration:
    """What was learned for a model (`words`: for none). For an unknown one, a cautious guess."""
    known = _known()
    return known.get(model) or known[OTHER]


@functools.cache
def _known() -> Mapping[str, Calibration]:
    file = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {model: Calibration(**learned) for model, learned in file.items()}
