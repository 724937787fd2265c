"""Telling coordinators of registrations that wait for their decision: at most once an hour for an event."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from civic.event_teams import readers_of
from civic.notices import NewNotice, NoticeKind
from civic.pushes import AT_MOST_EVERY

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.time import Clock


class PendingPushes(Protocol):
    """When the coordinators of an event were last told of registrations to decide on."""

    async def told(self) -> dict[int, tuple[datetime, datetime]]:
        """For each event: when they were told, and of which newest registration."""

    async def claim(self, event_id: int, newest: datetime, now: datetime, before: datetime) -> bool:
        """Notes that they are told of registrations up to `newest`, unless they were told after `before`
        or of these; whoever gets True tells them."""


async def push_pending(uow: UnitOfWork, clock: Clock) -> int:
    """Writes notices where new registrations wait for a decision; for how many events."""
    now = clock()
    async with uow.reading() as r:
        waiting = await r.participants.pending_since(now)
        told = await r.pending_pushes.told() if waiting else {}
    due = [one for one, newest in waiting.items() if _is_due(told.get(one), newest, now)]
    pushed = 0
    for event_id in due:
        async with uow.writing() as w:
            event = await w.events.lock(event_id)
            mine = event is not None and await w.pending_pushes.claim(
                event_id, waiting[event_id], now, now - AT_MOST_EVERY
            )
            if event is None or not mine:
                continue
            for reader in sorted(await readers_of(w, event)):
                await w.notices.add(NewNotice(reader, NoticeKind.REGISTRATIONS_PENDING, event_id, now))
            await w.commit()
            pushed += 1
    return pushed


def _is_due(told: tuple[datetime, datetime] | None, newest: datetime, now: datetime) -> bool:
    return told is None or (told[1] < newest and told[0] <= now - AT_MOST_EVERY)
