"""Registering somebody who has no account: a coordinator enters them, on the phone or at the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from civic.event_teams import demand_team
from civic.events import Closing, Event, why_closed
from civic.extra_questions import Answers
from civic.offer_times import offers_end
from civic.registration_codes import unused_code
from civic.registrations import (
    Closed,
    Need,
    Registration,
    RegistrationStatus,
    Standing,
    keep,
    place,
    standing,
)
from civic.told import snapshot

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class DeskRequest:
    """What a coordinator enters for somebody; `phone` is how that person can be reached."""

    event_id: int
    name: str
    people: int = 1
    phone: str = ""
    language: str = ""
    needs: frozenset[Need] = frozenset()
    need_details: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    answers: Answers = field(default_factory=dict)
    age_confirmed: bool | None = None


async def register_at_desk(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    request: DeskRequest,
    staff_id: int,
    cause: Cause | None = None,
) -> Standing | Closed:
    """Registers a person without account until the end of the event, also after the deadline.

    They queue like everybody while seats are offered along the waiting list; later a free seat is theirs.
    Notices about the registration go to the coordinator, who may also change it.
    """
    now = clock()
    async with uow.writing(cause) as w:
        event = await w.events.lock(request.event_id)
        closing = _why_closed(event, now)
        if event is None or closing is not None:
            return Closed(closing or Closing.UNKNOWN)
        await demand_team(w, event)
        entered = await _entered(w, request, event, staff_id, now)
        placed = await place(w, event, entered, list_first=now < offers_end(event))
        outcome = await standing(w, await keep(w, placed), event)
        await w.commit()
        return outcome


def _why_closed(event: Event | None, now: datetime) -> Closing | None:
    closing = why_closed(event, now)
    if event is None or closing not in (Closing.OVER, Closing.DEADLINE, Closing.NOT_YET):
        return closing
    if event.listing_only:
        return Closing.LISTING_ONLY
    return Closing.OVER if event.ends_at <= now else None


async def _entered(w: Work, request: DeskRequest, event: Event, staff_id: int, now: datetime) -> Registration:
    return Registration(
        id=0,
        event_id=event.id,
        resident_id=None,
        code=await unused_code(w),
        name=request.name,
        people=request.people,
        status=RegistrationStatus.WAITING,
        queue=0,
        created_at=now,
        needs=request.needs,
        others=request.others,
        answers=request.answers,
        need_details=request.need_details,
        age_confirmed=request.age_confirmed,
        told=snapshot(event),
        phone=request.phone,
        language=request.language,
        entered_by=staff_id,
    )
