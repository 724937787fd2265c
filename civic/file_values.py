"""Values of a YAML file that a person wrote: each fault with its line, and with what was meant."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from civic.answers.content_files import Data, Fault, Value


@dataclass
class Values:
    """A file's values and the faults that were found in them."""

    data: Data
    file: str
    faults: list[Fault]

    def fault(self, message: str, *path: str) -> None:
        """Notes a fault at the line of a key, or of the nearest key above it."""
        named = ".".join(part for part in path if not part.isdecimal())
        self.faults.append(Fault(self.file, self.data.line(*path), f"{named}: {message}"))

    def unknown_keys(self, values: Mapping[str, Value], known: Collection[str], *above: str) -> None:
        """Every key that nobody knows."""
        for key in values:
            if key not in known:
                self.fault(f"unknown key{_meant(key, known)}", *above, key)

    def one_of(self, value: Value, known: Collection[str], what: str, *path: str) -> bool:
        """Whether it is a known name."""
        if isinstance(value, str) and value in known:
            return True
        there = _meant(str(value), known) or f" (there are: {', '.join(known)})"
        self.fault(f"unknown {what} {str(value)!r}{there}", *path)
        return False

    def text(self, key: str) -> str:
        """The one value of a key; empty where there is none."""
        value = self.data.values.get(key, "")
        if isinstance(value, str):
            return value.strip()
        self.fault("expected one value", key)
        return ""


def _meant(given: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(given.lower(), known, 1)
    return f", {close[0]!r} was meant?" if close else ""
