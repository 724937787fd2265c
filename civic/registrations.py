"""Registrations: a seat at an event, or a place in its waiting list; seats are never overbooked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.consents import Purpose
from civic.events import Closing, Event, Way, awaits_draw, why_closed
from civic.extra_questions import Answers
from civic.registration_codes import unused_code
from civic.residents import remember
from civic.told import snapshot

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

MOST_PEOPLE = 6
NAME_LIMIT = 80


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

MAY_RETURN = ENDED - {RegistrationStatus.DECLINED}
"""Whoever ended so may register again, at the end of the queue."""


class Need(StrEnum):
    """Support that somebody may need in order to take part."""

    INTERPRETER = "interpreter"
    SIGN_LANGUAGE = "sign_language"
    STEP_FREE = "step_free"
    COMPANION = "companion"
    CHILDCARE = "childcare"
    EASY_GERMAN = "easy_german"
    OTHER = "other"


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
    """What a resident confirmed. `notice_version` is the privacy notice that they were shown; empty: none.

    `others` are names of the further people, as far as they were told; the rest as in `Registration`.
    """

    event_id: int
    resident_id: int
    name: str
    people: int
    needs: frozenset[Need]
    notice_version: str
    others: tuple[str, ...] = ()
    answers: Answers = field(default_factory=dict)
    need_details: Mapping[str, str] = field(default_factory=dict)
    age_confirmed: bool | None = None
    phone: str = ""
    language: str = ""


@dataclass(frozen=True)
class Registered:
    """The people of this registration have seats."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class WaitListed:
    """No seats for that many people, or others wait before them. `position` counts registrations from 1.

    It is 0 for whoever is offered seats already.
    """

    registration: Registration
    event: Event
    position: int


@dataclass(frozen=True)
class PendingApproval:
    """A coordinator decides; the person hears either way."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class InDraw:
    """The seats are drawn at a time that is known; until then there is no order."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class AlreadyRegistered:
    """This resident has a registration for this event, or was declined; nothing was changed."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class Closed:
    """The event takes no registrations."""

    why: Closing


@dataclass(frozen=True)
class NoNotice:
    """The person was not shown the privacy notice; nothing was stored."""


@dataclass(frozen=True)
class NothingToChange:
    """No such registration of this resident, or it has ended, or it is too late, or nothing differs."""


Standing = Registered | WaitListed | PendingApproval | InDraw
RegisterOutcome = Standing | AlreadyRegistered | Closed | NoNotice


async def register(
    uow: UnitOfWork, clock: Clock, request: RegistrationRequest, cause: Cause | None = None
) -> RegisterOutcome:
    """Registers a resident: with seats where there are enough and nobody waits, else at the end of the queue.

    Seats are counted while the event is locked, so that two requests never see the same free seat. Where
    only some of the people would fit, the tick `expire_due` offers them what there is.
    """
    if not request.notice_version:
        return NoNotice()
    now = clock()
    async with uow.writing(cause) as w:
        event = await w.events.lock(request.event_id)
        closing = why_closed(event, now)
        if event is None or closing is not None:
            return Closed(closing or Closing.UNKNOWN)
        earlier = await w.registrations.of(event.id, request.resident_id)
        if earlier is not None and earlier.status not in MAY_RETURN:
            return AlreadyRegistered(earlier, event)
        asked = await _asked(w, request, earlier, now)
        moderated = event.way is Way.MODERATED
        placed = (
            replace(asked, status=RegistrationStatus.PENDING) if moderated else await place(w, event, asked)
        )
        kept = await keep(w, replace(placed, told=snapshot(event)))
        if not await remember(w, request.resident_id, request.name, request.notice_version, now):
            return Closed(Closing.LEAVING)
        # Whoever comes back is asked about photos anew.
        await w.consents.withdraw(request.resident_id, Purpose.PHOTOS, request.event_id)
        outcome = await standing(w, kept, event)
        await w.commit()
    return outcome


async def free_seats(w: Work, event: Event) -> int:
    """Seats that are neither taken nor offered; negative where the capacity was lowered below them."""
    return event.seats - await w.registrations.seats_taken(event.id)


async def place(
    w: Work, event: Event, registration: Registration, *, list_first: bool = True
) -> Registration:
    """The same registration with seats where all its people fit, else waiting at the end of the queue.

    Those who wait go first, unless nothing is offered any more (`list_first` false). Call it with the event
    locked; it stores nothing.
    """
    fits = not awaits_draw(event) and registration.people <= await free_seats(w, event)
    if fits and list_first:
        fits = await w.registrations.first_waiting(event.id) is None
    status = RegistrationStatus.CONFIRMED if fits else RegistrationStatus.WAITING
    queue = await w.registrations.next_queue(event.id)
    return replace(registration, status=status, queue=queue, offered=0, offer_until=None)


async def keep(w: Work, registration: Registration) -> Registration:
    """Stores a registration, new or not; returns it with its id."""
    if not registration.id:
        return await w.registrations.add(registration)
    await w.registrations.update(registration)
    return registration


async def standing(w: Work, registration: Registration, event: Event) -> Standing:
    """Where a registration stands, as what its person is told."""
    if registration.status is RegistrationStatus.CONFIRMED:
        return Registered(registration, event)
    if registration.status is RegistrationStatus.PENDING:
        return PendingApproval(registration, event)
    if awaits_draw(event):
        return InDraw(registration, event)
    return WaitListed(registration, event, await w.registrations.position(registration))


def speaks_for(registration: Registration) -> int | None:
    """Who hears of a registration and may change it: its resident, else the coordinator who entered it."""
    return registration.entered_by if registration.resident_id is None else registration.resident_id


async def _asked(
    w: Work, request: RegistrationRequest, earlier: Registration | None, now: datetime
) -> Registration:
    return Registration(
        id=earlier.id if earlier else 0,
        event_id=request.event_id,
        resident_id=request.resident_id,
        code=earlier.code if earlier else await unused_code(w),
        name=request.name,
        people=request.people,
        status=RegistrationStatus.WAITING,
        queue=await w.registrations.next_queue(request.event_id),
        created_at=now,
        needs=request.needs,
        others=request.others,
        answers=request.answers,
        need_details=request.need_details,
        age_confirmed=request.age_confirmed,
        phone=request.phone,
        language=request.language,
        sequence=earlier.sequence + 1 if earlier else 0,
    )
