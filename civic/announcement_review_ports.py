"""What reviewing announcements needs from a store. `storage/` implements it."""

from datetime import datetime
from typing import Protocol

from civic.announcement_log import Did, LogEntry
from civic.announcements import EventNews


class AnnouncementLog(Protocol):
    """What was done with announcements. The store dates it."""

    async def add(
        self,
        announcement_id: int,
        staff_id: int | None,
        what: Did,
        revision: int,
        content_hash: str,
        number: int | None,
        note: str,
    ) -> None:
        """Keeps an entry; changes that one person made one after the other are one entry, the newest."""

    async def of(self, announcement_id: int) -> list[LogEntry]:
        """The entries of one announcement, oldest first."""


class Reviews(Protocol):
    """Who was shown what, which topics need no second person, and what really happened to events."""

    async def show(self, announcement_id: int, resident_id: int, content_hash: str) -> None:
        """Keeps which version somebody was shown last."""

    async def shown(self, announcement_id: int, resident_id: int) -> str:
        """The hash of the version that somebody was shown last; empty where it was none."""

    async def without_second(self) -> frozenset[str]:
        """The topics whose announcements need no second person."""

    async def set_second(self, topic: str, needed: bool, staff_id: int, at: datetime) -> None:
        """Says whether announcements of a topic need a second person."""

    async def unanswered(self, submitted_by: datetime, due_by: datetime) -> list[int]:
        """Announcements in review, submitted or due by then, of which nobody was reminded yet."""

    async def note_move(self, event_id: int, at: datetime) -> None:
        """Keeps when a published event got another time or place."""

    async def moved_at(self, event_id: int) -> datetime | None:
        """When a published event got another time or place last."""

    async def told_of(self, event_id: int) -> tuple[frozenset[str], frozenset[int]]:
        """The topics whose readers were sent something about an event, and the public channels."""

    async def told_news(self, event_id: int, news: EventNews, since: datetime | None) -> bool:
        """Whether this news of an event was released since then (None: ever), and not undone."""
