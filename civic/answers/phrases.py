"""Phrases with wildcards, looked for in folded words: `stop`, `anmeld*` (any ending), `*feuer` (any
beginning), `haus * brennt` (up to four words between)."""

import re
from collections.abc import Iterable, Iterator, Mapping

from civic.answers.text import fold, words

_GAP = r"((?:\w+ ){0,4})"


class Phrases:
    """Some phrases as one pattern over the words of a message."""

    def __init__(self, phrases: Iterable[str]) -> None:
        patterns = sorted({_pattern(phrase) for phrase in phrases} - {""}, key=len, reverse=True)
        alternatives = "|".join(patterns) or r"(?!)"
        self._somewhere = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")
        self._whole = re.compile(rf"(?:{alternatives})")

    @classmethod
    def of_languages(cls, by_language: Mapping[str, Iterable[str]]) -> "Phrases":
        """The phrases of all languages together: nobody says which language a message is in."""
        return cls(phrase for phrases in by_language.values() for phrase in phrases)

    def found_in(self, message: list[str]) -> bool:
        """Whether one of them stands in the message."""
        return self._somewhere.search(" ".join(message)) is not None

    def positions(self, message: list[str]) -> Iterator[int]:
        """The positions of the words that belong to a phrase; words in its gap do not."""
        start = 0
        found = list(self._somewhere.finditer(" ".join(message)))
        for position, word in enumerate(message if found else ()):
            if any(_inside(start, match) for match in found):
                yield position
            start += len(word) + 1

    def is_whole(self, message: list[str]) -> bool:
        """Whether the message is one of them and nothing else."""
        return self._whole.fullmatch(" ".join(message)) is not None


def _inside(place: int, match: re.Match[str]) -> bool:
    whole, *gaps = match.regs
    return whole[0] <= place < whole[1] and not any(first <= place < last for first, last in gaps)


def _pattern(phrase: str) -> str:
    pieces = fold(phrase).split()
    if pieces[-1] == "*":  # what follows the last word is open anyway
        pieces.pop()
    return " ".join(map(_piece, pieces)).replace(f"{_GAP} ", _GAP)


def _piece(piece: str) -> str:
    if piece == "*":
        return _GAP
    start, end = (r"\w*" if star else "" for star in (piece.startswith("*"), piece.endswith("*")))
    # Words with a hyphen or an apostrophe are several words of a message.
    return start + re.escape(" ".join(words(piece.strip("*")))) + end
