"""What people type where a form offers buttons: yes and no, a number or the words of a choice, "back"."""

import functools
import re
from collections.abc import Sequence

from civic.answers.text import clean, fold, without_apostrophes, word_lists, words

ANSWER_WORDS = 8
_MOST = 6
_NUMBER = re.compile(r"\d{1,3}")
_JOINING = re.compile(r"[,;،؛/+&\n]+|(?<=\d)و(?=\d)")
_NEGATIVE = re.compile(r"(?<!\d)[-−–]\s*\d")


def read_yes_no(text: str) -> bool | None:
    """Whether a whole message says yes or no in one of twelve languages; None where it says neither.

    "1" is yes and "2" is no: choices are numbered where they are asked for.
    """
    if is_yes(text):
        return True
    if is_no(text):
        return False
    return {1: True, 2: False}.get(read_count(text, 2) or 0)


def is_yes(text: str) -> bool:
    """Whether a whole message is a word for yes, where a number would mean something else."""
    return _means("yes", text)


def is_no(text: str) -> bool:
    """Whether a whole message is a word for no, where a number would mean something else."""
    return _means("no", text)


def is_back(text: str) -> bool:
    """Whether somebody wants to go one step back."""
    return _means("back", text)


def is_none(text: str) -> bool:
    """Whether somebody needs nothing of what was offered."""
    return _means("none", text) or _means("no", text) or _folded(text) == "0"


def is_skipped(text: str) -> bool:
    """Whether somebody leaves an optional question out."""
    return _means("skip", text)


def read_count(text: str, most: int) -> int | None:
    """A whole number from 1 to `most` in digits of any script, or as a word up to six; else None."""
    said = _folded(text)
    if _NEGATIVE.search(text):
        return None
    number = int(said) if _NUMBER.fullmatch(said) else _numbers().get(said, 0)
    return number if 1 <= number <= most else None


def same_words(text: str, label: str) -> bool:
    """Whether a whole message is the words of a label, however they are written."""
    said = _folded(text)
    return bool(said) and said == _folded(label)


def pick(text: str, labels: Sequence[str]) -> int | None:
    """The position of the one choice that is meant, by its number (counted from 1) or its words."""
    number = read_count(text, len(labels))
    said = _folded(text)
    alike = [place for place, label in enumerate(labels) if said and _folded(label) == said]
    if len(alike) == 1:
        return alike[0]
    return number - 1 if number is not None else None


def pick_several(text: str, labels: Sequence[str]) -> list[int] | None:
    """The positions of all choices meant, as in "1, 3" or "1 und 3", in the order and as often as they
    were said; None where any part is not understood."""
    whole = pick(text, labels)
    if whole is not None:
        return [whole]
    parts = _parts(text)
    found = [pick(part, labels) for part in parts]
    if not parts or None in found:
        return None
    return [place for place in found if place is not None]


def _parts(text: str) -> list[str]:
    joining = {fold(word) for words_ in word_lists("typed")["several"].values() for word in words_}
    parts: list[str] = []
    for raw in _JOINING.split(clean(text)):
        current: list[str] = []
        for word in raw.split():
            # "1 3" is two choices, "sign language" is one.
            if fold(word) in joining or (_NUMBER.fullmatch(fold(word)) and current):
                parts.append(" ".join(current))
                current = [] if fold(word) in joining else [word]
            elif current and _NUMBER.fullmatch(fold(current[-1])):
                parts.append(" ".join(current))
                current = [word]
            else:
                current.append(word)
        parts.append(" ".join(current))
    return [part for part in parts if part]


def _means(kind: str, text: str) -> bool:
    return _folded(text) in _wordings(kind)


@functools.cache
def _wordings(kind: str) -> frozenset[str]:
    every = word_lists("typed")[kind].values()
    return frozenset(_folded(wording) for wordings in every for wording in wordings)


@functools.cache
def _numbers() -> dict[str, int]:
    return {word: number for number in range(1, _MOST + 1) for word in _wordings(str(number))}


def _folded(text: str) -> str:
    return " ".join(words(without_apostrophes(fold(clean(text)))))
