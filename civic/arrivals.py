"""Arrivals: who has come, who is let in without a seat of their own, and seats of people who did not come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.event_teams import demand_team
from civic.events import Event, EventStatus
from civic.registrations import Registration, RegistrationStatus

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

OPENS_BEFORE = timedelta(hours=12)
USUAL_PATIENCE = 10
"""Minutes after the start, where an event does not say how long seats are kept."""


@dataclass(frozen=True)
class CheckedIn:
    """`registration.arrived` people are counted as here; `was` is where the registration stood before."""

    registration: Registration
    event: Event
    was: RegistrationStatus = RegistrationStatus.CONFIRMED


@dataclass(frozen=True)
class AlreadyIn:
    """Somebody counted them before (`arrived_by`, `arrived_at`), so nothing was changed."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class NotSeated:
    """They hold no seat for that many people; `free` seats could be given to them on the spot."""

    registration: Registration
    event: Event
    free: int


@dataclass(frozen=True)
class Elsewhere:
    """The registration is for this other event."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class DoorClosed:
    """The event was cancelled or has not been published, or it is too early: the door opens at `opens_at`."""

    event: Event
    opens_at: datetime


@dataclass(frozen=True)
class Unknown:
    """No such registration or event."""


@dataclass(frozen=True)
class Undone:
    """The people are no longer counted as here."""

    registration: Registration
    event: Event


CheckInOutcome = CheckedIn | AlreadyIn | NotSeated | Elsewhere | DoorClosed | Unknown
UndoOutcome = Undone | Elsewhere | Unknown


def patience_ends(event: Event) -> datetime:
    """From when on seats of people who have not come may be given away."""
    minutes = USUAL_PATIENCE if event.release_after is None else event.release_after
    return event.starts_at + timedelta(minutes=minutes)


def free_on_site(event: Event, everybody: Iterable[Registration], now: datetime) -> int:
    """Seats that nobody holds at this moment; of a group that came in part the rest is free in time."""
    return max(0, event.seats - sum(_held(one, event, now) for one in everybody))


def _held(one: Registration, event: Event, now: datetime) -> int:
    if one.status is RegistrationStatus.OFFERED:
        return one.offered
    if one.status is not RegistrationStatus.CONFIRMED:
        return 0
    return one.arrived if one.arrived and patience_ends(event) <= now else one.people


async def check_in(
    uow: UnitOfWork,
    clock: Clock,
    event_id: int,
    registration_id: int,
    people: int | None,
    staff_id: int,
    cause: Cause | None = None,
    *,
    seen: int = 0,
) -> CheckInOutcome:
    """Counts people of a registration with seats as here: all of them, or so many.

    `seen` is how many were here when the button was made: if that has changed, somebody else was quicker.
    """
    now = clock()
    async with uow.writing(cause) as w:
        found = await at_door(w, event_id, registration_id, now)
        if not isinstance(found, tuple):
            return found
        registration, event = found
        await demand_team(w, event)
        if registration.status is not RegistrationStatus.CONFIRMED:
            return NotSeated(registration, event, free_on_site(event, await w.door.everybody(event_id), now))
        if registration.arrived != seen:
            return AlreadyIn(registration, event)
        wanted = registration.people if people is None else min(max(1, people), registration.people)
        others = [one for one in await w.door.everybody(event_id) if one.id != registration.id]
        free = free_on_site(event, others, now)
        if seen and wanted > max(free, _held(registration, event, now)):
            return NotSeated(registration, event, max(0, free - seen))
        arrived = _arrived(registration, wanted, staff_id, now)
        await w.registrations.update(arrived)
        await w.commit()
        return CheckedIn(arrived, event)


async def let_in(
    uow: UnitOfWork,
    clock: Clock,
    event_id: int,
    registration_id: int,
    staff_id: int,
    cause: Cause | None = None,
) -> CheckInOutcome:
    """Gives free seats to a group that stands at the door without any: waiting, released, or cancelled."""
    now = clock()
    async with uow.writing(cause) as w:
        found = await at_door(w, event_id, registration_id, now)
        if not isinstance(found, tuple):
            return found
        registration, event = found
        await demand_team(w, event)
        if registration.arrived:
            return AlreadyIn(registration, event)
        others = [one for one in await w.door.everybody(event_id) if one.id != registration.id]
        free = free_on_site(event, others, now)
        if registration.status is not RegistrationStatus.CONFIRMED and registration.people > free:
            return NotSeated(registration, event, free)
        seated = replace(
            registration,
            status=RegistrationStatus.CONFIRMED,
            cancelled_at=None,
            offered=0,
            offer_until=None,
        )
        seated = _arrived(seated, seated.people, staff_id, now)
        await w.registrations.update(seated)
        await w.commit()
        return CheckedIn(seated, event, registration.status)


async def undo(
    uow: UnitOfWork,
    event_id: int,
    registration_id: int,
    cause: Cause | None = None,
    *,
    back_to: RegistrationStatus = RegistrationStatus.CONFIRMED,
) -> UndoOutcome:
    """Takes a check-in back; whoever had been let in stands where they stood before."""
    async with uow.writing(cause) as w:
        event = await w.events.lock(event_id)
        registration = await w.registrations.get(registration_id)
        if event is None or registration is None:
            return Unknown()
        await demand_team(w, event)
        if registration.event_id != event_id:
            return await _elsewhere(w, registration)
        if not registration.arrived:
            return Undone(registration, event)
        status = RegistrationStatus.WAITING if back_to is RegistrationStatus.OFFERED else back_to
        gone = replace(registration, status=status, arrived=0, arrived_at=None, arrived_by=None)
        await w.registrations.update(gone)
        await w.commit()
        return Undone(gone, event)


async def at_door(
    w: Work, event_id: int, registration_id: int, now: datetime
) -> tuple[Registration, Event] | Elsewhere | DoorClosed | Unknown:
    """A registration and its event, locked, if the door of that event is open."""
    event = await w.events.lock(event_id)
    registration = await w.registrations.get(registration_id)
    if event is None or registration is None:
        return Unknown()
    if registration.event_id != event_id:
        return await _elsewhere(w, registration)
    if is_closed(event, now):
        return DoorClosed(event, event.starts_at - OPENS_BEFORE)
    return registration, event


def is_closed(event: Event, now: datetime) -> bool:
    """Whether nobody can be let in: not half a day before the start, and to no event that is called off."""
    return event.status is not EventStatus.PUBLISHED or now < event.starts_at - OPENS_BEFORE


async def _elsewhere(w: Work, registration: Registration) -> Elsewhere | Unknown:
    one = await w.events.get(registration.event_id)
    return Elsewhere(registration, one.event) if one is not None else Unknown()


def _arrived(registration: Registration, people: int, staff_id: int, now: datetime) -> Registration:
    return replace(registration, arrived=people, arrived_at=now, arrived_by=staff_id)
