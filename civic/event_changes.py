"""Changing and cancelling events that people may have registered for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civic.event_notices import newly_told, tell_of_cancelling, tell_of_change
from civic.events import Event, EventStatus, with_seed
from civic.notices import NoticeKind
from civic.offer_times import offers_end
from civic.quiet_hours import not_quiet
from civic.staff_log import Noted, note_acting
from civic.staff_rights import Right, demand
from civic.waiting_list import move_list, tell

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


async def change_event(
    uow: UnitOfWork, clock: Clock, zone: ZoneInfo, event: Event, cause: Cause | None = None
) -> Event | None:
    """Replaces an event by an edited copy. None where somebody else changed it in the meantime.

    Everybody concerned hears of another time, place or title. More seats go to the waiting list before any
    newcomer; fewer throw nobody out and take no offer back.
    """
    now = clock()
    async with uow.writing(cause) as w:
        changed = await replace_event(w, event, now, zone)
        if changed is not None:
            await w.commit()
        return changed


async def replace_event(w: Work, event: Event, now: datetime, zone: ZoneInfo) -> Event | None:
    """The same inside of a transaction, so that several events can be changed together."""
    current = await w.events.lock(event.id)
    if current is None or current.revision != event.revision:
        return None
    if not current.status is event.status is EventStatus.DRAFT:
        demand(w, Right.PUBLISH_EVENTS)
    drawn = replace(event, draw_seed=current.draw_seed, drawn_at=current.drawn_at)
    seeded = drawn if event.status is EventStatus.DRAFT else with_seed(drawn)
    changed = replace(newly_told(current, seeded), revision=event.revision + 1)
    await w.events.update(changed)
    if current.status is EventStatus.PUBLISHED and _is_moved(current, changed):
        await w.reviews.note_move(event.id, now)
    await _shorten_offers(w, changed, now, zone)
    await move_list(w, changed, now, zone)
    await tell_of_change(w, current, changed, now)
    return changed


async def call_off(uow: UnitOfWork, clock: Clock, event_id: int, cause: Cause | None = None) -> Event | None:
    """Cancels an event; everybody who has a seat or waits is told. None if unknown, over or cancelled."""
    now = clock()
    async with uow.writing(cause) as w:
        event = await w.events.lock(event_id)
        if event is None or event.status is not EventStatus.PUBLISHED or event.ends_at <= now:
            return None
        demand(w, Right.PUBLISH_EVENTS)
        called_off = replace(
            event,
            status=EventStatus.CANCELLED,
            revision=event.revision + 1,
            sequence=event.sequence + 1,
        )
        await w.events.update(called_off)
        await tell_of_cancelling(w, called_off, now)
        await note_acting(w, now, Noted.EVENT_CALLED_OFF, event_id=event_id)
        await w.commit()
        return called_off


def _is_moved(before: Event, event: Event) -> bool:
    return (before.starts_at, before.ends_at, before.place) != (event.starts_at, event.ends_at, event.place)


async def _shorten_offers(w: Work, event: Event, now: datetime, zone: ZoneInfo) -> None:
    """No offer outlasts the deadline of an event that was moved; who still has time hears until when."""
    end = max(offers_end(event), now)
    for offer in await w.registrations.offers(event.id):
        if offer.offer_until is None or offer.offer_until <= end:
            continue
        shorter = replace(offer, offer_until=end)
        await w.registrations.update(shorter)
        if end > now:
            await w.notices.skip_open(NoticeKind.SEAT_OFFERED, offer.id)
            await tell(w, shorter, NoticeKind.SEAT_OFFERED, now, not_quiet(now, zone))
