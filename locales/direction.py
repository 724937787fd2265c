"""Which way a text runs: the marks that keep order where a line from right to left holds something else."""

import functools
import re
import unicodedata

FSI, LRI, PDI, RLM = "\u2068", "\u2066", "\u2069", "\u200f"
_ISOLATES = dict.fromkeys(map(ord, FSI + LRI + PDI))
_OTHERS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2067\u200e\u200f\u061c"))

_ISOLATED = f"{LRI}\\g<0>{PDI}"
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufefc]")
_COMMAND = re.compile(r"(?<!\S)/[a-z]+")
_NOT_TEXT = re.compile(r"(\{[^}]*\}|<[^>]*>)")
_DATE = r"\d{1,2}\.\d{1,2}\.(?:\d{4})?"
_TIMES = r"\d{1,2}(?:[:.]\d\d)?(?: ?[–-] ?\d{1,2}(?:[:.]\d\d)?)?(?: Uhr)?"
# After a letter of a right-to-left script digits are ordered anew around each sign that is not a digit:
# 18:00-20:00 would end with 18:00, 16+ would begin with the plus, and a telephone number with its last part.
_RUN = re.compile(
    r"(?<![A-Za-z0-9_@#/&.:+-])(?<![A-Za-z] )(?:"
    r"https?://(?:[^\s<>\"{}]*[\w/])?"
    r"|[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]*[A-Za-z0-9]"
    rf"|{_DATE}(?: {_TIMES})?"
    r"|\+?\d{2,}(?:[ \u00a0/-]\d{2,})+"
    r"|\d+(?:(?: [–-] |, |[.,:/–-])\d+)+(?: Uhr)?"
    r"|\d+\+"
    r")(?![A-Za-z0-9+])"
)


def unmarked(text: str) -> str:
    """Without any mark of direction, for what is no longer shown by us: a file, a table."""
    return text.translate(_ISOLATES | _OTHERS)


def harmless(text: str) -> str:
    """Without marks that reach beyond the text; isolates stay where each ends in its line."""
    return "\n".join(
        line if _ends_what_it_begins(line) else line.translate(_ISOLATES)
        for line in text.translate(_OTHERS).split("\n")
    )


def right_to_left(text: str) -> str:
    """The text with a mark before each line that would otherwise be laid out from left to right."""
    return "\n".join(line if not line or _starts_rtl(line) else RLM + line for line in text.split("\n"))


def with_runs(text: str) -> str:
    """A text with what runs from left to right in its right-to-left lines isolated: times, addresses, numbers
    with signs between them."""
    return "\n".join(_RUN.sub(_ISOLATED, line) if _RTL.search(line) else line for line in text.split("\n"))


@functools.cache
def framed(template: str) -> str:
    """The same for a text with places for values and perhaps tags, and for the commands in it."""
    parts = _NOT_TEXT.split(_COMMAND.sub(_ISOLATED, template))
    return "".join(part if n % 2 else _RUN.sub(_ISOLATED, part) for n, part in enumerate(parts))


def _ends_what_it_begins(line: str) -> bool:
    depth = 0
    for character in line:
        depth += (character in (FSI, LRI)) - (character == PDI)
        if depth < 0:
            return False
    return depth == 0


def _starts_rtl(line: str) -> bool:
    return unicodedata.bidirectional(line[0]) in ("R", "AL")
