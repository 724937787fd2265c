"""`python -m locales.maintain`: extracts texts from the code, updates and reports on every catalogue."""

import copy
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from locales.catalogues import HERE, CatalogueFault, own_headers, read_catalogue
from locales.checks import SOURCE, faults, missing
from locales.templates import SPEAKING, template

_VOLATILE = (
    "Project-Id-Version",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Report-Msgid-Bugs-To",
)


def updated(catalogue: Catalog, texts: Catalog, language: str) -> Catalog:
    """A catalogue with exactly the texts of the template; English ones stand for themselves."""
    # A copy: the catalogue takes the messages themselves over, and each language fills in its own.
    catalogue.update(copy.deepcopy(texts), no_fuzzy_matching=True, update_header_comment=True)
    catalogue.obsolete.clear()
    if language == SOURCE:
        for message in catalogue:
            if message.id:
                message.string = message.id
    return catalogue


def written(catalogue: Catalog, headers: dict[str, str]) -> bytes:
    """The file of a catalogue: no dates and line numbers that would change with every update."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=100, include_lineno=False, sort_by_file=True)
    head, _, body = buffer.getvalue().decode().partition("\n\n")
    kept = [
        line for line in head.splitlines() if not line.startswith(tuple(f'"{name}' for name in _VOLATILE))
    ]
    kept += [f'"{name}: {value}\\n"' for name, value in headers.items()]
    return ("\n".join(kept) + "\n\n" + body).encode()


def main(arguments: Sequence[str], folder: Path = HERE) -> int:
    """Updates all catalogues in place; with `--check` changes nothing. Returns 1 where something is amiss."""
    check = "--check" in arguments
    texts = template(*SPEAKING)
    problems = _write(folder / "stadtbote.pot", written(texts, {}), check=check)
    for path in sorted(folder.glob("*/LC_MESSAGES/stadtbote.po")):
        try:
            problems += _maintain(path, texts, check=check)
        except CatalogueFault as fault:
            problems.append(str(fault))
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


def _maintain(path: Path, texts: Catalog, *, check: bool) -> Iterator[str]:
    language = path.parent.parent.name
    catalogue = updated(read_catalogue(path), texts, language)
    yield from _write(path, written(catalogue, own_headers(path)), check=check)
    sys.stdout.write(f"{language}: {len(catalogue)} texts, {len(missing(catalogue))} missing\n")
    yield from faults(path, texts)


def _write(path: Path, content: bytes, *, check: bool) -> list[str]:
    if path.exists() and path.read_bytes() == content:
        return []
    if check:
        return [f"{path}: not up to date, run 'make catalogues'"]
    path.write_bytes(content)
    return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
