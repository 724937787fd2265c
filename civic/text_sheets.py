"""A sheet: the texts of an announcement, an event or an answer, with one column of them per language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from civic.event_texts import TextState
from civic.people import cleaned, cleaned_lines, utf16_length

Values = Mapping[str, str]
"""The texts of one language by the names of their fields."""


class SheetKind(StrEnum):
    """What the texts belong to."""

    ANNOUNCEMENT = "announcement"
    EVENT = "event"
    ENTRY = "entry"


@dataclass(frozen=True)
class SheetKey:
    """Which announcement, event or answer."""

    kind: SheetKind
    id: int


@dataclass(frozen=True)
class SheetField:
    """One text of each language; `limit` in UTF-16 units. `lines`: it may have several. `needed`: a language
    without it cannot be kept. The main language's text shows what a field without a name of its own is."""

    name: str
    limit: int
    lines: bool = False
    needed: bool = False

    def cleaned(self, text: str) -> str:
        """A text as it may be kept; what is too long stays too long, so that it can be refused."""
        return cleaned_lines(text, 2 * self.limit) if self.lines else cleaned(text, 2 * self.limit)


@dataclass(frozen=True)
class Sheet:
    """All texts as they are kept. `language` is the main one, `source` the fingerprint of its texts.

    `live`: residents see at once what is saved. `open`: something can still be changed. `limit`: how long the
    whole message may be, in UTF-16 units.
    """

    key: SheetKey
    language: str
    fields: tuple[SheetField, ...]
    texts: Mapping[str, Values]
    states: Mapping[str, TextState]
    source: str
    limit: int
    live: bool = False
    open: bool = True

    def values(self, language: str) -> dict[str, str]:
        """The texts of a language, with an empty one for each field that it lacks."""
        known = self.texts.get(language, {})
        return {field.name: known.get(field.name, "") for field in self.fields}

    def state(self, language: str) -> TextState:
        """How the texts of a language stand to the main ones."""
        return self.states.get(language, TextState.MISSING)

    def read(self, values: Values) -> dict[str, str]:
        """What somebody typed, cleaned; unknown fields are left out."""
        return {field.name: field.cleaned(values.get(field.name, "")) for field in self.fields}


@dataclass(frozen=True)
class Written:
    """The texts of one language as somebody wrote them.

    `of` is the fingerprint of the main texts they were shown, `base` the stamp of the kept texts of this
    language, so that nothing is overwritten unseen. `by` None: a volunteer.
    """

    language: str
    values: Values
    of: str
    base: str
    by: int | None


@dataclass(frozen=True)
class Flaw:
    """Why a text cannot be kept: with `length` it is too long, without it is missing."""

    field: SheetField
    length: int = 0


def stamp(values: Values) -> str:
    """Sixteen hexadecimal digits that change when one of the texts does."""
    content = json.dumps({name: text for name, text in values.items() if text}, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def is_empty(values: Values) -> bool:
    """Whether there is no text at all."""
    return not any(values.values())


def flaws(sheet: Sheet, language: str, values: Values) -> list[Flaw]:
    """What keeps texts from being saved. A translation may be emptied as a whole, the main text may not."""
    if is_empty(values) and language != sheet.language:
        return []
    found = []
    for field in sheet.fields:
        length = utf16_length(values[field.name])
        if length > field.limit:
            found.append(Flaw(field, length))
        elif not length and field.needed:
            found.append(Flaw(field))
    return found
