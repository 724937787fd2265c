"""Somebody without a registration stands at the door and is let in while seats are free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic.arrivals import OPENS_BEFORE, CheckedIn, DoorClosed, Unknown, free_on_site, is_closed
from civic.event_teams import demand_team
from civic.events import Event
from civic.registration_codes import unused_code
from civic.registrations import Registration, RegistrationStatus
from civic.told import snapshot

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class WalkIn:
    """Whom a coordinator lets in; nothing but a name and a number is asked."""

    event_id: int
    name: str
    people: int


@dataclass(frozen=True)
class NoRoom:
    """Fewer seats are free than people stand there; nothing was changed."""

    event: Event
    free: int


async def walk_in(
    uow: UnitOfWork, clock: Clock, request: WalkIn, staff_id: int, cause: Cause | None = None
) -> CheckedIn | NoRoom | DoorClosed | Unknown:
    """Registers people without an account and counts them as here, in one step."""
    now = clock()
    async with uow.writing(cause) as w:
        event = await w.events.lock(request.event_id)
        if event is None:
            return Unknown()
        await demand_team(w, event)
        if is_closed(event, now):
            return DoorClosed(event, event.starts_at - OPENS_BEFORE)
        free = free_on_site(event, await w.door.everybody(event.id), now)
        if request.people > free:
            return NoRoom(event, free)
        kept = await w.registrations.add(
            Registration(
                id=0,
                event_id=event.id,
                resident_id=None,
                code=await unused_code(w),
                name=request.name,
                people=request.people,
                status=RegistrationStatus.CONFIRMED,
                queue=await w.registrations.next_queue(event.id),
                created_at=now,
                told=snapshot(event),
                entered_by=staff_id,
                arrived=request.people,
                arrived_at=now,
                arrived_by=staff_id,
            )
        )
        await w.commit()
        return CheckedIn(kept, event, RegistrationStatus.CANCELLED)
