"""What calendars need of the store: imported dates, private feeds, and when a version of an event was new."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from civic.calendar_items import CalendarItem


class CalendarItems(Protocol):
    """Dates that came from calendars of others."""

    async def of_feed(self, feed: str) -> list[CalendarItem]:
        """Everything remembered of a feed."""

    async def add(self, item: CalendarItem) -> bool:
        """Remembers a date. False, and nothing changes, where it is known already."""

    async def update(self, item: CalendarItem) -> None:
        """Replaces what is remembered of a date."""

    async def checked_at(self, feed: str) -> datetime | None:
        """When the feed was last imported; None for a new one."""

    async def set_checked(self, feed: str, at: datetime) -> None:
        """Notes that the feed was imported."""


class FeedTokens(Protocol):
    """Addresses of private feeds, one for each resident; only hashes of their tokens are kept."""

    async def resident_of(self, token_hash: str) -> int | None:
        """Whose feed it is; None for unknown and revoked ones."""

    async def created_at(self, resident_id: int) -> datetime | None:
        """Since when this resident has an address; None without one."""

    async def set(self, resident_id: int, token_hash: str, now: datetime) -> None:
        """Gives a resident an address; the one before ends."""

    async def remove(self, resident_id: int) -> None:
        """Ends the address of a resident, if there is one."""


class EventStamps(Protocol):
    """When the present version of each event was first shown in a feed."""

    async def of(self, revisions: Mapping[int, int]) -> Mapping[int, datetime]:
        """The instants of these events, where they are known for this very revision."""

    async def set(self, event_id: int, revision: int, at: datetime) -> None:
        """Notes a version."""
