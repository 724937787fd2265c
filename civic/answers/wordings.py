"""Wordings of many languages found in a message at once, and which languages they belong to.

A star at a word's end or beginning stands for any letters, a star alone for up to four words. Nothing is
compiled: twelve languages of wordings are ready in milliseconds, and a message costs a look-up per word.
"""

import functools
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from civic.answers.text import clean, fold, without_apostrophes, word_lists, words

_GAP = "*"
_GAP_WORDS = 4
_REACH = 12  # words from the first of a wording to its last
_TYPO_LENGTH = 8  # a shorter word is too often one letter away from another one
_LONGEST_WORD = 24
_UMLAUT = re.compile(r"([aou])e")  # ueberfallen, moechte
_RUN = re.compile(r"([^\W\d_])\1+")  # hilfeeee, bewustlos
_LITERAL = {"harmless", "past", "subject"}  # an error in these must not hide a danger
_SIGNS = re.compile(r"[^\w*,]|_")
_JOINED = {"مي", "نمي"}  # Persian: written apart, together, or with an invisible joiner between
_ARTICLE = "ال"


Found: TypeAlias = Mapping[str, tuple[str, ...]]
"""The kinds that were found, each with the languages of the wordings."""


@dataclass(frozen=True, slots=True)
class _Wording:
    pieces: tuple[str, ...]
    kind: str
    language: str


class Wordings:
    """Wordings of several kinds and languages as a table over their first words. In a long word of a
    `forgiving` kind one letter may be wrong."""

    def __init__(
        self, lists: Mapping[str, Mapping[str, Iterable[str]]], forgiving: Container[str] = ()
    ) -> None:
        self._exact: dict[str, list[_Wording]] = {}
        self._beginnings: dict[str, list[_Wording]] = {}
        self._loose: list[_Wording] = []
        self._lengths: dict[str, set[int]] = {}
        for kind, by_language in lists.items():
            for language, phrases in by_language.items():
                for phrase in _folded(",".join(phrases)).split(","):
                    self._add(_Wording(_pieces(phrase), kind, language))
        self._typos = self._read_typos(forgiving)

    def find(self, said: list[str]) -> Found:
        """The kinds of the wordings that stand somewhere in a message, given as by `spoken`."""
        found = [one for at in range(len(said)) for one, _ in self._starting(said, at)]
        if self._typos:
            corrected = [self._corrected(word) for word in said]
            changed = [at for at, word in enumerate(said) if corrected[at] != word]
            near = {at for place in changed for at in range(max(0, place - _REACH), place + 1)}
            found += [one for at in near for one, _ in self._starting(corrected, at)]
        return _grouped(found)

    def whole(self, said: list[str]) -> Found:
        """The kinds of which the message is a wording and nothing else."""
        return _grouped([one for one, ends in self._starting(said, 0) if len(said) in ends] if said else [])

    def covered(self, said: list[str], kinds: Iterable[str]) -> set[int]:
        """The positions of words that belong to a wording of these kinds."""
        every = ((at, one, ends) for at in range(len(said)) for one, ends in self._starting(said, at))
        spans = (range(at, max(ends)) for at, one, ends in every if one.kind in kinds)
        return {place for span in spans for place in span}

    def _add(self, one: _Wording) -> None:
        if not one.pieces:
            return
        first = one.pieces[0]
        if first.startswith("*"):
            self._loose.append(one)
        elif first.endswith("*"):
            self._beginnings.setdefault(first[:-1], []).append(one)
            self._lengths.setdefault(first[:2].rstrip("*"), set()).add(len(first) - 1)
        else:
            self._exact.setdefault(first, []).append(one)

    def _starting(self, said: list[str], at: int) -> Iterator[tuple[_Wording, set[int]]]:
        for one in self._candidates(said[at]):
            ends = _ends(one.pieces, said, at)
            if ends:
                yield one, ends

    def _candidates(self, word: str) -> Iterator[_Wording]:
        yield from self._exact.get(word, ())
        for beginning in {word[:1], word[:2]}:
            for length in self._lengths.get(beginning, ()):
                yield from self._beginnings.get(word[:length], ())
        yield from self._loose

    def _read_typos(self, forgiving: Container[str]) -> dict[str, str]:
        """Long words, by themselves with any one letter left out; a typing error leaves one of these."""
        every = chain(*self._exact.values(), *self._beginnings.values(), self._loose)
        pieces = [(piece.strip("*"), one.kind in forgiving) for one in every for piece in one.pieces]
        known = {piece for piece, _ in pieces}
        return {
            short: word
            for word in sorted({piece for piece, forgives in pieces if forgives}, reverse=True)
            if _TYPO_LENGTH <= len(word) <= _LONGEST_WORD
            for short in (word, *_shorter(word))
        } | {word: word for word in known}

    def _corrected(self, word: str) -> str:
        if word in self._typos:
            return self._typos[word]
        if not _TYPO_LENGTH - 1 <= len(word) <= _LONGEST_WORD + 1:
            return word
        meant = (self._typos.get(short, "") for short in _shorter(word))
        return next((known for known in meant if known[:1] == word[0]), word)


def _grouped(found: Iterable[_Wording]) -> Found:
    grouped: dict[str, tuple[str, ...]] = {}
    for one in found:
        before = grouped.get(one.kind, ())
        if one.language not in before:
            grouped[one.kind] = (*before, one.language)
    return grouped


def spoken(text: str, limit: int) -> list[str]:
    """The words of a message as wordings are compared: folded, spelling habits evened out."""
    return _even(words(clean(text, limit)))


def _even(said: Iterable[str]) -> list[str]:
    evened: list[str] = []
    for word in said:
        if evened and evened[-1] in _JOINED:
            evened[-1] += _even_word(word)
        else:
            evened.append(_even_word(word))
    return evened


@functools.lru_cache(maxsize=20_000)
def _even_word(word: str) -> str:
    if word.isascii():
        return _UMLAUT.sub(r"\1", _RUN.sub(r"\1", word))
    if word.startswith(_ARTICLE) and len(word) > len(_ARTICLE) + 2:
        word = word[len(_ARTICLE) :]
    return _RUN.sub(r"\1", word)


def _pieces(phrase: str) -> tuple[str, ...]:
    """The pieces of a wording whose signs are spaces already."""
    found = [_even_piece(piece) for piece in phrase.split()]
    while found and found[-1] == _GAP:  # what follows the last word is open anyway
        found.pop()
    return tuple(found if _JOINED.isdisjoint(found) else _joined(found))


def _even_piece(piece: str) -> str:
    if "*" not in piece:
        return _even_word(piece)
    start, end = ("*" if star else "" for star in (piece.startswith("*"), piece.endswith("*")))
    inner = piece.strip("*")
    return f"{start}{_even_word(inner)}{end}" if inner else _GAP


def _joined(pieces: list[str]) -> Iterator[str]:
    before = ""
    for piece in pieces:
        if piece in _JOINED:
            before = piece
            continue
        yield before + piece
        before = ""
    if before:
        yield before


def _ends(pieces: tuple[str, ...], said: list[str], at: int) -> set[int]:
    """Where the wording may end that starts there; all ways at once, so that gaps cost no more than words."""
    places = {at}
    for piece in pieces:
        if piece == _GAP:
            places = {place + skip for place in places for skip in range(_GAP_WORDS + 1)}
        else:
            places = {place + 1 for place in places if place < len(said) and _fits(piece, said[place])}
        if not places:
            break
    return places


def _fits(piece: str, word: str) -> bool:
    if piece[0] == "*":
        return piece[1:-1] in word if piece[-1] == "*" else word.endswith(piece[1:])
    return word.startswith(piece[:-1]) if piece[-1] == "*" else piece == word


def _shorter(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


@functools.cache
def wordings(file: str) -> Wordings:
    """All wordings of a data file: `phrases`, `intents`, or `danger`, which forgives typing errors."""
    lists = word_lists(file)
    return Wordings(lists, lists.keys() - _LITERAL if file == "danger" else ())


def _folded(phrases: str) -> str:
    """Wordings with commas between, folded all at once, which takes a tenth of the time of one by one."""
    return _SIGNS.sub(" ", without_apostrophes(fold(phrases)))
