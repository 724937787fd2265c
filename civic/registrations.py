"""Registrations: a seat at an event, or a place in its waiting list; seats are never overbooked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.events import Closing, Event, takes_place, why_closed
from civic.extra_questions import Answers
from civic.notices import NewNotice, NoticeKind

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

MOST_PEOPLE = 6
NAME_LIMIT = 80
# Without 0/O, 1/I/L: a code is read out at the door.
_CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_CODE_LENGTH = 6


class RegistrationStatus(StrEnum):
    """Where a registration stands.

    A pending one waits for a coordinator, an offered one holds a freed seat until its person decides, a
    passed one stepped out of the waiting list, and of a released one nobody came in time.
    """

    PENDING = "pending"
    WAITING = "waiting"
    OFFERED = "offered"
    CONFIRMED = "confirmed"
    PASSED = "passed"
    RELEASED = "released"
    DECLINED = "declined"
    CANCELLED = "cancelled"


ENDED = frozenset(
    (
        RegistrationStatus.PASSED,
        RegistrationStatus.RELEASED,
        RegistrationStatus.DECLINED,
        RegistrationStatus.CANCELLED,
    )
)
"""These hold no seat and wait for none."""


class Need(StrEnum):
    """Support that somebody may need in order to take part."""

    INTERPRETER = "interpreter"
    SIGN_LANGUAGE = "sign_language"
    STEP_FREE = "step_free"
    COMPANION = "companion"
    CHILDCARE = "childcare"
    EASY_GERMAN = "easy_german"


@dataclass(frozen=True)
class Registration:
    """One registration of a household (`people` persons) for one event. `queue` orders the waiting list.

    `resident_id` is None for somebody without an account, whom a coordinator (`entered_by`) put on the list
    with a telephone number; `language` is theirs then. `others` are the names of the further people, as far
    as they are known. `offered` seats are held until `offer_until`. `reminders` None means the event's.
    `told` is what the person last heard of the event's times, place and titles. `arrived` counts people.
    """

    id: int
    event_id: int
    resident_id: int | None
    code: str
    name: str
    people: int
    status: RegistrationStatus
    queue: int
    created_at: datetime
    needs: frozenset[Need] = frozenset()
    cancelled_at: datetime | None = None
    others: tuple[str, ...] = ()
    answers: Answers = field(default_factory=dict)
    need_details: Mapping[str, str] = field(default_factory=dict)
    age_confirmed: bool | None = None
    photos: bool | None = None
    reminders: tuple[int, ...] | None = None
    offered: int = 0
    offer_until: datetime | None = None
    told: Mapping[str, object] = field(default_factory=dict)
    phone: str = ""
    language: str = ""
    entered_by: int | None = None
    arrived: int = 0
    arrived_at: datetime | None = None
    arrived_by: int | None = None
    sequence: int = 0


@dataclass(frozen=True)
class RegistrationRequest:
    """What a resident confirmed. `notice_version` is the privacy notice that they were shown."""

    event_id: int
    resident_id: int
    name: str
    people: int
    needs: frozenset[Need]
    notice_version: str


@dataclass(frozen=True)
class Registered:
    """The people of this registration have seats."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class WaitListed:
    """No seats for that many people, or others wait before them. `position` counts registrations from 1."""

    registration: Registration
    event: Event
    position: int


@dataclass(frozen=True)
class AlreadyRegistered:
    """This resident has a registration for this event; nothing was changed."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class Closed:
    """The event takes no registrations."""

    why: Closing


@dataclass(frozen=True)
class Cancelled:
    """The registration ended now; its seats went to whoever waited."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class NothingToCancel:
    """No such registration of this resident, or it had ended before, or the event has begun."""


RegisterOutcome = Registered | WaitListed | AlreadyRegistered | Closed
CancelOutcome = Cancelled | NothingToCancel


async def register(
    uow: UnitOfWork, clock: Clock, request: RegistrationRequest, cause: Cause | None = None
) -> RegisterOutcome:
    """Registers a resident: puts them at the end of the queue, then seats whose turn it is.

    Seats are counted while the event is locked, so that two requests never see the same free seat.
    """
    now = clock()
    async with uow.writing(cause) as w:
        event = await w.events.lock(request.event_id)
        closing = why_closed(event, now)
        if event is None or closing is not None:
            return Closed(closing or Closing.UNKNOWN)
        earlier = await w.registrations.of(event.id, request.resident_id)
        if earlier is not None and earlier.status is not RegistrationStatus.CANCELLED:
            return AlreadyRegistered(earlier, event)
        waiting = await _enqueue(w, request, earlier, now)
        await _remember_person(w, request)
        seated = await fill_seats(w, event, now, told=waiting.id)
        position = await w.registrations.position(waiting) if waiting.id not in seated else 0
        await w.commit()
    if position:
        return WaitListed(waiting, event, position)
    return Registered(replace(waiting, status=RegistrationStatus.CONFIRMED), event)


async def cancel(
    uow: UnitOfWork, clock: Clock, registration_id: int, resident_id: int, cause: Cause | None = None
) -> CancelOutcome:
    """Cancels a resident's own registration and gives its seats to the first in line."""
    now = clock()
    async with uow.writing(cause) as w:
        registration = await w.registrations.get(registration_id)
        if registration is None or registration.resident_id != resident_id:
            return NothingToCancel()
        event = await w.events.lock(registration.event_id)
        # Read again under the lock: somebody may have been seated or cancelled meanwhile.
        registration = await w.registrations.get(registration_id)
        if event is None or registration is None or event.starts_at <= now:
            return NothingToCancel()
        if registration.status is RegistrationStatus.CANCELLED:
            return NothingToCancel()
        ended = replace(registration, status=RegistrationStatus.CANCELLED, cancelled_at=now)
        await w.registrations.update(ended)
        if takes_place(event, now):
            await fill_seats(w, event, now)
        await w.commit()
        return Cancelled(ended, event)


async def fill_seats(w: Work, event: Event, now: datetime, told: int = 0) -> frozenset[int]:
    """Gives free seats to the waiting list in its order; where the head does not fit, all behind it wait.

    Whoever is seated hears of it by a notice, except registration `told`, who is being answered anyway.
    """
    seated: set[int] = set()
    free = event.seats - await w.registrations.seats_taken(event.id)
    while (lucky := await w.registrations.first_waiting(event.id)) and lucky.people <= free:
        await w.registrations.update(replace(lucky, status=RegistrationStatus.CONFIRMED))
        if lucky.id != told and lucky.resident_id is not None:
            await w.notices.add(NewNotice(lucky.resident_id, NoticeKind.SEAT_FREED, lucky.id, now))
        seated.add(lucky.id)
        free -= lucky.people
    return frozenset(seated)


async def _enqueue(
    w: Work, request: RegistrationRequest, earlier: Registration | None, now: datetime
) -> Registration:
    fresh = Registration(
        id=earlier.id if earlier else 0,
        event_id=request.event_id,
        resident_id=request.resident_id,
        code=earlier.code if earlier else await _unused_code(w),
        name=request.name,
        people=request.people,
        status=RegistrationStatus.WAITING,
        queue=await w.registrations.next_queue(request.event_id),
        created_at=now,
        needs=request.needs,
    )
    if earlier is None:
        return await w.registrations.add(fresh)
    await w.registrations.update(fresh)
    return fresh


async def _unused_code(w: Work) -> str:
    while True:
        code = "".join(secrets.choice(_CODE_LETTERS) for _ in range(_CODE_LENGTH))
        if await w.registrations.by_code(code) is None:
            return code


async def _remember_person(w: Work, request: RegistrationRequest) -> None:
    resident = await w.residents.lock(request.resident_id)
    await w.residents.update(replace(resident, name=request.name, notice_version=request.notice_version))
