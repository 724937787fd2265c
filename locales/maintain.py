"""`python -m locales.maintain`: extracts texts from the code, updates and reports on every catalogue."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog

from locales.catalogues import HERE, CatalogueFault, own_headers, read_catalogue
from locales.checks import faults, missing
from locales.files import updated, written
from locales.new import new_catalogue
from locales.templates import SPEAKING, template


def main(arguments: Sequence[str], folder: Path = HERE) -> int:
    """Updates all catalogues in place; with `--check` changes nothing. Returns 1 where something is amiss.

    `new CODE [LOCALE [NAME]]` begins the catalogue of one more language.
    """
    check = "--check" in arguments
    texts = template(*SPEAKING)
    if arguments[:1] == ["new"]:
        return _begin(folder, texts, *arguments[1:4])
    problems = _write(folder / "stadtbote.pot", written(texts, {}), check=check)
    for path in sorted(folder.glob("*/LC_MESSAGES/stadtbote.po")):
        try:
            problems += _maintain(path, texts, check=check)
        except CatalogueFault as fault:
            problems.append(str(fault))
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


def _begin(folder: Path, texts: Catalog, code: str, locale: str = "", name: str = "") -> int:
    try:
        sys.stdout.write(f"{new_catalogue(folder, texts, code, locale, name)}\n")
    except CatalogueFault as fault:
        sys.stdout.write(f"{fault}\n")
        return 1
    return 0


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
