"""What coordinators change for somebody who registered: fewer or more people, the end, many decisions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civic.changing import NoSeatForMore
from civic.event_teams import is_on_team
from civic.events import Event, takes_place
from civic.notices import NoticeKind
from civic.registrations import (
    ENDED,
    MOST_PEOPLE,
    NothingToChange,
    Registration,
    RegistrationStatus,
    free_seats,
    place,
)
from civic.waiting_list import move_list, tell

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class ChangedForThem:
    """The registration is this now, and its person hears of it."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class AcceptedAll:
    """How many registrations got their seats at once, and how many still wait for a decision."""

    accepted: int
    left: int


async def cancel_for(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    registration_id: int,
    staff_id: int,
    cause: Cause | None = None,
) -> ChangedForThem | NothingToChange:
    """Ends a registration; its seats go to whoever waits."""
    now = clock()
    async with uow.writing(cause) as w:
        found = await _of_team(w, registration_id, staff_id)
        if found is None or found[0].status in ENDED or found[1].starts_at <= now:
            return NothingToChange()
        ended = replace(
            found[0],
            status=RegistrationStatus.CANCELLED,
            cancelled_at=now,
            offered=0,
            offer_until=None,
            sequence=found[0].sequence + 1,
        )
        return await _changed(w, clock, zone, ended, found[1])


async def set_people(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    registration_id: int,
    staff_id: int,
    was: int,
    people: int,
    cause: Cause | None = None,
) -> ChangedForThem | NoSeatForMore | NothingToChange:
    """Sets how many people come. Nothing happens where they are not `was` any more."""
    async with uow.writing(cause) as w:
        found = await _of_team(w, registration_id, staff_id)
        if found is None or found[0].status in ENDED or found[1].starts_at <= clock():
            return NothingToChange()
        registration, event = found
        if registration.people != was or people == was or not 1 <= people <= MOST_PEOPLE:
            return NothingToChange()
        if people > was and not await _has_room(w, registration, event, people - was):
            return NoSeatForMore(registration, event)
        changed = replace(
            registration,
            people=people,
            others=registration.others[: people - 1],
            offered=min(registration.offered, people),
            sequence=registration.sequence + 1,
        )
        return await _changed(w, clock, zone, changed, event)


async def accept_fitting(
    uow: UnitOfWork, clock: Clock, zone: ZoneInfo, event_id: int, staff_id: int, cause: Cause | None = None
) -> AcceptedAll | NothingToChange:
    """Accepts pending registrations in the order in which they came, as far as they fit as a whole."""
    now = clock()
    async with uow.writing(cause) as w:
        event = await w.events.lock(event_id)
        if event is None or not takes_place(event, now) or not await is_on_team(w, event, staff_id):
            return NothingToChange()
        every = [one.registration for one in await w.participants.of_event(event_id)]
        pending = [one for one in every if one.status is RegistrationStatus.PENDING]
        accepted = 0
        for one in sorted(pending, key=lambda one: (one.created_at, one.id)):
            placed = replace(await place(w, event, one), sequence=one.sequence + 1)
            if placed.status is RegistrationStatus.CONFIRMED:
                await w.registrations.update(placed)
                await tell(w, placed, NoticeKind.ACCEPTED, now)
                accepted += 1
        await w.commit()
        return AcceptedAll(accepted, len(pending) - accepted)


async def _of_team(w: Work, registration_id: int, staff_id: int) -> tuple[Registration, Event] | None:
    known = await w.registrations.get(registration_id)
    event = await w.events.lock(known.event_id) if known is not None else None
    # Read again under the lock: it may have changed meanwhile.
    registration = await w.registrations.get(registration_id)
    if registration is None or event is None or not await is_on_team(w, event, staff_id):
        return None
    return registration, event


async def _changed(
    w: Work, clock: Clock, zone: ZoneInfo, changed: Registration, event: Event
) -> ChangedForThem:
    await w.registrations.update(changed)
    if changed.resident_id is not None:
        await tell(w, changed, NoticeKind.CHANGED_BY_STAFF, clock())
    await move_list(w, event, clock(), zone)
    await w.commit()
    return ChangedForThem(changed, event)


async def _has_room(w: Work, registration: Registration, event: Event, more: int) -> bool:
    if registration.status is RegistrationStatus.OFFERED:
        return False
    if registration.status is not RegistrationStatus.CONFIRMED:
        return True
    nobody_waits = await w.registrations.first_waiting(event.id) is None
    return nobody_waits and await free_seats(w, event) >= more
