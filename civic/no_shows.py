"""Seats of people who did not come: released after a while for others, and the numbers of an evening."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from civic.arrivals import OPENS_BEFORE, free_on_site, is_closed, patience_ends
from civic.event_teams import demand_team
from civic.events import Event
from civic.notices import NewNotice, NoticeKind
from civic.registrations import Registration, RegistrationStatus

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class Released:
    """These registrations have no seat any more; `free` seats can be given away now."""

    event: Event
    registrations: tuple[Registration, ...]
    free: int


@dataclass(frozen=True)
class NotYet:
    """People may still be on their way until `at`."""

    event: Event
    at: datetime


@dataclass(frozen=True)
class NothingToRelease:
    """No such event, or it does not take place, or everybody with a seat is here."""


@dataclass(frozen=True)
class Attendance:
    """The numbers of an evening. People unless said otherwise; `registered` had seats, walk-ins included."""

    registrations: int
    registered: int
    came: int
    came_registrations: int
    missing: int
    walk_ins: int
    waiting: int


async def release_no_shows(
    uow: UnitOfWork, clock: Clock, event_id: int, cause: Cause | None = None
) -> Released | NotYet | NothingToRelease:
    """Gives the seats up of everybody of whom nobody has come; each of them is told once."""
    now = clock()
    async with uow.writing(cause) as w:
        event = await w.events.lock(event_id)
        if event is None or is_closed(event, now):
            return NothingToRelease()
        await demand_team(w, event)
        if now < patience_ends(event):
            return NotYet(event, patience_ends(event))
        everybody = await w.door.everybody(event_id)
        missing = not_here(everybody)
        if not missing:
            return NothingToRelease()
        released = [await _release(w, one, now) for one in missing]
        kept = {one.id: one for one in everybody} | {one.id: one for one in released}
        await w.commit()
        return Released(event, tuple(released), free_on_site(event, kept.values(), now))


async def release_due(uow: UnitOfWork, clock: Clock) -> int:
    """Does the same for events that are set to; returns how many registrations were released.

    Where nobody has been checked in, the list is not in use at that door and says nothing of who came.
    """
    async with uow.reading() as r:
        due = [one.id for one in await r.door.releasing(clock()) if patience_ends(one) <= clock()]
    released = 0
    for event_id in due:
        outcome = await release_no_shows(uow, clock, event_id)
        released += len(outcome.registrations) if isinstance(outcome, Released) else 0
    return released


def not_here(everybody: Iterable[Registration]) -> list[Registration]:
    """Those who have seats and of whom nobody has come."""
    return [one for one in everybody if one.status is RegistrationStatus.CONFIRMED and not one.arrived]


def attendance(event: Event, everybody: Iterable[Registration]) -> Attendance:
    """Counts who had seats, who came and who did not."""
    kept = list(everybody)
    seated = [
        one for one in kept if one.status in (RegistrationStatus.CONFIRMED, RegistrationStatus.RELEASED)
    ]
    opened = event.starts_at - OPENS_BEFORE
    walked_in = [one for one in seated if one.entered_by is not None and one.created_at >= opened]
    registered, came = sum(one.people for one in seated), sum(one.arrived for one in seated)
    return Attendance(
        registrations=len(seated),
        registered=registered,
        came=came,
        came_registrations=sum(one.arrived > 0 for one in seated),
        missing=registered - came,
        walk_ins=sum(one.arrived for one in walked_in),
        waiting=sum(one.people for one in kept if one.status is RegistrationStatus.WAITING),
    )


async def _release(w: Work, one: Registration, now: datetime) -> Registration:
    released = replace(one, status=RegistrationStatus.RELEASED)
    await w.registrations.update(released)
    await w.notices.add(NewNotice(one.resident_id, NoticeKind.SEAT_RELEASED, one.id, now))
    return released
