"""What a translation lost: placeholders, web addresses, and names that stay the same in every language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from civic.glossary import Glossary
from civic.kept_facts import PLACEHOLDER
from civic.text_sheets import Values

_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:!?)]")


class Warned(StrEnum):
    """What is missing. None of it keeps a text from being saved."""

    PLACEHOLDER = "placeholder"
    ADDRESS = "address"
    TERM = "term"


@dataclass(frozen=True)
class Warning:
    """One thing that the main text has and the translation has not."""

    what: Warned
    text: str


class Check(Protocol):
    """Compares a translation with the main text."""

    def __call__(self, main: Values, values: Values, language: str) -> Sequence[Warning]:
        """What was lost; nothing for an empty translation."""


def lost(main: Values, values: Values, language: str, glossary: Glossary) -> list[Warning]:
    """What was lost in a translation into a language, the city's protected names among it."""
    said, source = "\n".join(values.values()), "\n".join(main.values())
    if not said.strip():
        return []
    found = []
    for what, pattern in ((Warned.PLACEHOLDER, PLACEHOLDER), (Warned.ADDRESS, _ADDRESS)):
        every = dict.fromkeys(pattern.findall(source))
        found += [Warning(what, one) for one in every if one not in said]
    found += [Warning(Warned.TERM, term.name) for term in glossary.lost(source, said, language)]
    return found
