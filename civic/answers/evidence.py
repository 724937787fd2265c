"""How well an entry fits a question, seen by what plain search scores hide: are the rare words covered, is it
the same kind of question, are the numbers there, is the initiative the one that was named."""

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from civic.answers.entries import Entry
from civic.answers.knowledge import Knowledge
from civic.answers.phrases import Phrases
from civic.answers.text import clean, grams, stems, word_lists, words

FACTS = frozenset({"when", "where", "many", "cost", "contact"})
_ASIDE = {"stopwords", "numbers"}
_CONCEPT = "concept:"
_IN_MORE = 0.8
_CONCEPT_IN_TEXT = 0.5
_CONCEPT_WEIGHT = 0.7
_TYPO = 0.5
_PART = 0.5
_FUZZY_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart: the stems each content word may have, concepts, numbers, initiatives named."""

    terms: tuple[frozenset[str], ...]
    concepts: frozenset[str]
    numbers: frozenset[str]
    named: frozenset[str]

    @property
    def vague(self) -> bool:
        """Nothing was said that could be looked up."""
        return not self.terms and not self.numbers and not self.named

    @property
    def facts(self) -> frozenset[str]:
        """The kinds of fact asked for that an answer must hold."""
        return self.concepts & FACTS


@dataclass(frozen=True, slots=True)
class Fit:
    """What speaks for an entry, each from 0 to 1: the share of the question it covers, and how alike
    question and heading are. `sound` is false where the entry cannot be the whole answer."""

    coverage: float
    heading: float
    sound: bool


@dataclass(frozen=True, slots=True)
class _Profile:
    stems: Mapping[str, float]
    headings: tuple[frozenset[str], ...]
    numbers: frozenset[str]


class Evidence:
    """Judges entries; made once from the knowledge, then only read."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._city = {word for name in knowledge.city.names.values() for word in words(name)}
        self._profiles = {key: self._profile(entry) for key, entry in knowledge.entries.items()}
        self._initiatives = {key: entry.initiative for key, entry in knowledge.entries.items()}
        self._counts = {None: _counts(self._profiles.values())}
        for initiative in knowledge.initiatives:
            own = [self._profiles[entry.key] for entry in knowledge.of_initiative(initiative)]
            self._counts[initiative] = _counts(own)
        self._known = _Known(stem for profile in self._profiles.values() for stem in profile.stems)
        self._aliases = self._read_aliases(knowledge)

    def ask(self, question: str, language: str = "") -> Asked:
        """Takes a question apart."""
        said = words(clean(question))
        terms, concepts, numbers = self._parts(said, language)
        found = tuple(terms)
        return Asked(found, frozenset(concepts), frozenset(numbers), self._named(found, concepts))

    def fit(self, asked: Asked, key: str) -> Fit:
        """How well the entry fits the question."""
        profile = self._profiles[key]
        initiative = self._initiatives[key]
        # Where the initiative is named, its name tells its entries no longer apart.
        scope = initiative if initiative in asked.named else None
        wanted = [({_CONCEPT + concept: 1.0}, _CONCEPT_WEIGHT) for concept in asked.concepts]
        wanted += [(self._known.like(term), 1.0) for term in asked.terms]
        weights = [self._weight(options, scope) * factor for options, factor in wanted]
        total = sum(weights)
        if not total:
            return Fit(1.0, self._heading(asked, profile, scope), True)
        covered = sum(
            weight * max((part * profile.stems.get(stem, 0.0) for stem, part in options.items()), default=0.0)
            for (options, _), weight in zip(wanted, weights, strict=True)
        )
        sound = asked.numbers <= profile.numbers
        sound = sound and all(_CONCEPT + fact in profile.stems for fact in asked.facts)
        sound = sound and (not asked.named or initiative in asked.named)
        return Fit(covered / total, self._heading(asked, profile, scope), sound)

    def _heading(self, asked: Asked, profile: _Profile, scope: str | None) -> float:
        """How alike question and heading are, both ways, in the best of the entry's languages."""
        said: list[tuple[Mapping[str, float], float]] = [
            ({_CONCEPT + concept: 1.0}, _CONCEPT_WEIGHT) for concept in asked.concepts
        ]
        said += [(self._known.like(term), 1.0) for term in asked.terms]
        best = 0.0
        for heading in profile.headings:
            shared = wanted = 0.0
            for options, factor in said:
                weight = self._weight(options, scope) * factor
                wanted += weight
                shared += weight * max(
                    (part for stem, part in options.items() if stem in heading), default=0.0
                )
            reached = {stem for options, _ in said for stem in options}
            there = sum(self._stem_weight(stem, scope) for stem in heading)
            met = sum(self._stem_weight(stem, scope) for stem in heading & reached)
            if wanted + there:
                best = max(best, (shared + met) / (wanted + there))
        return best

    def _stem_weight(self, stem: str, scope: str | None) -> float:
        count, entries = self._counts[scope]
        weight = math.log((entries + 1) / (count[stem] + 0.5))
        return max(weight, 0.01) * (_CONCEPT_WEIGHT if stem.startswith(_CONCEPT) else 1.0)

    def _weight(self, options: Mapping[str, float], scope: str | None) -> float:
        """How much a word tells: that of the nearest known stem, the most for a word nobody knows."""
        count, entries = self._counts[scope]
        nearest = max(options, key=lambda stem: (options[stem], count[stem]), default="")
        return max(math.log((entries + 1) / (count[nearest] + 0.5)), 0.01)

    def _parts(self, said: list[str], language: str) -> tuple[list[frozenset[str]], set[str], set[str]]:
        concepts, taken = set(), set()
        for name, phrases in _concepts().items():
            positions = list(phrases.positions(said))
            if positions:
                concepts.add(name)
                taken.update(positions)
        terms, numbers = [], set()
        for position, word in enumerate(said):
            number = _numbers().get(word, word)
            if number.isdigit():
                numbers.add(number)
            elif position not in taken and word not in _stopwords() and word not in self._city:
                terms.append(stems(word, language))
        return terms, concepts, numbers

    def _profile(self, entry: Entry) -> _Profile:
        found: dict[str, float] = {}
        headings, numbers = [], set()
        for version in entry.versions.values():
            heading = self._stems(version.question, version.language)
            headings.append(frozenset(heading))
            for stem in heading:
                found[stem] = 1.0
            for text, worth in ((version.text, 1.0), (version.more or "", _IN_MORE)):
                for stem in self._stems(text, version.language):
                    value = worth * (_CONCEPT_IN_TEXT if stem.startswith(_CONCEPT) else 1.0)
                    found[stem] = max(found.get(stem, 0.0), value)
                numbers |= self._parts(words(text), version.language)[2]
            numbers |= self._parts(words(version.question), version.language)[2]
        if numbers:
            found.setdefault(_CONCEPT + "many", _CONCEPT_IN_TEXT)
        return _Profile(found, tuple(headings), frozenset(numbers))

    def _stems(self, text: str, language: str) -> set[str]:
        terms, concepts, _ = self._parts(words(text), language)
        return {stem for term in terms for stem in term} | {_CONCEPT + concept for concept in concepts}

    def _read_aliases(
        self, knowledge: Knowledge
    ) -> list[tuple[str, tuple[frozenset[str], ...], frozenset[str]]]:
        aliases = []
        for initiative in knowledge.initiatives.values():
            for language in initiative.titles:
                for name in (initiative.titles[language], *initiative.aliases.get(language, ())):
                    terms, concepts, _ = self._parts(words(re.sub(r"\(.*?\)", "", name)), language)
                    aliases.append((initiative.id, tuple(terms), frozenset(concepts)))
        return aliases

    def _named(self, terms: Iterable[frozenset[str]], concepts: set[str]) -> frozenset[str]:
        """The initiatives of which a whole name stands in the question, typing errors allowed."""
        near = {stem for term in terms for stem, part in self._known.like(term).items() if part >= _TYPO}
        return frozenset(
            initiative
            for initiative, parts, ideas in self._aliases
            if (parts or ideas) and ideas <= concepts and all(part & near for part in parts)
        )


class _Known:
    """The stems of all entries, to find the ones that a word may mean."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = frozenset(known)
        self._by_gram: dict[str, set[str]] = {}
        for stem in self._known:
            if len(stem) >= _FUZZY_LENGTH and not stem.startswith(_CONCEPT):
                for gram in grams(stem, 3):
                    self._by_gram.setdefault(gram, set()).add(stem)
        self.like = functools.lru_cache(maxsize=10_000)(self._like)

    def _like(self, term: frozenset[str]) -> Mapping[str, float]:
        """Known stems and how alike they are to the word, from 0.5 for a part or a typing error to 1."""
        exact = {stem: 1.0 for stem in term if stem in self._known}
        return exact or {near: part for stem in term for near, part in self._near(stem).items()}

    def _near(self, stem: str) -> dict[str, float]:
        if len(stem) < _FUZZY_LENGTH:
            return {}
        own = set(grams(stem, 3))
        shared = Counter(near for gram in own for near in self._by_gram.get(gram, ()))
        found = {}
        for near, count in shared.items():
            part = 2 * count / (len(own) + len(set(grams(near, 3))))
            if near in stem or stem in near:
                part = max(part, min(len(near), len(stem)) / max(len(near), len(stem)))
            if part >= max(_TYPO, _PART):
                found[near] = part
        return found


def _counts(profiles: Iterable[_Profile]) -> tuple[Counter[str], int]:
    """In how many entries each stem stands; a concept counts where it stands in the heading."""
    count: Counter[str] = Counter()
    entries = 0
    for profile in profiles:
        entries += 1
        count.update(
            stem for stem, worth in profile.stems.items() if worth == 1.0 or not stem.startswith(_CONCEPT)
        )
    return count, entries


@functools.cache
def _concepts() -> dict[str, Phrases]:
    lists = word_lists("vocabulary")
    return {name: Phrases.of_languages(found) for name, found in lists.items() if name not in _ASIDE}


@functools.cache
def _stopwords() -> frozenset[str]:
    return frozenset(word for found in word_lists("vocabulary")["stopwords"].values() for word in found)


@functools.cache
def _numbers() -> dict[str, str]:
    lists = word_lists("vocabulary")["numbers"].values()
    return {word: str(value) for found in lists for value, word in enumerate(found)}
