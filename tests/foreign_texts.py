"""Texts of one language in the file of another, found by the detector of messages."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import chain
from pathlib import Path

from civic.answers.knowledge import load
from civic.answers.language import best_detector
from locales.catalogues import HERE, read_catalogue
from locales.checks import forms

CONTENT = HERE.parent / "content"
LEAST_WORDS = 6
# Where nothing is to be told apart by these: markup, values, addresses, commands, ids, and what is quoted
# or explained in brackets, which is German in most of these texts.
_NOT_READ = re.compile(
    r"<[^>]+>|\{[#\w-]*\}|https?://\S+|[\w.+-]+@[\w-]+\.\w+|(?<!\S)/\w+|\b[\w-]+(?:\.[\w-]+)+(?:/\S*)?"
    r"|[„“«\"][^„“”«»\"]*[“”»\"]|\([^)]*\)"
)
# Bodies whose names fill a whole line.
_BODIES = (
    "Bundesministerium für Familie, Senioren, Frauen und Jugend",
    "Deutsche Stiftung für Engagement und Ehrenamt",
)
_NO_LETTERS = re.compile(r"[\W\d_]+")


def in_catalogue(path: Path) -> Iterator[str]:
    """Every such translation of a catalogue, as `file:line: language: text`."""
    entries = (message for message in read_catalogue(path) if message.id)
    texts = ((entry.lineno, form) for entry in entries for form in forms(entry))
    yield from _foreign(path, _base(path.parent.parent.name), texts)


def in_page(path: Path) -> Iterator[str]:
    """Every such paragraph of a content page."""
    _, _, body = path.read_text("utf-8").partition("\n---\n")
    above = path.read_text("utf-8").count("\n") - body.count("\n")
    yield from _foreign(path, _base(path.stem), _paragraphs(body, above + 1))


def _paragraphs(body: str, first: int) -> Iterator[tuple[int, str]]:
    kept: list[str] = []
    for number, line in enumerate(chain(body.split("\n"), [""]), first):
        if line.strip() and not line.startswith(("#", ":", "---")):
            kept.append(line)
            continue
        if kept:
            yield number - len(kept), " ".join(kept)
            kept = []
        if line.startswith("#"):
            yield number, line


def _foreign(path: Path, base: str, texts: Iterator[tuple[int | None, str]]) -> Iterator[str]:
    for line, text in texts:
        words = _NO_LETTERS.sub(" ", _NOT_READ.sub(" ", _names().sub(" ", text))).strip()
        found = _detector()(words) if len(words.split()) >= LEAST_WORDS else None
        if found is not None and found[1] and found[0] != base:
            yield f"{path}:{line}: {found[0]}: {text}"


def _base(code: str) -> str:
    return code.partition("-")[0]


@cache
def _detector() -> Callable[[str], tuple[str, bool] | None]:
    codes = (path.parent.parent.name for path in HERE.glob("*/LC_MESSAGES/stadtbote.po"))
    return best_detector(frozenset(map(_base, codes)))


@cache
def _names() -> re.Pattern[str]:
    """What keeps its German name in every language."""
    names = {
        name
        for pack in sorted(CONTENT.glob("*/city.yaml"))
        for name in chain(
            (form for term in load(pack.parent).glossary.terms for form in (term.name, *term.forms)),
            (alias for page in pack.parent.glob("*/de.md") for alias in _aliases(page)),
        )
    }
    longest_first = sorted({*names, *_BODIES}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})")


def _aliases(page: Path) -> list[str]:
    found = re.search(r"^aliases: \[(.*)\]$", page.read_text("utf-8"), re.M)
    return [name.strip(" \"'") for name in found[1].split(",")] if found else []
