"""How a catalogue takes up the texts of the code, and how its file is written."""

import copy
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from locales.checks import SOURCE

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
