"""Reading the files of a content pack with line numbers: pages (Markdown with front matter) and YAML."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml

TEXT_MAX = 600
MORE_MAX = 1500
FILE_MAX = 1_000_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C form, where it was built, is much faster
_MORE = "---more---"
_FENCE = "---"
_HEADING = re.compile(r"##\s+(?P<question>.*?)\s*(?:\{#(?P<id>[^}]*)\})?\s*")
_OPTION = re.compile(r":(?P<key>[A-Za-z_]+):\s*(?P<value>.*?)\s*")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_OPTIONS = {"of", "source", "source_url", "source_date", "date", "valid_until", "checked"}

Value: TypeAlias = "str | list[Value] | dict[str, Value]"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a content pack, with the place to mend it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Data:
    """A YAML file: its values, all of them texts, lists or mappings, and the line of each key path."""

    values: dict[str, Value]
    lines: Mapping[tuple[str, ...], int]

    def line(self, *path: str) -> int:
        """The line where a key stands, or the nearest key above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


@dataclass(slots=True)
class Section:
    """One question of a page as it stands in the file."""

    line: int
    question: str
    id: str
    options: dict[str, str] = field(default_factory=dict)
    option_lines: dict[str, int] = field(default_factory=dict)
    text: str = ""
    more: str | None = None

    def fingerprint(self) -> str:
        """Twelve hex digits of the question and its text: what a translation says it was made from."""
        body = " ".join(f"{self.text}\n{self.more or ''}".split())
        return hashlib.sha256(f"{self.question}\n{body}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Page:
    """One initiative in one language."""

    path: Path
    front: Data
    sections: list[Section]


def read_text(path: Path) -> tuple[str, list[Fault]]:
    """The text of a UTF-8 file, or the fault that stands in the way."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_MAX + 1)
    except OSError as error:
        return "", [Fault(str(path), 1, f"cannot be read: {error.strerror}")]
    return decoded(raw, str(path))


def decoded(raw: bytes, file: str) -> tuple[str, list[Fault]]:
    """The text of a file's bytes, or the fault that stands in the way."""
    if len(raw) > FILE_MAX:
        return "", [Fault(file, 1, f"larger than {FILE_MAX} bytes")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return "", [Fault(file, raw[: error.start].count(b"\n") + 1, "not UTF-8")]
    control = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    if control:
        line = text[: control.start()].count("\n") + 1
        return "", [Fault(file, line, "control character")]
    return text, []


def read_data(text: str, file: str, first_line: int = 1) -> tuple[Data, list[Fault]]:
    """YAML as texts, lists and mappings. Every scalar stays a text, so that `2020-08` and `no` mean that."""
    faults: list[Fault] = []
    lines: dict[tuple[str, ...], int] = {}

    def plain(node: yaml.Node, path: tuple[str, ...]) -> Value:
        lines.setdefault(path, node.start_mark.line + first_line)
        if isinstance(node, yaml.SequenceNode):
            return [plain(item, (*path, str(number))) for number, item in enumerate(node.value)]
        if not isinstance(node, yaml.MappingNode):
            return str(node.value)
        found: dict[str, Value] = {}
        for key, value in node.value:
            name = str(key.value)
            line = key.start_mark.line + first_line
            if name in found:
                faults.append(Fault(file, line, f"{name}: stands twice"))
            lines[(*path, name)] = line
            found[name] = plain(value, (*path, name))
        return found

    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=_LOADER)):
            return Data({}, {}), [Fault(file, first_line, "YAML aliases are not supported")]
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return Data({}, {}), [_yaml_fault(error, file, first_line)]
    values = plain(root, ()) if root is not None else {}
    if not isinstance(values, dict):
        return Data({}, {}), [Fault(file, first_line, "expected `key: value` lines")]
    return Data(values, lines), faults


def _yaml_fault(error: yaml.YAMLError, file: str, first_line: int) -> Fault:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return Fault(file, error.problem_mark.line + first_line, f"not YAML: {error.problem}")
    return Fault(file, first_line, f"not YAML: {str(error).splitlines()[0]}")


def read_page(path: Path) -> tuple[Page, list[Fault]]:
    """A page and its faults of form; what could be read is there even when there are faults."""
    text, faults = read_text(path)
    if faults:
        return Page(path, Data({}, {}), []), faults
    lines = [line.rstrip("\r") for line in text.split("\n")]
    end = _front_end(lines)
    if end is None:
        return Page(path, Data({}, {}), []), [Fault(str(path), 1, "no front matter between two --- lines")]
    front, faults = read_data("\n".join(lines[1:end]), str(path), first_line=2)
    sections: list[Section] = []
    for start, block in _blocks(lines, end + 1):
        if start is None:
            faults += [
                Fault(str(path), number, "text before the first ## heading") for number, _ in block[:1]
            ]
            continue
        section, found = _section(str(path), start, lines[start - 1], block)
        sections.append(section)
        faults += found
    return Page(path, front, sections), faults


def _front_end(lines: list[str]) -> int | None:
    if not lines or lines[0].strip() != _FENCE:
        return None
    ends = (number for number, line in enumerate(lines[1:], start=1) if line.strip() == _FENCE)
    return next(ends, None)


def _blocks(lines: list[str], first: int) -> Iterator[tuple[int | None, list[tuple[int, str]]]]:
    """The lines below each heading with their numbers; None stands for what precedes the first."""
    start: int | None = None
    block: list[tuple[int, str]] = []
    for number, line in enumerate(lines[first:], start=first + 1):
        if line.startswith("## ") or line.rstrip() == "##":
            yield start, block
            start, block = number, []
        elif line.strip() or start is not None:
            block.append((number, line))
    yield start, block


def _section(file: str, line: int, heading: str, block: list[tuple[int, str]]) -> tuple[Section, list[Fault]]:
    match = _HEADING.fullmatch(heading)
    question, name = (match["question"], match["id"] or "") if match else ("", "")
    section = Section(line, " ".join(question.split()), name)
    faults = _heading_faults(file, section)
    faults += _take_options(file, section, block)
    parts: list[list[str]] = [[]]
    for number, text in block:
        if text.strip() == _MORE:
            parts.append([])
            continue
        if text.startswith("#"):
            faults.append(Fault(file, number, "a heading inside an answer"))
        if _OPTION.fullmatch(text):
            faults.append(Fault(file, number, "a :key: line below the text"))
        parts[-1].append(text.rstrip())
    if len(parts) > 2:
        faults.append(Fault(file, line, f"{_MORE} stands twice"))
    section.text = "\n".join(parts[0]).strip()
    section.more = "\n".join(parts[1]).strip() if len(parts) > 1 else None
    return section, faults + _length_faults(file, section)


def _heading_faults(file: str, section: Section) -> list[Fault]:
    faults = []
    if not section.id:
        faults.append(Fault(file, section.line, "missing id: end the heading with {#some-id}"))
    elif not _ID.fullmatch(section.id):
        faults.append(
            Fault(file, section.line, f"invalid id {section.id!r}: use a-z, 0-9 and single hyphens")
        )
    if not section.question:
        faults.append(Fault(file, section.line, "heading without a question"))
    elif not section.question.endswith(("?", "؟", ";", "？")):
        faults.append(Fault(file, section.line, "heading does not end with a question mark"))
    return faults


def _take_options(file: str, section: Section, block: list[tuple[int, str]]) -> list[Fault]:
    """Moves the `:key: value` lines at the top of a block into the section."""
    faults = []
    while block:
        number, line = block[0]
        match = _OPTION.fullmatch(line)
        if line.strip() and not match:
            break
        block.pop(0)
        if not match:
            continue
        key = "source_date" if match["key"] == "date" else match["key"]
        if match["key"] not in _OPTIONS:
            faults.append(Fault(file, number, f"unknown key {match['key']!r}"))
        elif key in section.options:
            faults.append(Fault(file, number, f"{key}: stands twice"))
        section.options[key] = match["value"]
        section.option_lines[key] = number
    return faults


def _length_faults(file: str, section: Section) -> list[Fault]:
    faults = []
    if not section.text:
        faults.append(Fault(file, section.line, "empty answer"))
    if section.more == "":
        faults.append(Fault(file, section.line, f"nothing after {_MORE}"))
    for name, text, limit in (
        ("answer", section.text, TEXT_MAX),
        ("longer text", section.more or "", MORE_MAX),
    ):
        if len(text) > limit:
            faults.append(Fault(file, section.line, f"{name} has {len(text)} characters, at most {limit}"))
    return faults
