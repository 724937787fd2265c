"""How many of a question's words, and parts of words, each entry holds: BM25 over stems and 4-grams."""

import logging
import math
from collections.abc import Iterator, Sequence

import bm25s
import numpy as np
import numpy.typing as npt

from civic.answers.knowledge import Knowledge
from civic.answers.text import TEXT_LIMIT, clean, grams, stems, words

# The library reports every index and every empty query, at any level of the program's own log.
logging.getLogger("bm25s").setLevel(logging.WARNING)

_MIN_WORD = 2


class WordIndex:
    """Made once from the knowledge, then only read. An entry is as good as its best passage."""

    def __init__(self, knowledge: Knowledge, keys: Sequence[str]) -> None:
        self._count = len(keys)
        order = {key: number for number, key in enumerate(keys)}
        rows: list[int] = []
        passages: list[list[str]] = []
        for key, language, text in _passages(knowledge):
            rows.append(order[key])
            passages.append(_tokens(clean(text, TEXT_LIMIT), language))
        self._rows = np.array(rows, dtype=np.intp)
        self._index = bm25s.BM25(method="lucene") if any(passages) else None
        if self._index is not None:
            self._index.index(passages, show_progress=False)

    def scores(self, question: str) -> npt.NDArray[np.float32]:
        """From 0 to 1 for each entry, in the order of the keys; accepts any text."""
        best = np.zeros(self._count, np.float32)
        tokens = list(dict.fromkeys(_tokens(clean(question))))
        if not tokens or self._index is None:
            return best
        found: npt.NDArray[np.float32] = self._index.get_scores(tokens)
        np.maximum.at(best, self._rows, found)
        # No token adds more than the weight of one that stands in a single passage.
        most = len(tokens) * math.log(2 * len(self._rows) + 2)
        share: npt.NDArray[np.float32] = (best / most).astype(np.float32)
        return share


def _passages(knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    """(entry, language, text): the question with the names of its initiative, and with its answer; and what
    else people ask."""
    for entry in knowledge.entries.values():
        initiative = knowledge.initiatives[entry.initiative]
        for language, version in entry.versions.items():
            names = " ".join((initiative.titles[language], *initiative.aliases[language]))
            yield entry.key, language, f"{version.question} {names}"
            yield (
                entry.key,
                language,
                f"{version.question} {version.context} {version.text} {version.more or ''}",
            )
        for language, questions in entry.asked.items():
            for question in questions:
                yield entry.key, language, question


def _tokens(text: str, language: str = "") -> list[str]:
    tokens: list[str] = []
    for word in words(text):
        tokens += sorted(f"={stem}" for stem in stems(word, language))
        if len(word) >= _MIN_WORD:
            tokens += grams(word)
    return tokens
