"""Texts for people that stand in the code without going through a catalogue, as `file:line: text`."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from tests.architecture import Source, sources

# Where people are talked to. Of bot/ these files; the rest of it talks to operators, in English.
SPEAKING = ("handlers", "pages")
TALKING = (
    "bot/describing.py",
    "bot/page_words.py",
    "bot/return_pages.py",
    "bot/safe_answers.py",
    "bot/text_pages.py",
    "bot/unsaved.py",
    "bot/doorman.py",
    "bot/mailer.py",
)
MARKED = frozenset({"gettext", "ngettext", "label", "nlabel"})
# What is said to operators and developers: logs, faults, and patterns, which are no texts at all.
NOT_FOR_PEOPLE = frozenset(
    {"debug", "info", "warning", "error", "exception", "compile", "strftime", "Router"}
)
# Attributes of HTML that nobody reads.
NOT_READ = frozenset({"class_", "rel", "content"})
# What a reader sees of these is their first argument, even if it is one word.
SHOWN = frozenset({"Screen", "Tap", "Link"})
# What may stand in the code, and why.
ALLOWED_FILES = {
    "handlers/views/emergency_lines.py": "help in every language, whatever has become of the catalogues",
}
ALLOWED = {
    "Stadtbote": "the name of the project, the same in all languages",
    "لا شيء": "what somebody may write",
    "There is no such calendar.\n": "an answer to programs that fetch calendars",
    "public, max-age=900": "a header",
    "noindex, nofollow, noarchive": "a header",
    'attachment; filename="': "a header",
    "message is not modified": "what Telegram says",
    "query is too old": "what Telegram says",
    "query ID is invalid": "what Telegram says",
    "wrong file identifier": "what Telegram says",
    "wrong remote file identifier": "what Telegram says",
    "file reference": "what Telegram says",
    "mails given back": "in the log",
    "mail sent": "in the log",
    "what became of mail ": "in the log",
}
_TAG = re.compile(r"<[^>]*>?|^[^<>]*>")
_NAMED = re.compile(r"\b(?:aria-label|placeholder|title|alt)=[\"']?([^\"'{>]*)")
_WORDS = re.compile(r"[^\W\d_]{2,}[,:;]? +[^\W\d_]{2,}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SCRIPT = re.compile(
    r"(?<!dataset)(?:\.(?:textContent|innerText|ariaLabel|placeholder|title|alt)\s*=\s*"
    r"|setAttribute\(\s*[\"'](?:aria-label|placeholder|title|alt)[\"'],\s*|\balert\(\s*|\bappend\(\s*)"
    r"([\"'`])((?:(?!\1).)*)\1"
)
_VALUE = re.compile(r"\$\{[^}]*\}")


def faults(root: Path) -> Iterator[str]:
    """Every such text in the project at `root`."""
    talking = [Source(root, path) for path in TALKING if (root / path).exists()]
    for source in [*sources(root, SPEAKING), *talking]:
        for line, text in _below(source.tree):
            if text not in ALLOWED and source.path not in ALLOWED_FILES:
                yield f"{source.path}:{line}: {text!r}"
    for path in sorted(root.glob("*/static/*")):
        read = {".js": _in_script, ".html": _in_page}.get(path.suffix)
        for line, text in read(path.read_text("utf-8")) if read else ():
            if text not in ALLOWED:
                yield f"{path.relative_to(root).as_posix()}:{line}: {text!r}"


def _below(node: ast.AST) -> Iterator[tuple[int, str]]:
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=args, keywords=keywords):
            if name in NOT_FOR_PEOPLE:
                return
            # The texts themselves are in the catalogue; what is put into them need not be.
            inside = [
                *(one for one in args if name not in MARKED or not isinstance(one, ast.Constant)),
                *keywords,
            ]
            if name in SHOWN and args and isinstance(args[0], ast.Constant | ast.JoinedStr):
                yield from _shown(args[0])
            for child in [node.func, *inside]:
                yield from _below(child)
            return
        case ast.Raise() | ast.Assert():
            return
        case ast.Expr(value=ast.Constant()):
            return  # a docstring
        case ast.keyword(arg=name) if name in NOT_READ:
            return
        case ast.Constant(value=str(text)) if _is_read(text):
            yield node.lineno, text
    for child in ast.iter_child_nodes(node):
        yield from _below(child)


def _shown(argument: ast.expr) -> Iterator[tuple[int, str]]:
    parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and _WORD.search(part.value):
            yield part.lineno, part.value


def _is_read(text: str) -> bool:
    named = " ".join(_NAMED.findall(text))
    return not text.startswith("\n@page") and bool(
        _WORDS.search(_TAG.sub(" . ", text)) or _WORD.search(named)
    )


def _in_script(text: str) -> Iterator[tuple[int, str]]:
    for found in _SCRIPT.finditer(text):
        if _WORD.search(_VALUE.sub(" ", found[2])):
            yield text.count("\n", 0, found.start()) + 1, found[2]


def _in_page(text: str) -> Iterator[tuple[int, str]]:
    reader = _Page()
    reader.feed(text)
    yield from reader.found


class _Page(HTMLParser):
    """Collects what a browser would show or read out. What names its language itself is meant to be there."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []
        self._passed_over = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("script", "style", "noscript"):
            self._passed_over = tag
        for name in ("aria-label", "placeholder", "title", "alt"):
            if _WORD.search(given.get(name) or ""):
                self.found.append((self.getpos()[0], given[name] or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._passed_over:
            self._passed_over = ""

    def handle_data(self, data: str) -> None:
        if not self._passed_over and _WORD.search(data):
            self.found.append((self.getpos()[0], data.strip()))
