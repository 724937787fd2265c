"""What people ask, for the search only: other words for an entry (`asked.yaml` beside its pages), and what
is not the city's matter here (`elsewhere.yaml`)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from civic.answers.content_files import Data, Fault, Value, read_data, read_text

FILE = "asked.yaml"
ELSEWHERE = "elsewhere.yaml"
LONGEST = 200
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*")

Asked = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Entry id -> language -> questions."""


def read_asked(folder: Path, ids: frozenset[str]) -> tuple[Asked, list[Fault]]:
    """The questions of one initiative's file, and its faults; nothing where there is no such file."""
    return _read(folder / FILE, ids)


def read_elsewhere(pack: Path) -> tuple[Asked, list[Fault]]:
    """The subjects that are not the city's matter here, in the same form, with any names."""
    return _read(pack / ELSEWHERE, None)


def _read(path: Path, ids: frozenset[str] | None) -> tuple[Asked, list[Fault]]:
    if not path.exists():
        return {}, []
    text, faults = read_text(path)
    if faults:
        return {}, faults
    data, faults = read_data(text, str(path))
    asked: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, value in data.values.items():
        if ids is not None and name not in ids:
            faults.append(Fault(str(path), data.line(name), f"no entry is called {name!r}"))
        elif not isinstance(value, dict):
            faults.append(Fault(str(path), data.line(name), f"{name}: expected `language: [questions]`"))
        else:
            asked[name], found = _by_language(path, data, name, value)
            faults += found
    faults += _repeated(path, data, asked)
    return asked, faults


def _by_language(
    path: Path, data: Data, name: str, value: Mapping[str, Value]
) -> tuple[dict[str, tuple[str, ...]], list[Fault]]:
    found: dict[str, tuple[str, ...]] = {}
    faults = []
    for language, questions in value.items():
        line = data.line(name, language)
        if not _LANGUAGE.fullmatch(language) or not isinstance(questions, list):
            faults.append(Fault(str(path), line, f"{name}.{language}: expected `language: [questions]`"))
            continue
        texts = [" ".join(one.split()) for one in questions if isinstance(one, str)]
        if len(texts) < len(questions) or not all(0 < len(text) <= LONGEST for text in texts):
            faults.append(
                Fault(str(path), line, f"{name}.{language}: each question has 1 to {LONGEST} characters")
            )
            continue
        found[language] = tuple(texts)
    return found, faults


def _repeated(path: Path, data: Data, asked: Asked) -> Iterator[Fault]:
    """The same words for two entries would make each of them wrong for half of those who ask."""
    seen: dict[str, str] = {}
    for name, languages in asked.items():
        for language, questions in languages.items():
            for question in questions:
                other = seen.setdefault(question.casefold(), name)
                if other != name:
                    line = data.line(name, language)
                    yield Fault(str(path), line, f"{name}.{language}: {question!r} stands at {other}, too")
