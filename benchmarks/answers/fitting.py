"""Learns weights: a conditional logit over the candidates of each question and "none of these"."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """The signals of one question's candidates, shape (candidates, signals), and which of them are right.
    Without a right one, "none of these" is."""

    signals: Table
    right: npt.NDArray[np.bool_]
    answerable: bool


def fit(cases: Sequence[Case], shrink: float = 3e-3) -> Table:
    """Weights for the signals; the first is the constant 1, the only one that `shrink` (L2, on signals of
    unit variance) does not pull towards 0. Questions whose right entry is no candidate teach nothing."""
    useful = [case for case in cases if case.right.any() or not case.answerable]
    stacked = np.concatenate([case.signals for case in useful])
    mean, spread = stacked.mean(axis=0), stacked.std(axis=0) + 1e-6
    mean[0], spread[0] = 0.0, 1.0
    most = max(len(case.signals) for case in useful)
    table = np.zeros((len(useful), most + 1, stacked.shape[1]))
    there = np.zeros((len(useful), most + 1), bool)
    right = np.zeros((len(useful), most + 1), bool)
    for row, case in enumerate(useful):
        count = len(case.signals)
        table[row, 1 : count + 1] = (case.signals - mean) / spread
        there[row, : count + 1] = True
        right[row, 1 : count + 1] = case.right
        right[row, 0] = not case.answerable

    def loss(weights: Table) -> tuple[float, Table]:
        utilities = np.where(there, table @ weights, -np.inf)
        utilities -= utilities.max(axis=1, keepdims=True)
        chances = np.exp(utilities)
        chances /= chances.sum(axis=1, keepdims=True)
        hit = np.maximum((chances * right).sum(axis=1), 1e-12)
        pull = chances - chances * right / hit[:, None]
        free = np.concatenate([[0.0], weights[1:]])
        gradient = np.einsum("qc,qcs->s", pull, table) / len(table) + shrink * free
        return float(-np.log(hit).mean() + shrink / 2 * (free @ free)), gradient

    found: Table = minimize(loss, np.zeros(stacked.shape[1]), jac=True, method="L-BFGS-B").x
    weights: Table = found / spread
    weights[0] -= (found[1:] * mean[1:] / spread[1:]).sum()
    return weights
