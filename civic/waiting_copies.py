"""Copies that wait for something: for a digest, or for somebody who may no longer want them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from civic.announcements import Delivery
from civic.news_times import NewsRules, next_digest
from civic.residents import Address, Channel, NewsWhen, Resident

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock


class WaitingCopies(Protocol):
    """Copies that nobody has begun to send."""

    async def together_due(self, now: datetime, channel: Channel | None = None) -> bool:
        """Whether `claim_together` has anything to do; takes no lock."""

    async def claim_together(
        self, limit: int, now: datetime, lease_until: datetime, channel: Channel | None = None
    ) -> list[list[Delivery]]:
        """For at most `limit` residents everything that is to go out together, oldest announcement first.

        Also what somebody held whose lease ran out. What expired in the meantime is skipped on the way.
        """

    async def in_one_message(self, resident_id: int, address: Address, message_id: int) -> list[int]:
        """The announcements that went to a resident in one message, in the order in which they stand there.

        Whoever changes that message has to say all of them again.
        """

    async def move(self, resident_id: int, at: datetime) -> None:
        """What waits for a resident's next digest goes out at another time."""

    async def rest(self, channel: Channel, now: datetime, until: datetime, in_hand: Collection[int]) -> None:
        """What is due of announcements that are neither urgent nor for the people of an event goes out at
        another time, but for what somebody has in hand."""

    async def skip_unwanted(self, resident_id: int, topics: Collection[str]) -> None:
        """Skips what a resident with only these subscriptions left would not be written.

        Copies for the people of an event stay: they need no subscription.
        """


async def choose_news_when(
    uow: UnitOfWork,
    clock: Clock,
    resident_id: int,
    when: NewsWhen,
    rules: NewsRules,
    cause: Cause | None = None,
) -> Resident:
    """Stores when somebody wants announcements; what waits for them goes out at that time."""
    now = clock()
    match when:
        case NewsWhen.AT_ONCE:
            at = now
        case NewsWhen.DAILY:
            at = next_digest(now, rules)
        case NewsWhen.WEEKLY:
            at = next_digest(now, rules, weekly=True)
    async with uow.writing(cause) as w:
        changed = replace(await w.residents.lock(resident_id), news_when=when)
        await w.residents.update(changed)
        await w.waiting_copies.move(resident_id, at)
        await w.commit()
        return changed
