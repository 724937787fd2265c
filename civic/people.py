"""What people type into forms: names, numbers, short texts. Cleaned once, here."""

import re
import unicodedata

from civic.time import to_ascii_digits
from civic.typed_answers import read_count

_SPACES = re.compile(r"\s+")
_LETTER = re.compile(r"[^\W\d_]")
_SHORT = 4
# They take no room, so nothing stands in their place: U+202E in the middle of a name leaves one word.
_DIRECTION_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def cleaned(text: str, limit: int) -> str:
    """One line without control characters or direction overrides, cut to `limit` characters."""
    text = _DIRECTION_MARKS.sub("", unicodedata.normalize("NFC", text))
    visible = "".join(c if _is_visible(c) else " " for c in text)
    return _SPACES.sub(" ", visible).strip()[:limit].rstrip()


def cleaned_lines(text: str, limit: int) -> str:
    """Several lines, each cleaned, with at most one empty line between two."""
    kept = "\n".join(cleaned(line, limit) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", kept).strip()[:limit].rstrip()


def read_name(text: str, limit: int) -> str | None:
    """A person's name with at least one letter; None where there is none."""
    name = cleaned(text, limit)
    return name if _LETTER.search(name) else None


def read_number(text: str, most: int) -> int | None:
    """A whole number from 1 to `most` in digits of any script, or as a word up to six; else None."""
    word = to_ascii_digits(cleaned(text, 40))
    if not (word.isascii() and word.isdigit()):
        return read_count(text, most)
    return int(word) if 1 <= int(word) <= most else None


def read_people(text: str, most: int) -> int | None:
    """The same for a number of people: "2 Personen" and "wir sind 3" hold it, too."""
    number = read_number(text, most)
    said = to_ascii_digits(cleaned(text, 40)).split()
    digits = [word for word in said if any(map(str.isdecimal, word))]
    if number is not None or len(said) > _SHORT or len(digits) != 1:
        return number
    return read_number(digits[0], most)


def utf16_length(text: str) -> int:
    """The length of a text as messengers count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_visible(character: str) -> bool:
    # Cf holds the direction overrides; joiners of Persian and Indic scripts are kept.
    return character in "\u200c\u200d" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
