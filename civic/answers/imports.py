"""Knowledge that comes from outside: what a source gave, its generations, and how it joins the city's own."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from civic.answers.entries import Entry, Initiative, Version
from civic.answers.knowledge import Knowledge

SOURCE = re.compile(r"(?:integreat|csv)/[a-z0-9](?:[a-z0-9-]{0,34}[a-z0-9])?")
ENTRY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,14}[a-z0-9])?")
KEY_MAX = 56  # the data of a button has 64 bytes, and a name and a page stand beside the key


@dataclass(frozen=True, slots=True)
class Collected:
    """All entries of one source (`integreat/kaiserslautern`), read and cleaned. `title` names it to people;
    `notes` are lines for whoever imports it."""

    source: str
    title: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def texts(self) -> int:
        """Entries times languages."""
        return sum(len(entry.versions) for entry in self.entries)

    @property
    def fingerprint(self) -> str:
        """Equal for equal content, whatever order it came in."""
        rows = sorted(
            json.dumps([entry.key, *_columns(version)])
            for entry in self.entries
            for version in entry.versions.values()
        )
        return hashlib.sha256("\n".join([self.source, self.title, *rows]).encode()).hexdigest()


class GenerationStatus(StrEnum):
    """The life of a generation: it is built, then active, then kept for going back, or it was turned down."""

    BUILDING = "building"
    ACTIVE = "active"
    PREVIOUS = "previous"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of one source. `checked_at`: while it is built, the last sign of life; later, when the
    source was last seen to say the same. Rejected with `activated_at`: it was rolled back."""

    id: int
    source: str
    title: str
    status: GenerationStatus
    created_at: datetime
    checked_at: datetime
    activated_at: datetime | None
    entries: int
    texts: int
    fingerprint: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """How a source changed, counted by entry."""

    new: int
    changed: int
    removed: int


def difference(before: Iterable[Entry], after: Iterable[Entry]) -> Difference:
    """What is new, changed and gone between two states of a source."""
    old = {entry.key: dict(entry.versions) for entry in before}
    new = {entry.key: dict(entry.versions) for entry in after}
    return Difference(
        new=len(new.keys() - old.keys()),
        changed=sum(versions != old[key] for key, versions in new.items() if key in old),
        removed=len(old.keys() - new.keys()),
    )


def joined(knowledge: Knowledge, collected: Sequence[Collected]) -> Knowledge:
    """The knowledge with these sources; each is an initiative of its own and replaces one of its name."""
    names = {one.source for one in collected}
    initiatives = [one for one in knowledge.initiatives.values() if one.id not in names]
    entries = [entry for entry in knowledge.entries.values() if entry.initiative not in names]
    for one in collected:
        initiatives.append(_initiative(one))
        entries += one.entries
    return Knowledge(knowledge.city, initiatives, entries, knowledge.elsewhere, knowledge.glossary)


def entry_of(key: str, versions: Mapping[str, Version]) -> Entry:
    """An imported entry. ValueError for a key that cannot be on a button or names no source."""
    source, _, name = key.rpartition("/")
    fits = len(key) <= KEY_MAX and SOURCE.fullmatch(source) and ENTRY.fullmatch(name)
    if not (fits and versions):
        raise ValueError(f"not an imported entry: {key}")
    return Entry(key, MappingProxyType(dict(versions)))


def _initiative(one: Collected) -> Initiative:
    languages = sorted({language for entry in one.entries for language in entry.versions})
    return Initiative(
        one.source,
        MappingProxyType(dict.fromkeys(languages, one.title)),
        MappingProxyType(dict.fromkeys(languages, ())),
    )


def _columns(version: Version) -> list[str | None]:
    return [
        version.language,
        version.question,
        version.text,
        version.more,
        version.context,
        version.source,
        version.source_url,
        str(version.source_date) if version.source_date else None,
        version.valid_until.isoformat() if version.valid_until else None,
    ]
