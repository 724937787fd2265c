"""Dates from calendars of others: what was read of a feed, and what is remembered of each date."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime


@dataclass(frozen=True)
class CalendarDate:
    """One date of an entry. `recurrence` is "" for a single date, else the day that the series gave it first,
    so that a series which moves by an hour keeps its dates. `where` names file and line for operators."""

    uid: str
    recurrence: str
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    where: str = ""
    description: str = ""
    organiser: str = ""
    contact: str = ""
    link: str = ""
    latitude: float | None = None
    longitude: float | None = None
    cancelled: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """What stays when the entry changes."""
        return self.uid, self.recurrence

    @property
    def fingerprint(self) -> str:
        """Changes whenever something about the date does that we keep."""
        said = {name: value for name, value in asdict(self).items() if name != "where"}
        return hashlib.sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class CalendarRead:
    """What was read of a feed: dates that are not over, lines about what was refused, and notes.

    `uids` are the entries that were understood, also where none of their dates is to come.
    """

    feed: str
    dates: tuple[CalendarDate, ...]
    uids: frozenset[str] = frozenset()
    refused: tuple[str, ...] = ()
    refused_uids: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CalendarItem:
    """What is remembered of an imported date: its event, and the fingerprint of what was read last."""

    feed: str
    uid: str
    recurrence: str
    event_id: int
    fingerprint: str
    starts_at: datetime
    cancelled: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """The same as of its date."""
        return self.uid, self.recurrence
