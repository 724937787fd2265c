"""What people say to an announcement: questions of a kind of their own, kept together in its thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from civic.announcements import Announcement
from civic.questions import Question


@dataclass(frozen=True)
class Thread:
    """An announcement with open questions to it, and how many they are."""

    announcement: Announcement
    open: int


class AnnouncementReplies(Protocol):
    """Questions that reply to announcements."""

    async def threads(self) -> list[tuple[int, int]]:
        """Announcements with open questions, by the oldest of these, and how many there are."""

    async def open_of(self, announcement_id: int) -> list[Question]:
        """Open questions to an announcement, oldest first."""

    async def count(self, announcement_id: int) -> int:
        """How many people's questions to an announcement there are, answered or not."""

    async def open_others(self, limit: int) -> list[Question]:
        """Open questions that reply to nothing, oldest first."""

    async def count_others(self) -> int:
        """How many of these there are."""
