"""Reading files of others with suspicion: size, encoding, and characters that have no place in a text."""

import unicodedata
from pathlib import Path

SIZE_MAX = 20_000_000
_KEPT = {"\n", "\u200c", "\u200d"}  # Persian and Arabic words need the joiners


class SourceFault(Exception):
    """What was read cannot be used. The text is one line that begins with the file or address."""


def read_file(path: Path) -> str:
    """A text file in UTF-8, with or without a byte order mark, of at most 20 MB. SourceFault otherwise."""
    try:
        with path.open("rb") as file:
            raw = file.read(SIZE_MAX + 1)
    except OSError as failure:
        raise SourceFault(f"{path}: cannot be read: {failure.strerror or failure}") from failure
    return decoded(raw, str(path))


def decoded(raw: bytes, name: str) -> str:
    """Bytes as text. SourceFault where they are too many or no UTF-8."""
    if len(raw) > SIZE_MAX:
        raise SourceFault(f"{name}: larger than {SIZE_MAX // 1_000_000} MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        line = raw[: failure.start].count(b"\n") + 1
        raise SourceFault(f"{name}:{line}: not UTF-8 text") from failure


def plain_lines(text: str) -> str:
    """The text without controls, direction marks and lone surrogates; spaces and blank lines made single."""
    lines = [" ".join(map(_without_controls, line.split())) for line in text.splitlines()]
    return "\n".join(line for line in (line.strip() for line in lines) if line)


def plain_line(text: str) -> str:
    """The same on one line."""
    return " ".join(plain_lines(text).split("\n"))


def _without_controls(word: str) -> str:
    return "".join(char for char in word if char in _KEPT or unicodedata.category(char) not in _UNWANTED)


_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
