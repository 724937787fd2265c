"""What the words of a question are for: content words, concepts said in different words, numbers, filling."""

import functools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from civic.answers.phrases import Phrases
from civic.answers.remembering import remembering
from civic.answers.text import fold, grams, script, stems, word_lists

_ASIDE = {"stopwords", "numbers"}
_LIKE = 0.6
_FUZZY_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Parts:
    """A text taken apart: the stems that each content word may have, concepts, and numbers in digits."""

    terms: tuple[frozenset[str], ...]
    concepts: frozenset[str]
    numbers: frozenset[str]

    @property
    def stems(self) -> frozenset[str]:
        """Everything it speaks of, in one set."""
        return self.concepts.union(*self.terms)


def concept(name: str) -> str:
    """The stem that stands for a concept; no word can look like it."""
    return f"concept:{name}"


def take_apart(said: list[str], language: str, ignored: frozenset[str] = frozenset()) -> Parts:
    """The parts of a text given as folded words; `ignored` are words that say nothing here."""
    concepts, taken = set(), set()
    for stem, phrases in _concepts().items():
        positions = set(phrases.positions(said))
        if positions:
            concepts.add(stem)
            taken |= positions
    terms, numbers = [], set()
    for position, word in enumerate(said):
        number = _numbers().get(word, word)
        if number.isdigit():
            numbers.add(number)
        elif position not in taken and word not in filling() and word not in ignored:
            terms.append(stems(word, language))
    return Parts(tuple(terms), frozenset(concepts), frozenset(numbers))


def telling(said: list[str]) -> list[int]:
    """The positions of the words that belong to no concept and are no filling: what a text is about."""
    taken = {position for phrases in _concepts().values() for position in phrases.positions(said)}
    return [place for place, word in enumerate(said) if place not in taken and word not in filling()]


class KnownStems:
    """The stems of all entries, to find the ones that a word may mean."""

    def __init__(self, known: Iterable[str]) -> None:
        self.stems = frozenset(known)
        self.scripts = frozenset(script(stem) for stem in self.stems if stem not in concepts())
        self._grams = {
            stem: frozenset(grams(stem, 3)) for stem in self.stems - concepts() if len(stem) >= _FUZZY_LENGTH
        }
        self._by_gram: dict[str, list[str]] = {}
        for stem, own in self._grams.items():
            for gram in own:
                self._by_gram.setdefault(gram, []).append(stem)
        self._remembered = remembering(self._like, 10_000)

    def like(self, term: frozenset[str]) -> Mapping[str, float]:
        """Known stems and how alike they are to the word: 1 for itself, from 0.6 for a typing error, another
        form, or a compound that holds it."""
        return self._remembered(term)

    def _like(self, term: frozenset[str]) -> Mapping[str, float]:
        exact = {stem: 1.0 for stem in term if stem in self.stems}
        if exact:
            return exact
        found: dict[str, float] = {}
        for stem in sorted(term):  # sets are in another order in each process, and the same is to be found
            for near, part in self._near(stem).items():
                found[near] = max(part, found.get(near, 0.0))
        return found

    def _near(self, stem: str) -> dict[str, float]:
        if len(stem) < _FUZZY_LENGTH:
            return {}
        own = set(grams(stem, 3))
        shared: Counter[str] = Counter()
        for gram in own:
            shared.update(self._by_gram.get(gram, ()))
        # With fewer in common a stem is neither that alike, nor can it hold this one, but for its borders.
        least = min(_LIKE / (2 - _LIKE) * len(own), len(own) - 2) - 1e-9
        found = {}
        for near, count in shared.items():
            if count < least:
                continue
            part = 2 * count / (len(own) + len(self._grams[near]))
            if stem in near:  # a part of a known compound is more general, the other way round it is not
                part = max(part, len(stem) / len(near))
            if part >= _LIKE:
                found[near] = part
        return found


@functools.cache
def concepts() -> frozenset[str]:
    """The stems of all concepts."""
    return frozenset(_concepts())


@functools.cache
def _concepts() -> dict[str, Phrases]:
    lists = word_lists("vocabulary")
    return {concept(name): Phrases.of_languages(found) for name, found in lists.items() if name not in _ASIDE}


@functools.cache
def filling() -> frozenset[str]:
    """Words that say nothing about the subject, in any language."""
    return frozenset(fold(word) for found in word_lists("vocabulary")["stopwords"].values() for word in found)


@functools.cache
def _numbers() -> dict[str, str]:
    lists = word_lists("vocabulary")["numbers"].values()
    return {fold(word): str(value) for found in lists for value, word in enumerate(found)}
