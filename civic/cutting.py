"""Cutting long texts where a reader pauses: after a paragraph, a line, a sentence, or at least a word."""

import re
from bisect import bisect_right
from collections.abc import Callable

from civic.people import utf16_length

Length = Callable[[str], int]
"""How long a text is; never less than its characters, and never less for a longer beginning."""

_ENDS = (
    re.compile(r"(?=\n\s*\n)"),
    re.compile(r"(?=\n)"),
    # Neither an initial ("z. B.") nor a number ("5. Dezember") ends a sentence.
    re.compile(r"(?<!\b[^\W\d_])(?<!\d)[.!?…؟۔。]+[\"'»“”’)\]]*(?=\s)"),
    re.compile(r"(?=\s)"),
)
_EMPTIEST = 0.4  # of the room, before a worse place for the cut is taken
# A direction mark and an isolate around a line of a right-to-left language.
_MARKS = 3
# In a line with letters of such a language: an isolate around a number, an address.
_RUN_MARKS = 2
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
_RUN = re.compile(r"\d+|@|://")


def cut(text: str, limit: int, length: Length = len) -> tuple[str, str]:
    """The beginning that takes at most `limit`, and the rest, which is empty where all of it fits."""
    text = text.strip()
    if length(text) <= limit:
        return text, ""
    end = _end(text, limit, length)
    return text[:end].rstrip(), text[end:].lstrip()


def pieces(text: str, limit: int, first: int | None = None, length: Length = len) -> list[str]:
    """The text in order, in pieces of at most `limit` (the first one of at most `first`); nothing is lost."""
    found: list[str] = []
    left = text.strip()
    while left:
        room = limit if found or first is None else first
        piece, left = cut(left, room, length)
        found.append(piece)
    return found


def message_length(text: str) -> int:
    """UTF-16 units that a text takes in a message, with room for the marks of its lines."""
    runs = len(_RUN.findall(text)) if _RIGHT_TO_LEFT.search(text) else 0
    return utf16_length(text) + _MARKS * (text.count("\n") + 1) + _RUN_MARKS * runs


def _end(text: str, limit: int, length: Length) -> int:
    """Where to cut: the last end that fits, of the best kind that does not leave the piece too empty."""
    # Whoever counts more than characters has room for fewer; one is always taken, so that it ends.
    most = max(1, bisect_right(range(limit + 1), limit, key=lambda place: length(text[:place])) - 1)
    start = text[: most + 1]
    for kind in _ENDS:
        places = [found.end() for found in kind.finditer(start)]
        fitting = [place for place in places if _EMPTIEST * most <= place <= most]
        if fitting:
            return fitting[-1]
    return most
