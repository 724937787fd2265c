"""`python -m locales.maintain`: extracts texts from the code, updates and reports on every catalogue."""

import copy
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import write_po

from locales.catalogues import HERE, own_headers, read_catalogue

SOURCE = "en"
# The layers that have texts for people.
SPEAKING = (HERE.parent / "handlers", HERE.parent / "pages", HERE)
KEYWORDS = {**DEFAULT_KEYWORDS, "label": None, "nlabel": (1, 2)}
_VOLATILE = (
    "Project-Id-Version",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Report-Msgid-Bugs-To",
)


def template(*folders: Path) -> Catalog:
    """Every text in the code below these folders, with its file."""
    found = Catalog(project="Stadtbote", header_comment="# Texts of Stadtbote.", fuzzy=False)
    for code in folders:
        extracted = extract_from_dir(
            code, method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("TRANSLATORS:",)
        )
        for name, _, message, comments, context in extracted:
            found.add(message, None, [(f"{code.name}/{name}", 0)], auto_comments=comments, context=context)
    return found


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


def missing(catalogue: Catalog) -> list[Message]:
    """Texts without a translation, or with too few plural forms."""
    return [message for message in catalogue if message.id and not _is_complete(message, catalogue)]


def _is_complete(message: Message, catalogue: Catalog) -> bool:
    if message.fuzzy:
        return False
    forms = message.string
    if isinstance(forms, tuple | list):
        return len(forms) == catalogue.num_plurals and all(forms)
    return bool(forms) and not message.pluralizable


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


def main(arguments: Sequence[str]) -> int:
    """Updates all catalogues in place; with `--check` changes nothing. Returns 1 where something is amiss."""
    check = "--check" in arguments
    texts = template(*SPEAKING)
    problems = _write(HERE / "stadtbote.pot", written(texts, {}), check=check)
    for path in sorted(HERE.glob("*/LC_MESSAGES/stadtbote.po")):
        language = path.parent.parent.name
        headers = own_headers(path)
        catalogue = updated(read_catalogue(path), texts, language)
        problems += _write(path, written(catalogue, headers), check=check)
        gaps = missing(catalogue)
        problems += [f"{path}: no translation of {gap.id!r}" for gap in gaps]
        sys.stdout.write(f"{language}: {len(catalogue)} texts, {len(gaps)} missing\n")
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


def _write(path: Path, content: bytes, *, check: bool) -> list[str]:
    if path.exists() and path.read_bytes() == content:
        return []
    if check:
        return [f"{path}: not up to date, run 'make catalogues'"]
    path.write_bytes(content)
    return []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
