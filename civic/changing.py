"""Changing and cancelling a registration: the whole of it, single people, or what was said with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from civic.events import Event, why_closed
from civic.notices import NoticeKind
from civic.registrations import (
    ENDED,
    MOST_PEOPLE,
    Need,
    NothingToChange,
    Registration,
)
from civic.waiting_list import cancelled, has_room, move_list, own

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.extra_questions import Answers
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


class Unchanged(Enum):
    """Stands for "as it is" where None means something."""

    UNCHANGED = "unchanged"


UNCHANGED = Unchanged.UNCHANGED


@dataclass(frozen=True)
class Cancelled:
    """The registration ended now; its seats are offered to whoever waits."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class PeopleCancelled:
    """Fewer people come; their seats are offered to whoever waits."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class NothingToCancel:
    """No such registration of this resident, or it had ended before, or the event has begun, or they are
    at the door already."""


@dataclass(frozen=True)
class PersonAdded:
    """One more person comes, or waits: `position` is the place in the waiting list, 0 with a seat."""

    registration: Registration
    event: Event
    position: int


@dataclass(frozen=True)
class NoSeatForMore:
    """There is no free seat for one more person, or an offer must be answered first; nothing was changed."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class Changed:
    """What was said with a registration is now this."""

    registration: Registration
    event: Event


CancelOutcome = Cancelled | NothingToCancel
AddOutcome = PersonAdded | NoSeatForMore | NothingToChange


async def cancel(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    registration_id: int,
    resident_id: int,
    cause: Cause | None = None,
) -> CancelOutcome:
    """Cancels a resident's own registration and offers its seats to the first in line."""
    now = clock()
    async with uow.writing(cause) as w:
        found = await own(w, registration_id, resident_id)
        if found is None or found[0].arrived or not _can_cancel(*found, now):
            return NothingToCancel()
        outcome = await _cancel(w, *found, now, zone)
        await w.commit()
        return outcome


async def cancel_people(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    registration_id: int,
    resident_id: int,
    people: int,
    cause: Cause | None = None,
    *,
    others: tuple[str, ...] | None = None,
) -> Cancelled | PeopleCancelled | NothingToCancel:
    """Takes so many people off a registration; all of them is cancelling it. `others` are the names left."""
    now = clock()
    async with uow.writing(cause) as w:
        found = await own(w, registration_id, resident_id)
        if found is None or people < 1 or not _can_cancel(*found, now):
            return NothingToCancel()
        registration, event = found
        left = registration.people - people
        if max(0, left) < registration.arrived:
            return NothingToCancel()
        if left < 1:
            outcome = await _cancel(w, registration, event, now, zone)
            await w.commit()
            return outcome
        names = registration.others if others is None else others
        smaller = replace(
            registration,
            people=left,
            others=names[: left - 1],
            offered=min(registration.offered, left),
            sequence=registration.sequence + 1,
        )
        await w.registrations.update(smaller)
        await move_list(w, event, now, zone)
        await w.commit()
        return PeopleCancelled(smaller, event)


async def add_person(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    registration_id: int,
    resident_id: int,
    name: str,
    cause: Cause | None = None,
) -> AddOutcome:
    """One more person on a registration: into a free seat, or along in the waiting list."""
    now = clock()
    async with uow.writing(cause) as w:
        found = await own(w, registration_id, resident_id)
        if found is None or found[0].status in ENDED or found[0].people == MOST_PEOPLE:
            return NothingToChange()
        registration, event = found
        if why_closed(event, now) is not None:
            return NothingToChange()
        if not await has_room(w, registration, event):
            return NoSeatForMore(registration, event)
        # A name stays with its person: those who were not named come last.
        others = (*registration.others, name)[: registration.people] if name else registration.others
        larger = replace(
            registration, people=registration.people + 1, others=others, sequence=registration.sequence + 1
        )
        await w.registrations.update(larger)
        await move_list(w, event, now, zone)
        position = await w.registrations.position(larger)
        await w.commit()
        return PersonAdded(larger, event, position)


async def change_details(
    uow: UnitOfWork,
    clock: Clock,
    registration_id: int,
    resident_id: int,
    name: str | None = None,
    needs: frozenset[Need] | None = None,
    need_details: Mapping[str, str] | None = None,
    answers: Answers | None = None,
    others: tuple[str, ...] | None = None,
    reminders: tuple[int, ...] | Unchanged | None = UNCHANGED,
    cause: Cause | None = None,
) -> Changed | NothingToChange:
    """Changes what was said with a registration, until the deadline; reminders until the start.

    None leaves a detail as it is; for `reminders` it means the event's own.
    """
    said = {"name": name, "needs": needs, "need_details": need_details, "answers": answers, "others": others}
    changes: dict[str, object] = {key: value for key, value in said.items() if value is not None}
    now = clock()
    async with uow.writing(cause) as w:
        found = await own(w, registration_id, resident_id)
        if found is None or not _can_cancel(*found, now):
            return NothingToChange()
        registration, event = found
        if changes and now >= event.deadline:
            return NothingToChange()
        if reminders is not UNCHANGED:
            changes["reminders"] = reminders
        changed = replace(registration, **changes)  # type: ignore[arg-type]
        if changed == registration:
            return NothingToChange()
        if changes.keys() & said.keys():
            # Whoever watches the totals of needs sees by this number that something is different.
            changed = replace(changed, sequence=changed.sequence + 1)
        await w.registrations.update(changed)
        await w.commit()
        return Changed(changed, event)


def _can_cancel(registration: Registration, event: Event, now: datetime) -> bool:
    return registration.status not in ENDED and event.starts_at > now


async def _cancel(
    w: Work, registration: Registration, event: Event, now: datetime, zone: ZoneInfo
) -> Cancelled:
    ended = cancelled(registration, now)
    await w.registrations.update(ended)
    await w.notices.skip_open(NoticeKind.SEAT_OFFERED, ended.id)
    await move_list(w, event, now, zone)
    return Cancelled(ended, event)
