"""Whether a question names an event: by its title in any language, inflected, compounded or mistyped."""

import functools
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil

from civic.answers.event_words import is_generic
from civic.answers.text import grams, stems, words
from civic.events import Event

_PART = 0.6  # of a longer title's words
_LIKE = 0.62
_LIKE_ALONE = 0.75
_FUZZY = 4
_COMPOUND = 4
_TELLING = 10


@dataclass(frozen=True, slots=True)
class Naming:
    """How well a question names an event: part of the title's words, 0 to 1, and the places they stand at."""

    event: Event
    coverage: float
    places: frozenset[int]


def named(said: Sequence[str], events: Sequence[Event], common: Collection[str] = ()) -> list[Naming]:
    """The events that a question names best; several with the same title are all of them, in their order.

    One long word of a title is enough if it is not `common`, which are words that other answers are about.
    """
    words_said = tuple(said)
    found = [naming for event in events if (naming := _naming(words_said, event)) is not None]
    if not found:
        found = [
            naming for event in events if (naming := _by_one_word(words_said, event, common)) is not None
        ]
    best = max((naming.coverage for naming in found), default=0.0)
    return [naming for naming in found if naming.coverage >= best]


def _naming(said: tuple[str, ...], event: Event) -> Naming | None:
    best: Naming | None = None
    for title in event.titles.values():
        content = _content(title)
        hits = [_places(word, said, alone=len(content) == 1) for word in content]
        hit = [places for places in hits if places]
        needed = len(content) if len(content) <= 2 else max(2, ceil(_PART * len(content)))
        if not content or len(hit) < needed:
            continue
        coverage = len(hit) / len(content)
        if best is None or coverage > best.coverage:
            best = Naming(event, coverage, frozenset().union(*hit))
    return best


def _by_one_word(said: tuple[str, ...], event: Event, common: Collection[str]) -> Naming | None:
    for title in event.titles.values():
        content = _content(title)
        for word in content:
            places = _places(word, said, alone=True) if len(word) >= _TELLING else frozenset()
            if places and not any(said[place] in common for place in places):
                return Naming(event, 1 / len(content), places)
    return None


@functools.lru_cache(maxsize=2_000)
def _content(title: str) -> tuple[str, ...]:
    """The words of a title that set it apart; all of them where there are none."""
    every = words(title)
    telling = [word for word in every if not is_generic(word) and len(word) > 1]
    return tuple(telling or every)


def _places(word: str, said: tuple[str, ...], *, alone: bool) -> frozenset[int]:
    """Where a word of a title stands in a message: by itself, in a compound, or in two pieces."""
    lowest = _LIKE_ALONE if alone else _LIKE
    for place, other in enumerate(said):
        if _same(word, other, lowest):
            return frozenset({place})
    for place, other in enumerate(said):
        if len(word) >= _COMPOUND and word in other and not alone:
            return frozenset({place})
        if place + 1 < len(said) and _same(word, other + said[place + 1], lowest):
            return frozenset({place, place + 1})
    return frozenset()


@functools.lru_cache(maxsize=100_000)
def _same(word: str, other: str, lowest: float) -> bool:
    if word == other:
        return True
    if min(len(word), len(other)) < _FUZZY or not _may_be_same(word, other):
        return False
    if stems(word) & stems(other):
        return True
    one, two = set(grams(word, 3)), set(grams(other, 3))
    return 2 * len(one & two) / (len(one) + len(two)) >= lowest


def _may_be_same(word: str, other: str) -> bool:
    """Rules most pairs out before they are looked at closely; Arabic words may begin with an article."""
    return word[0] == other[0] or word[0] == "ا" or other[0] in "اولبك"
