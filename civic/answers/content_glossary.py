"""A city's protected names, `glossary.yaml` beside city.yaml: name, inflected forms, renderings."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from civic.answers.content_files import Data, Fault, Value, read_data, read_text
from civic.glossary import Glossary, Term

FILE = "glossary.yaml"
LONGEST = 80
_KEYS = ("forms", "renderings")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def read_glossary(pack: Path) -> tuple[Glossary, list[Fault]]:
    """The protected names of a content pack and the file's faults; none where there is no such file."""
    path = pack / FILE
    if not path.exists():
        return Glossary(), []
    text, faults = read_text(path)
    if faults:
        return Glossary(), faults
    data, faults = read_data(text, str(path))
    terms = []
    for name, value in data.values.items():
        term, found = _term(str(path), data, name, value)
        faults += found
        terms.append(term)
    faults += _repeated(str(path), data, terms)
    return Glossary(tuple(terms)), faults


def _term(file: str, data: Data, name: str, value: Value) -> tuple[Term, list[Fault]]:
    if not value:
        return Term(name), list(_name_faults(file, data.line(name), name, (name,)))
    if not isinstance(value, dict):
        return Term(name), [Fault(file, data.line(name), f"{name}: expected `forms` and `renderings`")]
    faults = [
        Fault(file, data.line(name, key), f"{name}: unknown key {key!r}") for key in value if key not in _KEYS
    ]
    forms = _listed(value.get("forms", []))
    faults += _name_faults(file, data.line(name), name, (name,))
    faults += _name_faults(file, data.line(name, "forms"), f"{name}.forms", forms)
    renderings, found = _renderings(file, data, name, value.get("renderings", {}))
    return Term(name, forms or (), renderings), faults + found


def _renderings(
    file: str, data: Data, name: str, value: Value
) -> tuple[Mapping[str, tuple[str, ...]], list[Fault]]:
    line = data.line(name, "renderings")
    if not isinstance(value, dict):
        return {}, [Fault(file, line, f"{name}.renderings: expected `language: name`")]
    found: dict[str, tuple[str, ...]] = {}
    faults: list[Fault] = []
    for language, given in value.items():
        line = data.line(name, "renderings", language)
        path = f"{name}.renderings.{language}"
        if not _LANGUAGE.fullmatch(language):
            faults.append(Fault(file, line, f"{path}: not a language"))
        names = _listed(given)
        faults += _name_faults(file, line, path, names or None)
        found[language] = names or ()
    return found, faults


def _listed(value: Value) -> tuple[str, ...] | None:
    """One name or a list of them; None for anything else."""
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        return None
    return tuple(" ".join(str(item).split()) for item in items)


def _name_faults(file: str, line: int, path: str, names: tuple[str, ...] | None) -> Iterator[Fault]:
    if names is None or not all(0 < len(one) <= LONGEST for one in names):
        yield Fault(file, line, f"{path}: expected names of 1 to {LONGEST} characters")


def _repeated(file: str, data: Data, terms: list[Term]) -> Iterator[Fault]:
    """The same spelling of two names would leave it to chance which of them a text means."""
    seen: dict[str, str] = {}
    for term in terms:
        for spelling in term.spellings:
            other = seen.setdefault(spelling, term.name)
            if other != term.name:
                line = data.line(term.name, "forms")
                yield Fault(file, line, f"{term.name}: {spelling!r} stands at {other}, too")
