"""Published entries of the coordinators as knowledge: `staff/<id>`, beside the content of the city."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from civic.answers.entries import Entry, Initiative, SourceDate, Version
from civic.answers.knowledge import Knowledge
from civic.cutting import cut
from civic.staff_entries import PublishedVersion

if TYPE_CHECKING:
    from civic.ports import Work

STAFF = "staff"
# A first message holds no more; the rest opens by a button.
FIRST_PART = 600
Source = Callable[[str, bool], str]
"""Names the coordinators as the source in a language; the flag: the text was translated automatically."""


def staff_key(entry_id: int) -> str:
    """The name of an entry within the knowledge."""
    return f"{STAFF}/{entry_id}"


def staff_initiative(languages: Iterable[str]) -> Initiative:
    """What the entries belong to. It has no name that a question could mean."""
    codes = tuple(languages)
    return Initiative(STAFF, dict.fromkeys(codes, ""), dict.fromkeys(codes, ()))


async def published_entries(r: Work, source: Source) -> list[Entry]:
    """Everything that is published."""
    return [as_entry(version, source) for version in await r.entries.published()]


def as_entry(version: PublishedVersion, source: Source) -> Entry:
    """A published version as the knowledge has it."""
    at = version.published_at
    versions = {}
    for code, text in version.texts.items():
        first, rest = cut(text.text, FIRST_PART)
        versions[code] = Version(
            language=code,
            question=text.question,
            text=first,
            more=rest or None,
            source=source(code, text.automatic),
            source_url=None,
            source_date=SourceDate(at.year, at.month, at.day),
            valid_until=version.valid_until,
        )
    return Entry(staff_key(version.entry_id), versions)


def joined(base: Knowledge, entries: Iterable[Entry], languages: Iterable[str]) -> Knowledge:
    """The city's content with these entries behind it."""
    added = tuple(entries)
    codes = {*languages, *(code for entry in added for code in entry.versions)}
    kept = [entry for entry in base.entries.values() if entry.initiative != STAFF]
    others = [one for one in base.initiatives.values() if one.id != STAFF]
    initiatives = [*others, staff_initiative(sorted(codes))]
    return Knowledge(base.city, initiatives, [*kept, *added], base.elsewhere, base.glossary)
