"""A translator that cannot lose names: they leave a text before it is translated and come back afterwards."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civic.kept_facts import ADDRESS, PLACEHOLDER
from civic.translations import Draft, NoDraft

if TYPE_CHECKING:
    from civic.glossary import Glossary
    from civic.translations import Translator

# Translation servers leave alone what looks like a part number.
_TOKEN = re.compile(r"ZX\s?(\d{1,3})\s?QZ", re.IGNORECASE)


@dataclass(frozen=True)
class ProtectingTranslator:
    """Implements `civic.translations.Translator` on top of another. Placeholders and addresses stay, too."""

    translator: Translator
    glossary: Glossary

    async def translate(self, text: str, source: str, target: str) -> Draft | NoDraft:
        """The text in another language; the draft says which names did not come back."""
        masked, names = self._masked(text, target)
        found = await self.translator.translate(masked, source, target)
        if isinstance(found, NoDraft) or not names:
            return found
        back: set[int] = set()

        def name_again(token: re.Match[str]) -> str:
            number = int(token[1])
            if number >= len(names):
                return ""
            back.add(number)
            return names[number]

        restored = _TOKEN.sub(name_again, found.text)
        lost = [name for number, name in enumerate(names) if number not in back and name not in restored]
        return replace(found, text=restored, lost=tuple(dict.fromkeys(lost)))

    def _masked(self, text: str, target: str) -> tuple[str, list[str]]:
        """The text with a token for each name, and the names; as it is where somebody writes like a token."""
        if _TOKEN.search(text):
            return text, []
        spans = [(match.span(), match[0]) for kind in (ADDRESS, PLACEHOLDER) for match in kind.finditer(text)]
        spans += [(match.span(), term.in_language(target)) for match, term in self.glossary.found(text)]
        pieces: list[str] = []
        names: list[str] = []
        end = 0
        for (first, last), name in sorted(spans, key=lambda one: (one[0][0], -one[0][1])):
            if first >= end and len(names) < 1000:
                pieces.append(f"{text[end:first]}ZX{len(names)}QZ")
                names.append(name)
                end = last
        return "".join([*pieces, text[end:]]), names
