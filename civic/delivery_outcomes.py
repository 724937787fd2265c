"""What became of copies, written down many at a time, and what stops or starts many at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from civic.announcements import DeliveryStatus
from civic.news_times import PlanTimes
from civic.residents import Address, Channel


@dataclass(frozen=True)
class Settled:
    """The end of one copy. `detail`: why not; `message_id`: its number in that chat; `at`: when it left."""

    delivery_id: int
    status: DeliveryStatus
    detail: str = ""
    message_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class PutOff:
    """A copy that nobody may take before `until`. `uncertain`: it may have arrived, and is tried again."""

    delivery_id: int
    until: datetime
    uncertain: bool = False


@dataclass(frozen=True)
class GivenBack:
    """A copy that was claimed and not begun, so that anybody may take it at once."""

    delivery_id: int
    due: datetime


Recorded = Settled | PutOff | GivenBack


class DeliveryOutcomes(Protocol):
    """Outcomes of copies."""

    async def settle(self, ended: Sequence[Settled]) -> None:
        """Stores outcomes; what was sent stays sent, whatever a second sender reports."""

    async def put_off(self, waiting: Sequence[PutOff]) -> None:
        """Gives claimed copies back for later; those of a stopped announcement are skipped. One that is
        uncertain for the second time ends as unknown."""

    async def give_back(self, unsent: Sequence[GivenBack]) -> None:
        """Gives copies back that were claimed and not begun; those of a stopped announcement are skipped."""

    async def doubt(self, channel: Channel, now: datetime, in_hand: Collection[int]) -> None:
        """Ends copies as unknown whose sender died with them: their lease ran out, and they are not among
        those in hand."""

    async def expired(self, now: datetime) -> list[int]:
        """Announcements being sent whose time is over."""

    async def reopen_stopped(
        self, announcement_id: int, due: datetime, times: PlanTimes | None = None
    ) -> int:
        """Makes copies that were skipped by a stop due again, now or when `times` say; returns how many."""

    async def moved(self, old: Address, new: Address) -> None:
        """A chat got another number: copies that wait for it, and its account, follow."""
