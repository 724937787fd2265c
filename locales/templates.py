"""The texts in the code, each with what a translator has to know of it."""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python

from locales.catalogues import HERE

# The layers that have texts for people.
SPEAKING = (HERE.parent / "handlers", HERE.parent / "pages", HERE)
# What marks a text, and how many of its arguments are texts (one for each form of the source).
KEYWORDS = {"gettext": 1, "ngettext": 2, "label": 1, "nlabel": 2}
TAG = "TRANSLATORS:"
# UTF-16 units. A text is a part of a message (at most 4096) or of the caption of a picture (at most 1024).
BUTTON_LIMIT, TEXT_LIMIT = 30, 1000
_BUTTON = f"A button or a short label: at most {BUTTON_LIMIT} characters."
SHORT = 2  # words: a text of so few says too little by itself
_LIMIT = re.compile(r"\bat most (\d+) characters")
_NO_WORDS = re.compile(r"\{\w*\}|<[^>]*>|[\W\d_]+")


# Line, function, its literal arguments (None for any other), comments before it.
_Call: TypeAlias = tuple[int, str, str | tuple[str | None, ...] | None, list[str]]


@dataclass(frozen=True)
class _Found:
    """A text as it stands in the code. `comments`: what translators are told of it there."""

    texts: tuple[str, ...]
    function: str
    comments: Sequence[str]


@cache
def template(*folders: Path) -> Catalog:
    """Every text in the code below these folders, with its files and with comments for translators.

    Read once in a process; nobody changes it.
    """
    catalogue = Catalog(project="Stadtbote", header_comment="# Texts of Stadtbote.", fuzzy=False)
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            place = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            for found in _found_in(path):
                message = found.texts[0] if len(found.texts) == 1 else found.texts
                known = catalogue.get(message)
                about = _about(path) if known is None or not known.auto_comments else ""
                comments = _comments(found, about, in_chat=folder.name == "handlers")
                catalogue.add(message, None, [(place, 0)], auto_comments=comments)
    return catalogue


def limit(message: Message) -> int:
    """How many UTF-16 units a text of the template may have in any language: what its comments say."""
    return min([int(found) for found in _LIMIT.findall(" ".join(message.auto_comments))] or [TEXT_LIMIT])


def _found_in(path: Path) -> Iterator[_Found]:
    with path.open("rb") as file:
        # What it yields is not what its annotation says: that is of what Babel makes of it.
        calls: Iterable[_Call] = cast("Any", extract_python)(file, KEYWORDS, [TAG], {})
        for _, function, arguments, comments in calls:
            given = (arguments,) if isinstance(arguments, str) else arguments or ()
            texts = [one for one in given[: KEYWORDS[function]] if one is not None]
            if len(texts) == KEYWORDS[function]:
                yield _Found(tuple(texts), function, _joined(comments))


def _joined(comments: Sequence[str]) -> tuple[str, ...]:
    """A comment of several lines as one."""
    return (" ".join(comments).replace(TAG, "").strip(),) if comments else ()


def _comments(found: _Found, about: str, *, in_chat: bool) -> list[str]:
    """What is known of a text, in a file that is `about` something.

    Every label in the chat has to fit on a button, unless its own comment allows more.
    """
    said = list(found.comments)
    is_button = in_chat and found.function in ("label", "nlabel") and not _LIMIT.search(" ".join(said))
    if about and not said and is_short(found.texts[0]):
        said = [f"Where: {about}"]
    return [*said, *([_BUTTON] if is_button else [])]


def is_short(text: str) -> bool:
    """Whether a text has so few words that nobody can translate it without knowing where it stands."""
    return len(_NO_WORDS.sub(" ", text).split()) <= SHORT


@cache
def _about(path: Path) -> str:
    """What a file says of itself in its first line."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]
