"""What a person last heard of an event, so that they can be told of changes with old and new side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from civic.event_texts import current, is_outdated, source_language
from civic.events import Event, in_language

Told = Mapping[str, object]
_MAILED = "mailed"


def snapshot(event: Event) -> dict[str, object]:
    """The times, the place and the titles as they are now, to be kept with a registration."""
    return {
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "place": event.place,
        "titles": dict(current(event, event.titles)),
    }


@dataclass(frozen=True)
class Heard:
    """The same, read again."""

    starts_at: datetime
    ends_at: datetime
    place: str
    titles: Mapping[str, str]


def mailed(told: Told) -> Told:
    """The same of whoever reads mails: what the chat said in the meantime is not known there."""
    match told.get(_MAILED):
        case dict(kept):
            return kept
        case _:
            return told


def with_mailed(told: Told, said: Told) -> dict[str, object]:
    """With what a mail said."""
    return {**told, _MAILED: dict(said)}


def heard(told: Told) -> Heard | None:
    """What somebody heard; None where nothing was kept."""
    match told:
        case {"starts_at": str(starts), "ends_at": str(ends), "place": str(place), "titles": dict(titles)}:
            return Heard(datetime.fromisoformat(starts), datetime.fromisoformat(ends), place, titles)
        case _:
            return None


@dataclass(frozen=True)
class Changes:
    """What is different from what somebody heard, each as (before, now); None where it is the same."""

    times: tuple[tuple[datetime, datetime], tuple[datetime, datetime]] | None = None
    place: tuple[str, str] | None = None
    title: tuple[str, str] | None = None

    def __bool__(self) -> bool:
        return bool(self.times or self.place or self.title)


def changes(told: Told, event: Event, language: str, fallbacks: tuple[str, ...]) -> Changes:
    """What a reader of this language has not heard yet. A translation that was added is no new title."""
    known = heard(told)
    if known is None:
        return Changes()
    before, now = (known.starts_at, known.ends_at), (event.starts_at, event.ends_at)
    return Changes(
        times=None if before == now else (before, now),
        place=None if known.place == event.place else (known.place, event.place),
        title=_title(known.titles, event, language, fallbacks),
    )


def differs(told: Told, event: Event) -> bool:
    """Whether anybody, in whatever language they read, would see a difference to what was told."""
    known = heard(told)
    return known is not None and any(changes(told, event, language, ()) for language in known.titles or ("",))


def _title(
    before: Mapping[str, str], event: Event, language: str, fallbacks: tuple[str, ...]
) -> tuple[str, str] | None:
    now = current(event, event.titles)
    old = in_language(before, language, fallbacks)
    if old is None:
        return None
    source = source_language(event)
    if is_outdated(event, old.language) and before.get(source) == now.get(source, ""):
        return None  # their translation became outdated, and not because of the title
    new = in_language(now, old.language, (language, *fallbacks))
    return None if new is None or new.text == old.text else (old.text, new.text)
