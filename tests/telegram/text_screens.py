"""Links to the text page and what volunteers handed in, with the longest values there can be."""

from collections.abc import Mapping, Sequence

from civic.text_ports import TextLink
from civic.text_sheets import SheetKey, SheetKind
from tests.factories import NOW

BIG = 2**63 - 1


def text_samples(text: str) -> Mapping[object, Sequence[object]]:
    """By kind of parameter; `text` is as long as it can be."""
    keys = [SheetKey(kind, BIG) for kind in SheetKind]
    results = {"title": text, "description": text} | {f"q{n}": text for n in range(20)}
    links = [
        TextLink(BIG, "f" * 64, key, 1, NOW, NOW, "ar", "de", "f" * 16, {}, results, done_at=NOW)
        for key in keys
    ]
    return {SheetKey: keys, TextLink: links}
