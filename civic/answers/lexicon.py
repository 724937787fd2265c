"""Labelled phrases, found in a message of folded words in one pass, however many phrases there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from civic.answers.text import fold, words


@dataclass(frozen=True, slots=True)
class Mark:
    """A label, and the words from `first` to before `end` that carry it."""

    label: str
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word of a phrase; any letters may precede or follow it where it is open."""

    text: str
    open_start: bool
    open_end: bool

    def fits(self, word: str) -> bool:
        if self.open_start:
            return self.text in word if self.open_end else word.endswith(self.text)
        return word.startswith(self.text) if self.open_end else word == self.text


@dataclass(frozen=True, slots=True)
class _Phrase:
    label: str
    pieces: tuple[_Piece, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """The longer of two phrases at one place counts."""
        return len(self.pieces), sum(len(piece.text) for piece in self.pieces)


class Lexicon:
    """Phrases with their labels. `stop` is a word, `anmeld*` a beginning, `*feuer` an end, `*` any word, but
    not the first; at each place of a message the longest phrase counts."""

    def __init__(self, labelled: Iterable[tuple[str, str]]) -> None:
        phrases = {_Phrase(label, _pieces(phrase)) for label, phrase in labelled}
        # The label breaks ties, so that every process finds the same.
        ordered = sorted(phrases, key=lambda one: (*one.rank, one.label), reverse=True)
        self._whole: dict[str, list[_Phrase]] = {}
        self._beginnings: dict[str, list[_Phrase]] = {}
        self._ends: dict[str, list[_Phrase]] = {}
        for phrase in ordered:
            first = phrase.pieces[0]
            if first.open_start and first.open_end:
                raise ValueError(f"a phrase cannot begin with a word that is open on both sides: {phrase}")
            index = self._ends if first.open_start else self._beginnings if first.open_end else self._whole
            index.setdefault(first.text, []).append(phrase)

    def marks(self, said: list[str]) -> Iterator[Mark]:
        """What is found in a message of folded words, in its order, without overlaps."""
        message = [without_stroke(word) for word in said]
        place = 0
        while place < len(message):
            found = self._at(message, place)
            if found is None:
                place += 1
                continue
            end = place + len(found.pieces)
            yield Mark(found.label, place, end)
            place = end

    def _at(self, message: list[str], place: int) -> _Phrase | None:
        fitting = (one for one in self._candidates(message[place]) if _fits(one, message, place))
        return max(fitting, key=lambda one: (*one.rank, one.label), default=None)

    def _candidates(self, word: str) -> Iterator[_Phrase]:
        yield from self._whole.get(word, ())
        for length in range(len(word) + 1):
            yield from self._beginnings.get(word[:length], ())
            yield from self._ends.get(word[length:], ())


def without_stroke(text: str) -> str:
    """Polish as it is written without its own keyboard; folding leaves this letter alone."""
    return text.replace("ł", "l")


def _fits(phrase: _Phrase, message: list[str], place: int) -> bool:
    there = message[place : place + len(phrase.pieces)]
    return len(there) == len(phrase.pieces) and all(
        piece.fits(word) for piece, word in zip(phrase.pieces, there, strict=True)
    )


def _pieces(phrase: str) -> tuple[_Piece, ...]:
    pieces: list[_Piece] = []
    for raw in without_stroke(fold(phrase)).split():
        own = words(raw.strip("*")) or [""]
        last = len(own) - 1
        pieces += (
            _Piece(word, raw.startswith("*") and number == 0, raw.endswith("*") and number == last)
            for number, word in enumerate(own)
        )
    return tuple(pieces)
