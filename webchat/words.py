"""The page as it is sent: in the language a browser asks for, with its own words beside it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeAlias

from aiohttp import web

from webchat import visits

PAGE = Path(__file__).parent / "static" / "index.html"
TAGS = 10  # of a header that anybody can make longer


@dataclass(frozen=True)
class PageWords:
    """The page's own words in one language.

    `language` is its BCP 47 tag, `direction` is "ltr" or "rtl"; `languages` are all: (tag, own name).
    """

    language: str
    direction: str
    texts: Mapping[str, str]
    languages: Sequence[tuple[str, str]]

    def as_json(self) -> dict[str, object]:
        """As the page's script reads them."""
        return {
            "language": self.language,
            "direction": self.direction,
            "texts": dict(self.texts),
            "languages": [list(one) for one in self.languages],
        }


WordsFor: TypeAlias = Callable[[Sequence[str]], PageWords]
"""The words for whoever prefers languages in this order (tags as they come, known or not)."""


def page_with(words: PageWords, imprint: str) -> str:
    """The page's HTML. Its words are data, not script, so the policy against scripts in the page stays."""
    data = json.dumps(words.as_json() | {"imprint": imprint}, ensure_ascii=False).replace("<", "\\u003c")
    head, _, body = _template().partition("<!--words-->")
    head = head.replace(
        '<html lang="de" dir="ltr">', f'<html lang="{words.language}" dir="{words.direction}">'
    )
    return f'{head}<script type="application/json" id="words">{data}</script>{body}'


@cache
def _template() -> str:
    return PAGE.read_text("utf-8")


def accepted_languages(request: web.Request) -> list[str]:
    """The tags of a browser's Accept-Language header, the preferred ones first; empty if it names none."""
    ranked: list[tuple[float, str]] = []
    for part in request.headers.get("Accept-Language", "").split(",")[:TAGS]:
        tag, _, parameters = part.partition(";")
        language = visits.language_tag(tag.strip())
        weight = _weight(parameters)
        if language and weight > 0:
            ranked.append((-weight, language))
    return [language for _, language in sorted(ranked, key=lambda one: one[0])]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
