"""A city's protected names: which of them a text holds, and which a translation of it has lost."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Term:
    """A name that every translation keeps. `forms`: how it looks inflected.

    `renderings`: what a language may call it instead; the first one is what a machine's draft gets.
    """

    name: str
    forms: tuple[str, ...] = ()
    renderings: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @property
    def spellings(self) -> tuple[str, ...]:
        """The name and its forms."""
        return (self.name, *self.forms)

    def in_language(self, language: str) -> str:
        """What it is called in a language: the name itself, unless the city says otherwise."""
        return next(iter(self.renderings.get(_base(language), ())), self.name)


@dataclass(frozen=True)
class Glossary:
    """Every protected name of a city."""

    terms: tuple[Term, ...] = ()

    def used(self, text: str) -> list[Term]:
        """The terms of a text in the order in which they stand, once each."""
        return list(dict.fromkeys(term for _, term in self.found(text)))

    def found(self, text: str) -> Iterator[tuple[re.Match[str], Term]]:
        """Where they stand; of two that overlap ("Engagierte Stadt Kaiserslautern") the longer one."""
        if self._pattern is not None:
            for match in self._pattern.finditer(text):
                yield match, self._by_spelling[_normal(match[0])]

    def lost(self, original: str, translation: str, language: str) -> list[Term]:
        """The terms of an original that its translation neither keeps nor renders as the city does."""
        # Without word boundaries: Arabic joins its "and" and "in" to a name, Ukrainian inflects it.
        there = _normal(translation).casefold()

        def is_kept(term: Term) -> bool:
            accepted = (*term.spellings, *term.renderings.get(_base(language), ()))
            return any(_normal(one).casefold() in there for one in accepted)

        return [term for term in self.used(original) if not is_kept(term)]

    @cached_property
    def _by_spelling(self) -> Mapping[str, Term]:
        return {_normal(spelling): term for term in self.terms for spelling in term.spellings}

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        spellings = sorted({one for term in self.terms for one in term.spellings}, key=len, reverse=True)
        if not spellings:
            return None
        # A line may be broken inside of a name.
        either = "|".join(r"\s+".join(map(re.escape, spelling.split())) for spelling in spellings)
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)")


def _base(language: str) -> str:
    """`de-simple` has the names of German."""
    return language.partition("-")[0]


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
