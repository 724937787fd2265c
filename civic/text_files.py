"""The texts of a sheet as a file, YAML or CSV, and what is wrong with a file that comes back."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

import yaml

from civic.people import utf16_length
from civic.text_sheets import Sheet, Values, is_empty

BIGGEST = 1_000_000
_SOURCE, _FIELD = "source", "field"
# A spreadsheet computes a cell that begins like this, so such a text gets an apostrophe before it.
_COMPUTES = tuple("=+-@\t\r'")


class FileFault(StrEnum):
    """What is wrong with a file."""

    TOO_BIG = "too_big"
    NOT_UTF8 = "not_utf8"
    NOT_READABLE = "not_readable"
    OTHER_SHEET = "other_sheet"
    UNKNOWN_LANGUAGE = "unknown_language"
    TWICE = "twice"
    UNKNOWN_FIELD = "unknown_field"
    NOT_A_TEXT = "not_a_text"
    TOO_LONG = "too_long"


@dataclass(frozen=True)
class FileProblem:
    """One fault with its place, counted from 1 (0: nowhere in particular), and what it is about."""

    fault: FileFault
    line: int = 0
    column: int = 0
    language: str = ""
    about: str = ""


class _Unreadable(Exception):
    """Stops the reading at the first fault after which the rest means nothing."""

    def __init__(self, problem: FileProblem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class FileTexts:
    """What a file holds. `source`: the fingerprint of the main texts that it was made with, if it says so."""

    texts: Mapping[str, Values]
    source: str = ""


@dataclass(frozen=True)
class Change:
    """One text that the file would change."""

    language: str
    field: str
    old: str
    new: str


@dataclass(frozen=True)
class _Cell:
    """A text of a file with its place."""

    language: str
    field: str
    text: str
    line: int
    column: int


def to_yaml(sheet: Sheet, languages: Sequence[str]) -> bytes:
    """All texts, also the empty ones, so that they can be filled in."""
    whole = {
        "kind": sheet.key.kind.value,
        "id": sheet.key.id,
        "main": sheet.language,
        _SOURCE: sheet.source,
        "texts": {code: sheet.values(code) for code in _in_order(sheet, languages)},
    }
    return yaml.dump(
        whole, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=False
    ).encode()


class _Plain(yaml.SafeDumper):
    """Writes texts of several lines as such."""


def _as_block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Plain.add_representer(str, _as_block)


def to_csv(sheet: Sheet, languages: Sequence[str]) -> bytes:
    """One row for each field, one column for each language, as spreadsheets open it."""
    codes = _in_order(sheet, languages)
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow([_FIELD, *codes])
    for field in sheet.fields:
        rows.writerow([field.name, *(_harmless(sheet.values(code)[field.name]) for code in codes)])
    rows.writerow([_SOURCE, sheet.source])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def read_file(content: bytes, sheet: Sheet, languages: Collection[str]) -> FileTexts | list[FileProblem]:
    """The texts in a file, cleaned, or everything that is wrong with it."""
    try:
        if len(content) > BIGGEST:
            raise _Unreadable(FileProblem(FileFault.TOO_BIG, about=str(BIGGEST)))
        text = _decoded(content)
        first = next((line for line in text.splitlines() if line.strip()), "")
        is_table = first.lower().lstrip('"').startswith(_FIELD)
        cells, source = _table_cells(text) if is_table else _yaml_cells(text, sheet)
    except _Unreadable as unreadable:
        return [unreadable.problem]
    problems = [*_problems(cells, sheet, languages)]
    if problems:
        return problems
    found: dict[str, dict[str, str]] = {}
    fields = {field.name: field for field in sheet.fields}
    for cell in cells:
        found.setdefault(cell.language, {})[cell.field] = fields[cell.field].cleaned(cell.text)
    # A language without any text was not filled in; that is no wish to delete what is there.
    return FileTexts({code: values for code, values in found.items() if not is_empty(values)}, source)


def changes(sheet: Sheet, file: FileTexts) -> list[Change]:
    """What taking the file over would change, the main language first."""
    found = []
    for code in sorted(file.texts, key=lambda one: (one != sheet.language, one)):
        kept = sheet.values(code)
        new = kept | dict(file.texts[code])
        found += [Change(code, name, kept[name], new[name]) for name in kept if kept[name] != new[name]]
    return found


def _in_order(sheet: Sheet, languages: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([sheet.language, *languages, *sheet.texts]))


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = error.start - before.rfind(b"\n")
        raise _Unreadable(FileProblem(FileFault.NOT_UTF8, before.count(b"\n") + 1, column)) from None


def _problems(cells: list[_Cell], sheet: Sheet, languages: Collection[str]) -> list[FileProblem]:
    fields = {field.name: field for field in sheet.fields}
    found, seen = [], set()
    for cell in cells:
        field = fields.get(cell.field)
        place = (cell.line, cell.column, cell.language)
        if cell.language not in languages and cell.language != sheet.language:
            found.append(FileProblem(FileFault.UNKNOWN_LANGUAGE, *place, cell.language))
        elif field is None:
            found.append(FileProblem(FileFault.UNKNOWN_FIELD, *place, cell.field))
        elif (cell.language, cell.field) in seen:
            found.append(FileProblem(FileFault.TWICE, *place, cell.field))
        elif utf16_length(field.cleaned(cell.text)) > field.limit:
            found.append(FileProblem(FileFault.TOO_LONG, *place, f"{cell.field} ({field.limit})"))
        seen.add((cell.language, cell.field))
    # A language that is not known has as many wrong texts as fields; one line says it.
    return list({(one.fault, one.language, one.about): one for one in reversed(found)}.values())[::-1]


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_COMPUTES) else text


def _as_written(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_COMPUTES) else cell


def _table_cells(text: str) -> tuple[list[_Cell], str]:
    first = text.lstrip().splitlines()[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    cells: list[_Cell] = []
    header: list[str] = []
    source, begins = "", 1
    try:
        for row in reader:
            line, begins = begins, reader.line_num + 1
            if not header:
                header = [name.strip() for name in row]
                _no_column_twice(header, line)
            elif row and row[0].strip() == _SOURCE:
                source = row[1].strip() if len(row) > 1 else ""
            elif any(row):
                cells += _row_cells(row, header, line)
    except csv.Error as error:
        raise _Unreadable(FileProblem(FileFault.NOT_READABLE, reader.line_num, about=str(error))) from None
    return cells, source


def _row_cells(row: list[str], header: list[str], line: int) -> list[_Cell]:
    if len(row) > len(header):
        raise _Unreadable(FileProblem(FileFault.NOT_READABLE, line, len(header) + 1))
    pairs = list(enumerate(zip(header, row, strict=False), start=1))[1:]
    return [_Cell(code, row[0].strip(), _as_written(text), line, at) for at, (code, text) in pairs]


def _no_column_twice(header: list[str], line: int) -> None:
    for at, name in enumerate(header):
        if name in header[:at]:
            raise _Unreadable(FileProblem(FileFault.TWICE, line, at + 1, name, name))


def _yaml_cells(text: str, sheet: Sheet) -> tuple[list[_Cell], str]:
    try:
        # Only the tree is read: no tag makes anything, and an alias is the same node once more.
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        about = str(getattr(error, "problem", "") or "")
        raise _Unreadable(FileProblem(FileFault.NOT_READABLE, place[0], place[1], "", about)) from None
    parts = _pairs(root)
    for name, is_right in (("kind", sheet.key.kind.value), ("id", str(sheet.key.id))):
        if name in parts and _text(parts[name]) != is_right:
            _fail(FileFault.OTHER_SHEET, parts[name], about=_text(parts[name]))
    if "texts" not in parts:
        _fail(FileFault.NOT_READABLE, root, about="texts")
    cells = []
    for code, node in _pairs(parts["texts"]).items():
        for name, value in _pairs(node, code).items():
            mark = value.start_mark
            cells.append(_Cell(code, name, _text(value, code), mark.line + 1, mark.column + 1))
    return cells, _text(parts[_SOURCE]) if _SOURCE in parts else ""


def _pairs(node: yaml.Node | None, language: str = "") -> dict[str, yaml.Node]:
    """The keys and values of a mapping; none twice."""
    if not isinstance(node, yaml.MappingNode):
        _fail(FileFault.NOT_READABLE, node, language)
    found: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = _text(key, language)
        if name in found:
            _fail(FileFault.TWICE, key, language, name)
        found[name] = value
    return found


def _text(node: yaml.Node, language: str = "") -> str:
    """A number or `no` is the text that somebody wrote; nothing at all is an empty one."""
    if not isinstance(node, yaml.ScalarNode):
        _fail(FileFault.NOT_A_TEXT, node, language)
    return "" if node.tag == "tag:yaml.org,2002:null" and node.style is None else str(node.value)


def _fail(fault: FileFault, node: yaml.Node | None, language: str = "", about: str = "") -> NoReturn:
    place = (node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else (0, 0)
    raise _Unreadable(FileProblem(fault, place[0], place[1], language, about))
