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
    place,
)
from civic.waiting_list import cancelled, has_room, locked, move_list, tell

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
        return await _changed(w, clock, zone, cancelled(found[0], now), found[1])


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
        if people > was and not await has_room(w, registration, event, people - was):
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
    found = await locked(w, registration_id)
    return found if found is not None and await is_on_team(w, found[1], staff_id) else None


async def _changed(
    w: Work, clock: Clock, zone: ZoneInfo, changed: Registration, event: Event
) -> ChangedForThem:
    await w.registrations.update(changed)
    if changed.resident_id is not None:
        await tell(w, changed, NoticeKind.CHANGED_BY_STAFF, clock())
    await move_list(w, event, clock(), zone)
    await w.commit()
    return ChangedForThem(changed, event)
