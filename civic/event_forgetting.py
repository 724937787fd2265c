"""After an event: needs and answers go first, then the people; only figures stay."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from civic.event_numbers import keep_numbers

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.time import Clock

NEED_DAYS = 7
PEOPLE_DAYS = 30


async def forget_needs(uow: UnitOfWork, clock: Clock, days: int = NEED_DAYS) -> int:
    """Deletes needs, what was told of them, and answers (which may tell of somebody's health) `days` after an
    event; of how many registrations. The figures are kept first, so they stay the same."""
    before, total = clock() - timedelta(days=days), 0
    async with uow.reading() as r:
        due = await r.participants.with_details(before)
    for event_id in due:
        async with uow.writing() as w:
            await keep_numbers(w, event_id)
            total += await w.participants.forget_details(event_id)
            await w.need_alerts.forget(event_id)
            await w.commit()
    return total


async def forget_people(uow: UnitOfWork, clock: Clock, days: int = PEOPLE_DAYS) -> int:
    """Deletes everybody's registrations, and what was written to them, `days` after an event; how many
    events that concerned."""
    before, total = clock() - timedelta(days=days), 0
    async with uow.reading() as r:
        due = await r.participants.with_people(before)
    for event_id in due:
        async with uow.writing() as w:
            await keep_numbers(w, event_id)
            total += await w.participant_messages.forget(event_id)
            total += await w.participants.forget_people(event_id)
            await w.commit()
    return total
