"""What a report says beyond its totals: each language, why copies were skipped, who has not looked yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from civic.announcements import DeliveryStatus


@dataclass(frozen=True)
class Part:
    """The copies in one language, of people or of public channels. Every figure is a COUNT of its own.

    `delivered` and `waiting` are both sent; what is waiting lies on the page of a visitor who has not been
    there since. All figures together add up to `planned`.
    """

    language: str
    public: bool
    planned: int
    delivered: int = 0
    waiting: int = 0
    unreachable: int = 0
    refused: int = 0
    unknown: int = 0
    open: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)

    @property
    def sent(self) -> int:
        """Whether looked at or not."""
        return self.delivered + self.waiting

    @property
    def total(self) -> int:
        """The sum of the figures, to be compared with what was planned."""
        ended = self.sent + self.unreachable + self.refused + self.unknown
        return ended + self.open + sum(self.skipped.values())


@dataclass(frozen=True)
class Problem:
    """A copy that was refused or of which nobody knows; numbers only, no names."""

    delivery_id: int
    status: DeliveryStatus
    language: str
    detail: str


class DeliveryReports(Protocol):
    """Figures about the copies of an announcement."""

    async def breakdown(self, announcement_id: int) -> list[Part]:
        """People first, by language; then public channels."""

    async def problems(self, announcement_id: int, limit: int) -> list[Problem]:
        """The first copies that were refused or are unknown."""
