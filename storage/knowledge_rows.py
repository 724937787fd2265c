"""From rows of imported texts to entries and back; shared by the store and the reader without one."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from civic.answers.entries import Entry, SourceDate, Version
from civic.answers.imports import entry_of


def entries_from(rows: Iterable[Mapping[str, Any]]) -> list[Entry]:
    """The entries, in the order of the rows. ValueError where one cannot be used."""
    found: dict[str, dict[str, Version]] = {}
    for row in rows:
        found.setdefault(row["key"], {})[row["language"]] = _version(row)
    return [entry_of(key, versions) for key, versions in found.items()]


def rows_from(generation_id: int, first: int, entries: Iterable[Entry]) -> Iterator[dict[str, object]]:
    """A row for each language of each entry."""
    for place, entry in enumerate(entries, start=first):
        for version in entry.versions.values():
            yield {
                "generation_id": generation_id,
                "key": entry.key,
                "language": version.language,
                "place": place,
                "question": version.question,
                "text": version.text,
                "more": version.more,
                "context": version.context,
                "source": version.source,
                "source_url": version.source_url,
                "source_date": str(version.source_date) if version.source_date else None,
                "valid_until": version.valid_until.isoformat() if version.valid_until else None,
            }


def _version(row: Mapping[str, Any]) -> Version:
    if not row["question"] or not row["text"]:
        raise ValueError(f"{row['key']}: no text in {row['language']}")
    return Version(
        language=row["language"],
        question=row["question"],
        text=row["text"],
        more=row["more"],
        source=row["source"],
        source_url=row["source_url"],
        source_date=SourceDate.parse(row["source_date"]) if row["source_date"] else None,
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        context=row["context"],
    )
