"""How alike questions are, by word stems and character groups. Vectors can take the place of `vectors`."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from civic.answers.text import clean, grams, stems, words
from civic.answers.vocabulary import filling

ALIKE = 0.3
_STEM_WORTH = 2.0

Matrix = npt.NDArray[np.float32]


def vectors(texts: Sequence[str]) -> Matrix:
    """One row of length 1 for each text (0 where it has no words that say anything)."""
    features = [_features(text) for text in texts]
    known = {name: place for place, name in enumerate(sorted(set().union(*features)))} if features else {}
    matrix = np.zeros((len(texts), max(1, len(known))), dtype=np.float32)
    for row, found in enumerate(features):
        for name, worth in found.items():
            matrix[row, known[name]] = worth
    # The rarer the more, but never nothing: of three texts, all three may ask the same.
    count = (matrix > 0).sum(axis=0)
    matrix *= (1 + np.log((len(texts) + 1) / (count + 1))).astype(np.float32)
    length = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix /= np.where(length > 0, length, 1)
    return matrix


def likeness(text: str, others: Sequence[str]) -> list[float]:
    """How alike each of the others is, from 0 to 1."""
    if not others:
        return []
    rows = vectors([text, *others])
    return [float(value) for value in rows[1:] @ rows[0]]


def alike_groups(texts: Sequence[str], alike: float = ALIKE) -> list[list[int]]:
    """Places of texts that ask much the same. Each text joins the group whose middle is nearest, if it is
    near enough, so that a chain of likenesses does not put everything together."""
    rows = vectors(texts)
    sums: list[Matrix] = []
    groups: list[list[int]] = []
    for place, row in enumerate(rows):
        near = [float(total @ row) / float(np.linalg.norm(total) or 1) for total in sums]
        best = int(np.argmax(near)) if near else -1
        if best >= 0 and near[best] >= alike:
            groups[best].append(place)
            sums[best] = sums[best] + row
        else:
            groups.append([place])
            sums.append(row.copy())
    return groups


def _features(text: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for word in words(clean(text)):
        if word in filling():
            continue
        for stem in stems(word):
            found[f"={stem}"] = _STEM_WORTH
        for gram in grams(word):
            found[gram] = 1.0
    return found
