"""What the words of a question say about events: times, what is asked, and what events are restricted to."""

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from civic.answers.lexicon import Lexicon, Mark, without_stroke
from civic.answers.text import word_lists, words
from civic.answers.vocabulary import filling

Lists: TypeAlias = Mapping[str, Mapping[str, list[str]]]

SPANS = (
    "today",
    "tonight",
    "tomorrow",
    "day_after",
    "weekend",
    "next_weekend",
    "this_week",
    "next_week",
    "this_month",
    "next_month",
)
FIELDS = (
    "when",
    "where",
    "cost",
    "seats",
    "spoken",
    "step_free",
    "register",
    "takes_place",
    "organiser",
    "length",
)
AUDIENCES = ("children", "youth", "women", "families", "seniors", "newcomers", "workshop", "music")
_ASKING = ("events", "on", "anything", "next", "all", "past", "about", "free", "not_free")


@dataclass(frozen=True, slots=True)
class Words:
    """A message taken apart. `rest` are the places of words that no label and no filling explains."""

    said: list[str]
    times: tuple[Mark, ...]
    asking: frozenset[str]
    fields: frozenset[str]
    topics: frozenset[str]
    languages: frozenset[str]
    rest: tuple[int, ...]

    @property
    def unexplained(self) -> list[str]:
        """The words in `rest`."""
        return [self.said[place] for place in self.rest]


def take_apart(said: list[str], ignored: frozenset[str] = frozenset()) -> Words:
    """What folded words say about events; `ignored` are words that say nothing here, the city's name."""
    times, asking, fields, topics, languages = (
        tuple(_lexicon(group).marks(said)) for group in ("times", "asking", "fields", "topics", "in_language")
    )
    explained = {place for mark in (*times, *asking, *fields, *topics, *languages) for place in _places(mark)}
    rest = (
        place
        for place, word in enumerate(said)
        if place not in explained and word not in ignored and not is_generic(word) and not word[0].isdigit()
    )
    return Words(
        said, times, _labels(asking), _labels(fields), _labels(topics), _labels(languages), tuple(rest)
    )


@functools.lru_cache(maxsize=5_000)
def topics_of(text: str) -> frozenset[str]:
    """Whom or what a text of an event is about, as far as there is a label for it."""
    said = words(text)
    return _labels([*_lexicon("topics").marks(said), *_lexicon("compounds").marks(said)])


def is_generic(word: str) -> bool:
    """Whether a word names no event in particular, in any language."""
    return word in filling() or without_stroke(word) in _filling()


def _labels(marks: Iterable[Mark]) -> frozenset[str]:
    return frozenset(mark.label for mark in marks)


def _places(mark: Mark) -> range:
    return range(mark.first, mark.end)


@functools.cache
def _lexicon(group: str) -> Lexicon:
    lists = word_lists("event_words")
    if group in ("in_language", "compounds"):
        return Lexicon(_each(lists[group]))
    if group == "times":
        kinds = (*SPANS, "evening", "no_time")
        counted = [*_numbered(lists["weekdays"], "day"), *_numbered(lists["months"], "month")]
        return Lexicon([*_of_kinds(lists, kinds), *counted])
    return Lexicon(_of_kinds(lists, {"asking": _ASKING, "fields": FIELDS, "topics": AUDIENCES}[group]))


def _of_kinds(lists: Lists, kinds: Iterable[str]) -> Iterator[tuple[str, str]]:
    return ((kind, phrase) for kind in kinds for phrases in lists[kind].values() for phrase in phrases)


def _each(by_label: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    return ((label, phrase) for label, phrases in by_label.items() for phrase in phrases)


def _numbered(by_language: Mapping[str, list[str]], name: str) -> Iterator[tuple[str, str]]:
    """`day:0` is Monday, `month:0` is January."""
    for phrases in by_language.values():
        for number, alternatives in enumerate(phrases):
            for phrase in alternatives.split("/"):
                yield f"{name}:{number}", phrase


@functools.cache
def _filling() -> frozenset[str]:
    lists = word_lists("event_words")["filling"].values()
    return frozenset(without_stroke(word) for found in lists for phrase in found for word in words(phrase))
