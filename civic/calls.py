"""Whom to call: people who did not hear that their event changed, was cancelled, or had a seat for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.event_teams import is_on_team
from civic.events import Event, EventStatus
from civic.notices import NoticeKind
from civic.registrations import ENDED, Registration, RegistrationStatus
from civic.told import differs, snapshot
from civic.waiting_list import locked

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

# On the web a message waits until its reader opens the page again.
UNSEEN_FOR = timedelta(days=1)
IMPORTANT = (NoticeKind.EVENT_CHANGED, NoticeKind.EVENT_CANCELLED, NoticeKind.SEAT_OFFERED)
"""What has to be said by telephone where it cannot be written."""
# The offer stands, or went on because nobody took it.
_OFFERED = (RegistrationStatus.OFFERED, RegistrationStatus.PASSED)


class Why(StrEnum):
    """What somebody does not know yet."""

    CHANGED = "changed"
    CANCELLED = "cancelled"
    OFFER = "offer"


@dataclass(frozen=True)
class Missed:
    """A message about a registration that did not reach its reader; `waits` where it was sent to a page that
    nobody has opened since."""

    registration: Registration
    kind: NoticeKind
    at: datetime
    waits: bool = False


@dataclass(frozen=True)
class ToCall:
    """One person to be called; the telephone number, where there is one, stands in the registration."""

    registration: Registration
    why: Why


async def to_call(uow: UnitOfWork, clock: Clock, event_id: int) -> list[ToCall]:
    """The people of an event that has not ended who are to be called, each once, in order of the queue."""
    now = clock()
    async with uow.reading() as r:
        one = await r.events.get(event_id)
        if one is None or one.event.ends_at <= now:
            return []
        missed = await r.unheard.of_event(event_id, now - UNSEEN_FOR)
        others = await r.unheard.without_account(event_id)
    found = {other.id: ToCall(other, why) for other in others if (why := _without_account(other, one.event))}
    for message in missed:
        why = _still(message, one.event)
        if why is not None and message.registration.id not in found:
            found[message.registration.id] = ToCall(message.registration, why)
    return sorted(found.values(), key=lambda call: call.registration.queue)


async def called(
    uow: UnitOfWork, clock: Clock, registration_id: int, staff_id: int, cause: Cause | None = None
) -> Registration | None:
    """Notes that somebody was told everything by telephone. None where there is no such registration, or
    it is for an event that this member of staff does not coordinate."""
    async with uow.writing(cause) as w:
        found, event = await locked(w, registration_id) or (None, None)
        if event is None or found is None or not await is_on_team(w, event, staff_id):
            return None
        heard = {**found.told, **snapshot(event), "called": clock().isoformat()}
        settled = replace(found, told={key: value for key, value in heard.items() if key != "call"})
        await w.registrations.update(settled)
        await w.commit()
        return settled


def _without_account(registration: Registration, event: Event) -> Why | None:
    call = registration.told.get("call")
    if event.status is EventStatus.CANCELLED:
        return Why.CANCELLED if call == NoticeKind.EVENT_CANCELLED.value else None
    if call == NoticeKind.SEAT_OFFERED.value and registration.status in _OFFERED:
        return Why.OFFER
    if registration.status in ENDED or not differs(registration.told, event):
        return None
    return Why.CHANGED


def _still(missed: Missed, event: Event) -> Why | None:
    """Why somebody is to be called because of a missed message; None where they know by now."""
    registration = missed.registration
    told_at = registration.told.get("called")
    if isinstance(told_at, str) and datetime.fromisoformat(told_at) > missed.at:
        return None
    if missed.kind is NoticeKind.EVENT_CANCELLED:
        return Why.CANCELLED
    if event.status is EventStatus.CANCELLED:
        return None
    if missed.kind is NoticeKind.SEAT_OFFERED:
        return Why.OFFER if registration.status in _OFFERED else None
    if registration.status in ENDED:
        return None
    return Why.CHANGED if missed.waits or differs(registration.told, event) else None
