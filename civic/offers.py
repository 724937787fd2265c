"""Whoever is offered a freed seat takes it, passes, or lets the offer lapse; then it goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from civic.event_notices import tell_news
from civic.events import Event, why_closed
from civic.notices import NoticeKind
from civic.offer_times import offer_times
from civic.quiet_hours import not_quiet
from civic.registrations import (
    Closed,
    NothingToChange,
    Registration,
    RegistrationStatus,
    Standing,
    place,
    standing,
)
from civic.waiting_list import end_offer, is_open, mark_unreachable, own, tell
from civic.waiting_list import move_list as move_list

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class Claimed:
    """The offered seats are theirs; of a partial offer `registration.people` is what they got."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class PassedOn:
    """They do not want the seats; these went to the next."""

    registration: Registration
    event: Event


@dataclass(frozen=True)
class OfferGone:
    """There is no such offer (any more). `position` is where they wait now, 0 where they do not."""

    registration: Registration | None
    event: Event | None
    position: int = 0


ClaimOutcome = Claimed | OfferGone
PassOutcome = PassedOn | OfferGone
RejoinOutcome = Standing | Closed | NothingToChange


async def claim(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    registration_id: int,
    resident_id: int,
    cause: Cause | None = None,
) -> ClaimOutcome:
    """Takes the offered seats. Whoever is too late waits at the end of the list, if the event allows it;
    where nobody else waits and the seats are still free, they are theirs all the same.
    """
    now = clock()
    async with uow.writing(cause) as w:
        found = await own(w, registration_id, resident_id)
        if found is None:
            return OfferGone(None, None)
        offer, event = found
        if offer.status is RegistrationStatus.CONFIRMED:
            return Claimed(offer, event)
        if is_open(offer, event, now):
            taken = await _take(w, offer)
            await w.commit()
            return Claimed(taken, event)
        if offer.status in (RegistrationStatus.OFFERED, RegistrationStatus.PASSED):
            offer = await _too_late(w, offer, event, now, zone)
        position = await w.registrations.position(offer)
        await w.commit()
    has_seat = offer.status is RegistrationStatus.CONFIRMED
    return Claimed(offer, event) if has_seat else OfferGone(offer, event, position)


async def pass_on(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    registration_id: int,
    resident_id: int,
    cause: Cause | None = None,
) -> PassOutcome:
    """Declines the offered seats, which go to the next at once."""
    async with uow.writing(cause) as w:
        found = await own(w, registration_id, resident_id)
        if found is None:
            return OfferGone(None, None)
        offer, event = found
        if offer.status is RegistrationStatus.OFFERED:
            offer = await end_offer(w, replace(offer, told=_answered(offer)))
            await move_list(w, event, clock(), zone)
            await w.commit()
            return PassedOn(offer, event)
        if offer.status is RegistrationStatus.PASSED:
            return PassedOn(offer, event)
        return OfferGone(offer, event, await w.registrations.position(offer))


async def rejoin(
    uow: UnitOfWork,
    clock: Clock,
    zone: ZoneInfo,
    registration_id: int,
    resident_id: int,
    cause: Cause | None = None,
) -> RejoinOutcome:
    """Puts whoever passed, or let an offer lapse, at the end of the list; free seats are theirs at once."""
    now = clock()
    async with uow.writing(cause) as w:
        found = await own(w, registration_id, resident_id)
        if found is None or found[0].status is not RegistrationStatus.PASSED:
            return NothingToChange()
        registration, event = found
        closing = why_closed(event, now)
        if closing is not None:
            return Closed(closing)
        await _back(w, registration, event, now, zone)
        outcome = await standing(w, await _fresh(w, registration), event)
        await w.commit()
        return outcome


async def expire_due(uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> int:
    """Lets offers lapse whose time is over or whose person cannot be reached, and offers what is free.

    Returns how many ended. Can be repeated at any time, also by several processes at once.
    """
    now = clock()
    async with uow.reading() as r:
        due = {offer.event_id for offer in await r.registrations.due_offers(now)}
        unserved = await r.events.unserved(now)
    waiting = {event.id for event in unserved if offer_times(event, now, zone) is not None}
    return sum([await _settle(uow, clock, zone, event_id) for event_id in sorted(due | waiting)])


async def _take(w: Work, offer: Registration) -> Registration:
    taken = replace(
        offer,
        told=_answered(offer),
        status=RegistrationStatus.CONFIRMED,
        people=offer.offered,
        others=offer.others[: offer.offered - 1],
        offered=0,
        offer_until=None,
        sequence=offer.sequence + 1,
    )
    await w.registrations.update(taken)
    await w.notices.skip_open(NoticeKind.SEAT_OFFERED, offer.id)
    return taken


async def _too_late(
    w: Work, offer: Registration, event: Event, now: datetime, zone: ZoneInfo
) -> Registration:
    ended = await end_offer(w, offer)
    # Before they are back in the list: the seats that they missed go to somebody else first.
    await move_list(w, event, now, zone)
    if why_closed(event, now) is not None:
        return ended
    await _back(w, ended, event, now, zone)
    return await _fresh(w, ended)


async def _settle(uow: UnitOfWork, clock: Clock, zone: ZoneInfo, event_id: int) -> int:
    now = clock()
    async with uow.writing() as w:
        event = await w.events.lock(event_id)
        if event is None:
            return 0
        due = [offer for offer in await w.registrations.due_offers(now) if offer.event_id == event_id]
        for offer in due:
            await _lapse(w, offer, event, now, zone)
        await move_list(w, event, now, zone)
        await w.commit()
        return len(due)


async def _lapse(w: Work, offer: Registration, event: Event, now: datetime, zone: ZoneInfo) -> None:
    if offer.offer_until is not None and now < offer.offer_until:
        await mark_unreachable(w, offer, now)
        return
    if await w.notices.skip_open(NoticeKind.SEAT_OFFERED, offer.id):
        # Nobody told them, because the program or a messenger stood still: they keep their place.
        unheard = replace(offer, status=RegistrationStatus.WAITING, offered=0, offer_until=None)
        await w.registrations.update(unheard)
        return
    ended = await end_offer(w, offer)
    await tell(w, ended, NoticeKind.OFFER_LAPSED, now, not_quiet(now, zone))


async def _back(w: Work, registration: Registration, event: Event, now: datetime, zone: ZoneInfo) -> None:
    """At the end of the list, or with free seats; what changed while they were out of it is told."""
    again = replace(registration, told=_answered(registration), sequence=registration.sequence + 1)
    await w.registrations.update(await place(w, event, again))
    await tell_news(w, again, event, now)
    await move_list(w, event, now, zone)


def _answered(offer: Registration) -> dict[str, object]:
    return {key: value for key, value in offer.told.items() if key not in ("unreachable", "call")}


async def _fresh(w: Work, registration: Registration) -> Registration:
    found = await w.registrations.get(registration.id)
    assert found is not None
    return found
