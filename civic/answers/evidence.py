"""How well an entry fits a question, seen by what plain search scores hide: are the rare words covered, is it
the same kind of question, are the numbers there, is the initiative the one that was named."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from civic.answers.entries import Entry
from civic.answers.knowledge import Knowledge
from civic.answers.remembering import remembering
from civic.answers.text import clean, script, stems, words
from civic.answers.vocabulary import KnownStems, Parts, concept, concepts, filling, take_apart

FACTS = frozenset(map(concept, ("when", "where", "many", "cost", "contact")))
_ASKING = frozenset(map(concept, ("who", "when", "where", "why", "many", "definition")))
_IN_MORE = 0.8
_IN_ASKED = 0.8
_CONCEPT_IN_TEXT = 0.6
_CONCEPT_WEIGHT = 0.7

Options: TypeAlias = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart. `wanted`: what each of its words may mean among the known stems, and how
    likely. `foreign`: some of it is in a script no entry is written in."""

    wanted: tuple[Options, ...]
    words: frozenset[str]
    numbers: frozenset[str]
    named: frozenset[str]
    foreign: bool

    @property
    def vague(self) -> bool:
        """Nothing was said that could be looked up."""
        content = any(not options.keys() <= _ASKING or not options for options in self.wanted)
        return not (content or self.numbers or self.named or self.foreign)

    @property
    def facts(self) -> frozenset[str]:
        """The kinds of fact asked for that an answer must hold."""
        return frozenset(stem for options in self.wanted for stem in options if stem in FACTS)


@dataclass(frozen=True, slots=True)
class Fit:
    """What speaks for an entry, each from 0 to 1: the share of the question it covers, how alike question
    and heading are, in meaning and to the letter. `about`: it belongs to an initiative that was named, or
    none was. `facts`: it holds the numbers and the kinds of fact that were asked for."""

    coverage: float
    heading: float
    literal: float
    about: bool
    facts: bool


@dataclass(frozen=True, slots=True)
class _Profile:
    initiative: str
    stems: dict[str, float]
    headings: "_Sets"
    literals: "_Sets"
    numbers: frozenset[str]


class _Sets:
    """Sets of words by what is in them.

    An entry has hundreds of ways to ask for it, of which a question meets few.
    """

    def __init__(self, sets: Sequence[frozenset[str]]) -> None:
        self.sizes = tuple(map(len, sets))
        holding: dict[str, list[int]] = {}
        for number, words_in in enumerate(sets):
            for word in words_in:
                holding.setdefault(word, []).append(number)
        self.holding = {word: tuple(numbers) for word, numbers in holding.items()}

    def nearest(self, said: frozenset[str]) -> float:
        """How alike the set is that is most like what was said, from 0 to 1 (Dice's coefficient)."""
        both = Counter(number for word in said for number in self.holding.get(word, ()))
        return max(
            (2 * count / (len(said) + self.sizes[number]) for number, count in both.items()), default=0.0
        )


class Evidence:
    """Judges entries; made once from the knowledge, then only read."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._city = frozenset(word for name in knowledge.city.names.values() for word in words(name))
        self._aliases = list(self._read_aliases(knowledge))
        self._begins = _Sets([name.terms[0] for _, name in self._aliases])
        self._profiles = {key: self._profile(entry) for key, entry in knowledge.entries.items()}
        self._add_unused_names()
        self._counts: dict[str | None, tuple[Counter[str], int]] = {None: _counts(self._profiles.values())}
        for initiative in knowledge.initiatives:
            own = [self._profiles[entry.key] for entry in knowledge.of_initiative(initiative)]
            self._counts[initiative] = _counts(own)
        self._known = KnownStems(stem for profile in self._profiles.values() for stem in profile.stems)
        # What only the knowledge decides is found out once, but not before somebody asks.
        self._stem_weight = remembering(self._weight_of_stem)
        self._heading_weights = remembering(self._weights_of_headings)

    def ask(self, question: str, language: str = "") -> Asked:
        """Takes a question apart; the language, if known, is that of the question."""
        said = self._joined(words(clean(question)), language)
        parts = take_apart(said, language, self._city)
        readable = [term for term in parts.terms if any(script(stem) in self._known.scripts for stem in term)]
        meant = [self._known.like(term) for term in readable]
        named = self._named(meant, parts.concepts)
        ideas = set(parts.concepts)
        if not (ideas or parts.numbers) and all(
            options.keys() & set().union(*named.values()) for options in meant
        ):
            ideas.add(concept("definition"))  # only a name was said: what is it?
        return Asked(
            wanted=(*({stem: 1.0} for stem in sorted(ideas)), *meant),
            words=frozenset(said) - self._city,
            numbers=parts.numbers,
            named=frozenset(named),
            foreign=len(readable) < len(parts.terms),
        )

    def fit(self, asked: Asked, key: str) -> Fit:
        """How well the entry fits the question."""
        profile = self._profiles[key]
        # Where the initiative is named, its name tells its entries no longer apart.
        scope = profile.initiative if profile.initiative in asked.named else None
        weights = [self._weight(options, scope) for options in asked.wanted]
        return Fit(
            coverage=_share(weights, [_best(options, profile.stems) for options in asked.wanted]),
            heading=self._heading(asked, weights, key, scope),
            literal=profile.literals.nearest(asked.words),
            about=not asked.named or profile.initiative in asked.named,
            facts=asked.facts <= profile.stems.keys() and asked.numbers <= profile.numbers,
        )

    def _heading(self, asked: Asked, weights: list[float], key: str, scope: str | None) -> float:
        """How much of the question stands in a heading of the entry, and of the heading in the question."""
        meant: dict[str, list[tuple[int, float]]] = {}
        for place, options in enumerate(asked.wanted):
            for stem, part in options.items():
                meant.setdefault(stem, []).append((place, part))
        there: dict[int, float] = {}
        met: dict[int, dict[int, float]] = {}
        holding = self._profiles[key].headings.holding
        for stem, places in meant.items():
            for number in holding.get(stem, ()):
                there[number] = there.get(number, 0.0) + self._stem_weight(stem, scope)
                best = met.setdefault(number, {})
                for place, part in places:
                    best[place] = max(part, best.get(place, 0.0))
        total, wholes = sum(weights), self._heading_weights(key, scope)
        return max(
            (
                (there[number] + sum(weights[place] * part for place, part in best.items()))
                / (total + wholes[number])
                for number, best in met.items()
            ),
            default=0.0,
        )

    def _weights_of_headings(self, key: str, scope: str | None) -> list[float]:
        headings = self._profiles[key].headings
        found = [0.0] * len(headings.sizes)
        for stem, numbers in headings.holding.items():
            for number in numbers:
                found[number] += self._stem_weight(stem, scope)
        return found

    def _weight(self, options: Options, scope: str | None) -> float:
        count, _ = self._counts[scope]
        nearest = max(options, key=lambda stem: (options[stem], count[stem]), default="")
        known = options.get(nearest, 0.0)
        return known * self._stem_weight(nearest, scope) + (1 - known) * self._stem_weight("", scope)

    def _weight_of_stem(self, stem: str, scope: str | None) -> float:
        """How much a word tells: the rarer the more, and the most if nobody knows it."""
        count, entries = self._counts[scope]
        weight = max(math.log((entries + 1) / (count[stem] + 0.5)), 0.01)
        return weight * _CONCEPT_WEIGHT if stem in concepts() else weight

    def _joined(self, said: list[str], language: str) -> list[str]:
        """The words, those put together that only the entries write as one: task force, taskforce."""
        joined: list[str] = []
        for word in said:
            before = joined[-1] if joined and not {word, joined[-1]} & filling() else ""
            apart = stems(before, language) & self._known.stems and stems(word, language) & self._known.stems
            if before and not apart and stems(before + word, language) & self._known.stems:
                joined[-1] = before + word
            else:
                joined.append(word)
        return joined

    def _profile(self, entry: Entry) -> _Profile:
        found: dict[str, float] = {}
        headings: list[frozenset[str]] = []
        numbers: set[str] = set()
        for version in entry.versions.values():
            rest = f"{version.more or ''} {version.context}"
            for text, worth in ((version.question, 1.0), (version.text, 0.9), (rest, _IN_MORE)):
                parts = take_apart(words(text), version.language, self._city)
                numbers |= parts.numbers
                for stem in parts.stems:
                    value = _CONCEPT_IN_TEXT if worth < 1 and stem in concepts() else worth
                    found[stem] = max(found.get(stem, 0.0), value)
            headings.append(take_apart(words(version.question), version.language, self._city).stems)
        if numbers:
            found.setdefault(concept("many"), _CONCEPT_IN_TEXT)
        literals = [frozenset(words(version.question)) - self._city for version in entry.versions.values()]
        for language, questions in entry.asked.items():
            for question in questions:
                parts = take_apart(words(question), language, self._city)
                for stem in parts.stems:
                    found.setdefault(stem, _IN_ASKED)
                headings.append(parts.stems)
                literals.append(frozenset(words(question)) - self._city)
        return _Profile(entry.initiative, found, _Sets(headings), _Sets(literals), frozenset(numbers))

    def _add_unused_names(self) -> None:
        """A name that no text of its initiative uses says as little about one entry as one that all of them
        use: every entry gets it."""
        for initiative, name in self._aliases:
            own = [profile for profile in self._profiles.values() if profile.initiative == initiative]
            unused = name.stems.difference(*(profile.stems for profile in own))
            for profile in own:
                profile.stems.update(dict.fromkeys(unused, 1.0))

    def _read_aliases(self, knowledge: Knowledge) -> Iterator[tuple[str, Parts]]:
        for initiative in knowledge.initiatives.values():
            for language, title in initiative.titles.items():
                for name in (title, *initiative.aliases.get(language, ())):
                    parts = take_apart(words(re.sub(r"\(.*?\)", "", name)), language, self._city)
                    if parts.terms:  # "volunteering" alone names no initiative
                        yield initiative.id, parts

    def _named(self, meant: Sequence[Options], ideas: frozenset[str]) -> dict[str, frozenset[str]]:
        """The initiatives of which a whole name stands in the question, typing errors allowed, and the stems
        of those names."""
        near = {stem for options in meant for stem in options}
        begun = {number for stem in near for number in self._begins.holding.get(stem, ())}
        found: dict[str, frozenset[str]] = {}
        for initiative, name in (self._aliases[number] for number in sorted(begun)):
            if name.concepts <= ideas and all(term & near for term in name.terms):
                found[initiative] = found.get(initiative, frozenset()) | name.stems
        return found


def _best(options: Options, there: Options) -> float:
    return max((part * there.get(stem, 0.0) for stem, part in options.items()), default=0.0)


def _share(weights: Sequence[float], met: Sequence[float]) -> float:
    total = sum(weights)
    return sum(weight * part for weight, part in zip(weights, met, strict=True)) / total if total else 1.0


def _counts(profiles: Iterable[_Profile]) -> tuple[Counter[str], int]:
    """In how many entries each stem stands; a concept counts where it stands in the heading."""
    count: Counter[str] = Counter()
    entries = 0
    for profile in profiles:
        entries += 1
        count.update(stem for stem, worth in profile.stems.items() if worth == 1 or stem not in concepts())
    return count, entries
