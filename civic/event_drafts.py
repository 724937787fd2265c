"""Drafts of events: kept from the first answer on, found again, thrown away; and who hears of a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic.events import Event, EventStatus
from civic.registrations import ENDED
from civic.told import differs, snapshot

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause


async def throw_away(uow: UnitOfWork, event_id: int, cause: Cause | None = None) -> bool:
    """Deletes a draft; False where it is unknown or no draft (any more)."""
    async with uow.writing(cause) as w:
        event = await w.events.lock(event_id)
        if event is None or event.status is not EventStatus.DRAFT:
            return False
        await w.events.remove(event_id)
        await w.commit()
        return True


def is_told(before: Event, after: Event) -> bool:
    """Whether everybody who registered hears of a change: of another time, place or title."""
    return differs(snapshot(before), after)


async def concerned(uow: UnitOfWork, event_id: int) -> int:
    """How many residents have a registration that has not ended."""
    async with uow.reading() as r:
        registrations = await r.registrations.of_event(event_id)
    return sum(one.resident_id is not None and one.status not in ENDED for one in registrations)
