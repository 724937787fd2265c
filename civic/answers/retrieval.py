"""Finding candidates for a question among all entries in all languages: by words and character groups."""

import logging
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import bm25s
import numpy as np
import numpy.typing as npt

from civic.answers.entries import Version
from civic.answers.knowledge import Knowledge
from civic.answers.text import TEXT_LIMIT, clean, grams, stems, words

# The library reports every index and every empty query, at any level of the program's own log.
logging.getLogger("bm25s").setLevel(logging.WARNING)

_MIN_WORD = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that may answer the question; `score` from 0 to 1 only orders the hits of one question."""

    entry: str
    score: float


class Retriever(Protocol):
    """Finds candidates; whether one of them is the answer is decided elsewhere."""

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """The best entries for a question in any language, best first; accepts any text."""
        ...


class LexicalRetriever:
    """BM25 over word stems and character 4-grams; an entry is as good as its best passage."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._keys: list[str] = []
        passages: list[list[str]] = []
        for key, language, text in _passages(knowledge):
            self._keys.append(key)
            passages.append(_tokens(clean(text, TEXT_LIMIT), language))
        self._index = bm25s.BM25(method="lucene")
        if any(passages):
            self._index.index(passages, show_progress=False)
        else:
            self._keys = []

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """The entries that share words or parts of words with the question."""
        tokens = list(dict.fromkeys(_tokens(clean(question))))
        if not tokens or not self._keys:
            return []
        scores: npt.NDArray[np.float32] = self._index.get_scores(tokens)
        best: dict[str, float] = {}
        for place in np.argsort(-scores, kind="stable"):
            score = float(scores[place])
            if score <= 0 or len(best) >= limit:
                break
            best.setdefault(self._keys[place], score)
        # No token adds more than the weight of one that stands in a single passage.
        top = len(tokens) * math.log(2 * len(self._keys) + 2)
        return [Hit(key, score / top) for key, score in best.items()]


def _passages(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """(entry, language, text): the question with the names of its initiative, and with its answer."""
    for entry in knowledge.entries.values():
        initiative = knowledge.initiatives[entry.initiative]
        for language, version in entry.versions.items():
            names = " ".join((initiative.titles[language], *initiative.aliases[language]))
            yield entry.key, language, f"{version.question} {names}"
            yield entry.key, language, f"{version.question} {_body(version)}"


def _body(version: Version) -> str:
    return f"{version.text} {version.more or ''}"


def _tokens(text: str, language: str = "") -> list[str]:
    tokens: list[str] = []
    for word in words(text):
        tokens += sorted(f"={stem}" for stem in stems(word, language))
        if len(word) >= _MIN_WORD:
            tokens += grams(word)
    return tokens
