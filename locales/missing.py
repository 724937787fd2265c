"""A text that a catalogue lacks: the next language has it, the reader is told so, and it is counted."""

import re
from collections import Counter
from gettext import NullTranslations

# Invisible, in case one is overlooked: before a text in another language than wanted, around the note on it.
_MARK = "\u2063"
_MARKED = re.compile(f"{_MARK}([^{_MARK}]*){_MARK}")


class Missed(NullTranslations):
    """Stands between a catalogue and the one behind it. `note`: what readers are told, in their language."""

    def __init__(self, code: str, behind: NullTranslations, note: str, missed: Counter[str]) -> None:
        super().__init__()
        self.add_fallback(behind)
        self._code = code
        self._note = note
        self._missed = missed

    def gettext(self, message: str) -> str:
        return self._noted(super().gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._noted(super().ngettext(msgid1, msgid2, n))

    def _noted(self, text: str) -> str:
        self._missed[self._code] += 1
        return f"{_MARK}{self._note}{_MARK}{without_notes(text)}"


def without_notes(text: str) -> str:
    """A text as it is to be read, where there is no room for a note."""
    return _MARKED.sub("", text) if _MARK in text else text


def note_in(text: str) -> str:
    """What to tell the reader of a message or page: that part of it is in another language; "" if none is."""
    found = _MARKED.search(text) if _MARK in text else None
    return found[1] if found else ""
