"""Changing and cancelling events that people may have registered for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civic.events import Event, EventStatus, takes_place
from civic.notices import NewNotice, NoticeKind
from civic.registrations import fill_seats

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock


async def change_event(
    uow: UnitOfWork, clock: Clock, event: Event, cause: Cause | None = None
) -> Event | None:
    """Replaces an event by an edited copy. None where somebody else changed it in the meantime.

    More seats go to the waiting list before any newcomer; fewer seats throw nobody out.
    """
    now = clock()
    async with uow.writing(cause) as w:
        current = await w.events.lock(event.id)
        if current is None or current.revision != event.revision:
            return None
        changed = replace(event, revision=event.revision + 1)
        await w.events.update(changed)
        if takes_place(changed, now):
            await fill_seats(w, changed, now)
        await w.commit()
        return changed


async def call_off(uow: UnitOfWork, clock: Clock, event_id: int, cause: Cause | None = None) -> Event | None:
    """Cancels an event; everybody who has a seat or waits is told. None if unknown, over or cancelled."""
    now = clock()
    async with uow.writing(cause) as w:
        event = await w.events.lock(event_id)
        if event is None or event.status is not EventStatus.PUBLISHED or event.ends_at <= now:
            return None
        called_off = replace(event, status=EventStatus.CANCELLED, revision=event.revision + 1)
        await w.events.update(called_off)
        for registration in await w.registrations.of_event(event_id):
            if (whom := registration.resident_id) is not None:
                await w.notices.add(NewNotice(whom, NoticeKind.EVENT_CANCELLED, registration.id, now))
        await w.commit()
        return called_off
