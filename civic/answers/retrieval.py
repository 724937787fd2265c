"""Finding candidates for a question among all entries in all languages: by meaning, and by words and parts
of words."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np

from civic.answers.background import background
from civic.answers.embedding import Vector, Vectors
from civic.answers.entries import is_imported
from civic.answers.knowledge import Knowledge
from civic.answers.meaning import Meanings, Nearness, merged
from civic.answers.passages import passages_of
from civic.answers.word_index import WordIndex


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that may answer the question. `words`: the share of the question that its best passage holds,
    0 to 1. `whole`, `asked`: cosines with its answers and with ways to ask for it, one for each part of the
    model; empty without vectors."""

    entry: str
    words: float
    whole: tuple[float, ...] = ()
    asked: tuple[float, ...] = ()

    @property
    def score(self) -> float:
        """Only orders the hits of one question."""
        return self.words + sum(self.whole) + sum(self.asked)


@dataclass(frozen=True, slots=True)
class Found:
    """Candidates, best first. `elsewhere`: cosines with the nearest subject that is not the city's matter
    here, one for each part of the model, and `subject` its name."""

    hits: tuple[Hit, ...] = ()
    elsewhere: tuple[float, ...] = ()
    subject: str = ""

    @property
    def nearer_elsewhere(self) -> float:
        """How much nearer that subject is than every entry, by the first part of the model; negative where an
        entry is nearer, -1 without vectors."""
        if not self.elsewhere:
            return -1.0
        entries = [max(hit.whole[0], hit.asked[0]) for hit in self.hits if hit.whole]
        return self.elsewhere[0] - max(entries, default=0.0)


class Retriever(Protocol):
    """Finds candidates; whether one of them is the answer is decided elsewhere."""

    def search(self, question: str, vector: Vector | None = None, limit: int = 10) -> Found:
        """The best entries for a question in any language; accepts any text. With its vector also by
        meaning."""
        ...

    def with_vectors(self, vectors: Vectors | None, model: str) -> Self:
        """Another one for the same knowledge with these vectors, or without any; what finds by words is
        shared."""
        ...


class HybridRetriever:
    """BM25 over word stems and character groups beside vectors, as far as there are any.

    Imported pages are compared on their own: they say other things, and are asked for otherwise.
    """

    def __init__(self, knowledge: Knowledge, vectors: Vectors | None = None, model: str = "") -> None:
        self._knowledge = knowledge
        self._keys = list(knowledge.entries)
        self._words = WordIndex(knowledge, self._keys)
        self._meanings = _meanings(knowledge, self._keys, vectors, model)

    def with_vectors(self, vectors: Vectors | None, model: str) -> Self:
        """See the protocol."""
        other = copy(self)
        other._meanings = _meanings(self._knowledge, self._keys, vectors, model)
        return other

    def search(self, question: str, vector: Vector | None = None, limit: int = 10) -> Found:
        """See the protocol. The best by words and the best by meaning are both among the candidates."""
        words = self._words.scores(question)
        if not self._meanings or vector is None:
            order = np.argsort(-words, kind="stable")[:limit]
            return Found(tuple(Hit(self._keys[i], float(words[i])) for i in order if words[i] > 0))
        near = merged([meanings.near(vector) for meanings in self._meanings])
        meaning = near.whole.sum(axis=0) + near.asked.sum(axis=0)
        best = {*_top(words, limit), *_top(meaning, limit)}
        hits = sorted((self._hit(i, words[i], near) for i in best), key=lambda hit: -hit.score)
        return Found(tuple(hits[:limit]), tuple(map(float, near.elsewhere)), near.subject)

    def _hit(self, number: int, words: float, near: Nearness) -> Hit:
        return Hit(
            self._keys[number],
            float(words),
            tuple(map(float, near.whole[:, number])),
            tuple(map(float, near.asked[:, number])),
        )


def _meanings(
    knowledge: Knowledge, keys: Sequence[str], vectors: Vectors | None, model: str
) -> tuple[Meanings, ...]:
    if vectors is None:
        return ()
    passages = passages_of(knowledge)
    imported = np.array([is_imported(one.entry) for one in passages], bool)
    learned = [background(part) for part in model.split("+")]
    return tuple(
        Meanings(keys, [passages[row] for row in rows], vectors[rows], model, backgrounds)
        for rows, backgrounds in ((np.flatnonzero(~imported), []), (np.flatnonzero(imported), learned))
        if len(rows)
    )


def _top(scores: "np.typing.NDArray[np.float32]", limit: int) -> Sequence[int]:
    count = min(limit, len(scores))
    return [int(number) for number in np.argpartition(-scores, count - 1)[:count]]
