"""Events whose registrations a coordinator accepts or declines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civic.event_teams import demand_team
from civic.events import Event, takes_place
from civic.notices import NoticeKind
from civic.offer_times import offers_end
from civic.registrations import Registration, RegistrationStatus, place
from civic.waiting_list import locked, move_list, tell

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class Accepted:
    """They may come; `position` is their place in the waiting list where the event is full, else 0."""

    registration: Registration
    event: Event
    position: int


@dataclass(frozen=True)
class Declined:
    """They may not come, and hear of it."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class AlreadyDecided:
    """Nothing to decide: decided before, withdrawn, unknown, or the event is over or cancelled."""

    registration: Registration | None


async def accept(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    registration_id: int,
    staff_id: int,
    cause: Cause | None = None,
) -> Accepted | AlreadyDecided:
    """Gives a pending registration its seats, or a place in the waiting list where there are not enough.

    `staff_id` is who decided; the caller has checked that they may.
    """
    now = clock()
    async with uow.writing(cause) as w:
        registration, event = await _pending(w, registration_id)
        if registration is None or event is None or not takes_place(event, now):
            return AlreadyDecided(registration)
        await demand_team(w, event)
        # Once nothing is offered any more, whoever waits cannot be before anybody.
        placed = await place(w, event, registration, list_first=now < offers_end(event))
        placed = replace(placed, sequence=registration.sequence + 1)
        await w.registrations.update(placed)
        await tell(w, placed, NoticeKind.ACCEPTED, now)
        position = await w.registrations.position(placed)
        await move_list(w, event, now, zone)
        await w.commit()
        return Accepted(placed, event, position)


async def decline(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    registration_id: int,
    staff_id: int,
    cause: Cause | None = None,
) -> Declined | AlreadyDecided:
    """Declines a pending registration; it held no seat, so nothing else moves."""
    now = clock()
    async with uow.writing(cause) as w:
        registration, event = await _pending(w, registration_id)
        if registration is None or event is None or not takes_place(event, now):
            return AlreadyDecided(registration)
        await demand_team(w, event)
        declined = replace(
            registration, status=RegistrationStatus.DECLINED, sequence=registration.sequence + 1
        )
        await w.registrations.update(declined)
        await tell(w, declined, NoticeKind.DECLINED, now)
        await w.commit()
        return Declined(declined, event)


async def _pending(w: Work, registration_id: int) -> tuple[Registration | None, Event | None]:
    registration, event = await locked(w, registration_id) or (None, None)
    undecided = registration is not None and registration.status is RegistrationStatus.PENDING
    return registration, event if undecided else None
