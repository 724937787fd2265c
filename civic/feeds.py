"""Calendar feeds: the private address of a resident, and when each version of an event was first shown."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.events import Event, EventStatus
from civic.one_time_links import token_hash

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.registrations import Registration
    from civic.residents import Cause
    from civic.time import Clock

SHOWN_AFTER = timedelta(days=30)
"""How long an event stays in the public feed after its end."""


@dataclass(frozen=True)
class PrivateFeed:
    """What the feed of one resident holds."""

    language: str
    registrations: tuple[tuple[Registration, Event], ...]


async def new_feed_token(uow: UnitOfWork, clock: Clock, resident_id: int, cause: Cause | None = None) -> str:
    """A token of 128 random bits for a resident's feed, to be shown once; the one before ends."""
    token = secrets.token_urlsafe(16)
    async with uow.writing(cause) as w:
        await w.feed_tokens.set(resident_id, token_hash(token), clock())
        await w.commit()
    return token


async def end_feed(uow: UnitOfWork, resident_id: int, cause: Cause | None = None) -> None:
    """Ends a resident's feed; calendars that fetch it get nothing any more."""
    async with uow.writing(cause) as w:
        await w.feed_tokens.remove(resident_id)
        await w.commit()


async def feed_since(uow: UnitOfWork, resident_id: int) -> datetime | None:
    """Since when a resident has a feed; None without one."""
    async with uow.reading() as r:
        return await r.feed_tokens.created_at(resident_id)


async def private_feed(uow: UnitOfWork, clock: Clock, token: str) -> PrivateFeed | None:
    """The registrations that a token opens; None for an unknown or ended one."""
    async with uow.reading() as r:
        resident_id = await r.feed_tokens.resident_of(token_hash(token))
        if resident_id is None:
            return None
        resident = await r.residents.get(resident_id)
        found = await r.registrations.of_resident(resident_id, clock())
    return PrivateFeed(resident.language, tuple(found))


async def public_events(uow: UnitOfWork, clock: Clock) -> list[Event]:
    """Published and cancelled events that are to come or not long over, soonest first."""
    async with uow.reading() as r:
        found = await r.events.of_staff(clock() - SHOWN_AFTER)
    return [one.event for one in found if one.event.status is not EventStatus.DRAFT]


async def stamps_of(uow: UnitOfWork, clock: Clock, events: Sequence[Event]) -> Mapping[int, datetime]:
    """When the present version of each event was first shown; one that is new is noted as of now."""
    revisions = {event.id: event.revision for event in events}
    async with uow.reading() as r:
        known = await r.event_stamps.of(revisions)
    new = revisions.keys() - known.keys()
    if not new:
        return known
    now = clock().replace(microsecond=0)
    async with uow.writing() as w:
        for event_id in sorted(new):
            await w.event_stamps.set(event_id, revisions[event_id], now)
        await w.commit()
    return {**known, **dict.fromkeys(new, now)}
