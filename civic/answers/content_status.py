"""How far a content pack is translated: each entry in each language, and who reviewed it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from civic.answers.content_pack import PackPage, read_pack


class Standing(Enum):
    """How the text of an entry stands in a language."""

    ORIGINAL = "original"
    UP_TO_DATE = "up to date"
    OUTDATED = "outdated"  # the original changed since, or nobody says from which one it was made
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Status:
    """One entry in one language; `reviewed_by` is empty where nobody has reviewed the page."""

    entry: str
    language: str
    standing: Standing
    reviewed_by: str = ""


def statuses(path: Path, languages: Sequence[str]) -> Iterator[Status]:
    """Every entry of a pack in the order of its files, each in all these languages (codes)."""
    pack, _ = read_pack(path)
    if pack.city is None:
        return
    for initiative, pages in pack.pages.items():
        main = pages.get(pack.city.main_language)
        for section in main.page.sections if main is not None else []:
            for language in languages:
                page = pages.get(language)
                standing = (
                    Standing.ORIGINAL if page is main else _standing(section.fingerprint(), section.id, page)
                )
                reviewer = page.reviewed_by if page is not None and standing is not Standing.MISSING else ""
                yield Status(f"{initiative}/{section.id}", language, standing, reviewer)


def _standing(fingerprint: str, entry: str, page: PackPage | None) -> Standing:
    found = [section for section in page.page.sections if section.id == entry] if page is not None else []
    if not found:
        return Standing.MISSING
    return Standing.UP_TO_DATE if found[0].options.get("of") == fingerprint else Standing.OUTDATED
