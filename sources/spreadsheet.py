"""Questions and answers from a spreadsheet: CSV with the columns question, answer, language and source."""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from civic.answers.entries import Version
from civic.answers.imports import ENTRY, Collected, entry_of
from civic.cutting import cut
from sources.reading import SourceFault, plain_line, plain_lines, read_file

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,26}[a-z0-9])?")
TEXT_MAX = 600
_REQUIRED = ("question", "answer", "language", "source")
_COLUMNS = (*_REQUIRED, "id")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class _Row:
    where: str
    id: str
    version: Version


def read_csv(name: str, path: Path, offered: Iterable[str]) -> Collected:
    """The entries in a CSV file; rows with the same `id` are one entry in several languages. SourceFault
    with file and line. Languages that the bot does not speak are left out."""
    offered, languages = set(offered), set[str]()
    versions: dict[str, dict[str, Version]] = {}
    for row in _rows(path):
        language = row.version.language
        if language not in offered:
            languages.add(language)
            continue
        same = versions.setdefault(f"csv/{name}/{row.id}", {})
        if language in same:
            raise SourceFault(f"{row.where}: {row.id} has a text in {language} already")
        same[language] = row.version
    notes = [f"{path}: left out, since the bot does not speak {language}" for language in sorted(languages)]
    entries = tuple(entry_of(key, found) for key, found in versions.items())
    return Collected(f"csv/{name}", name.replace("-", " ").capitalize(), entries, tuple(notes))


def _rows(path: Path) -> Iterator[_Row]:
    text = read_file(path)
    if "\0" in text:
        raise SourceFault(f"{path}:{text[: text.index(chr(0))].count(chr(10)) + 1}: is no text")
    reader = csv.reader(StringIO(text, newline=""), _dialect(text), strict=True)
    header: list[str] | None = None
    before = 0
    try:
        for cells in reader:
            where, before = f"{path}:{before + 1}", reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells, where)
            else:
                yield _row(dict(zip(header, cells, strict=False)), where, len(cells) == len(header))
    except csv.Error as fault:
        raise SourceFault(f"{path}:{reader.line_num}: {fault}") from fault
    if header is None:
        raise SourceFault(f"{path}:1: has no header (question;answer;language;source)")


def _dialect(text: str) -> type[csv.Dialect] | csv.Dialect:
    """What separates the cells, by the header: a comma or a semicolon."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    try:
        dialect = csv.Sniffer().sniff(first, delimiters=";,")
    except csv.Error:
        return csv.excel  # a single column: the header will be missed
    dialect.doublequote = True
    dialect.quotechar = '"'
    return dialect


def _header(cells: list[str], where: str) -> list[str]:
    header = [cell.strip().lower() for cell in cells]
    missing = [name for name in _REQUIRED if name not in header]
    if missing:
        raise SourceFault(f"{where}: the header lacks {', '.join(missing)}")
    unknown = [name for name in header if name not in _COLUMNS or header.count(name) > 1]
    if unknown:
        raise SourceFault(f"{where}: unknown or repeated column {unknown[0][:40]!r}")
    return header


def _row(cells: dict[str, str], where: str, fits: bool) -> _Row:
    if not fits:
        raise SourceFault(f"{where}: has another number of cells than the header")
    question, source = plain_line(cells["question"]), plain_line(cells["source"])
    answer, language = plain_lines(cells["answer"]), cells["language"].strip().lower()
    for name, value in (("question", question), ("answer", answer), ("source", source)):
        if not value:
            raise SourceFault(f"{where}: {name} is empty")
    if not _LANGUAGE.fullmatch(language):
        raise SourceFault(f"{where}: not a language code: {language[:20]!r}")
    name = cells.get("id", "").strip().lower()
    if name and not ENTRY.fullmatch(name):
        raise SourceFault(f"{where}: id {name[:40]!r} is not 1 to 16 of a-z, 0-9 and hyphens")
    text, more = cut(answer, TEXT_MAX)
    version = Version(language, question, text, more or None, source, None, None, None)
    # The text itself is what is stable about a row: its place in the sheet changes.
    return _Row(where, name or hashlib.sha256(f"{language}\n{question}".encode()).hexdigest()[:12], version)
