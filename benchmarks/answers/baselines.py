"""What the answers are compared with: SQLite's word search, character groups, and the plain model."""

import sqlite3
from collections.abc import Callable, Sequence

import bm25s
import numpy as np

from civic.answers.embedding import Vector, Vectors, parts
from civic.answers.passages import Kind, Passage
from civic.answers.text import clean, grams, words

Ranking = Callable[[str, Vector], list[str]]
"""From a question and its vector to entries, best first, each once."""

DEPTH = 50


def sqlite_words(passages: Sequence[Passage]) -> Ranking:
    """FTS5 with its standard words and bm25(), any of the question's words."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE passage USING fts5(entry UNINDEXED, body)")
    rows = [(one.entry, one.text) for one in passages if one.kind is Kind.WHOLE]
    connection.executemany("INSERT INTO passage VALUES (?, ?)", rows)

    def rank(question: str, vector: Vector) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in words(clean(question)))
        if not asked:
            return []
        found = connection.execute(
            "SELECT entry FROM passage WHERE passage MATCH ? ORDER BY bm25(passage) LIMIT ?",
            (asked, 2 * DEPTH),
        )
        return list(dict.fromkeys(entry for (entry,) in found))

    return rank


def character_groups(passages: Sequence[Passage]) -> Ranking:
    """BM25 over groups of four characters."""
    whole = [one for one in passages if one.kind is Kind.WHOLE]
    index = bm25s.BM25(method="lucene")
    index.index([_grams(one.text) for one in whole], show_progress=False)

    def rank(question: str, vector: Vector) -> list[str]:
        asked = list(dict.fromkeys(_grams(clean(question))))
        if not asked:
            return []
        scores = index.get_scores(asked)
        order = np.argsort(-scores, kind="stable")[: 2 * DEPTH]
        return list(dict.fromkeys(whole[place].entry for place in order if scores[place] > 0))

    return rank


def plain_model(passages: Sequence[Passage], vectors: Vectors, model: str) -> Ranking:
    """The first model's own cosines with each whole entry, nothing else."""
    place = parts(model)[0]
    rows = [number for number, one in enumerate(passages) if one.kind is Kind.WHOLE]
    table = vectors[rows][:, place]

    def rank(question: str, vector: Vector) -> list[str]:
        order = np.argsort(-(table @ vector[place]), kind="stable")[: 2 * DEPTH]
        return list(dict.fromkeys(passages[rows[number]].entry for number in order))

    return rank


def _grams(text: str) -> list[str]:
    return [group for word in words(clean(text, 8000)) for group in grams(word)]
