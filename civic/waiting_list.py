"""The waiting list of an event moves: what became free is offered along it, in its order."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from civic.events import Event, EventStatus, awaits_draw, takes_place
from civic.notices import NewNotice, NoticeKind
from civic.offer_times import OfferTimes, offer_times, offers_end
from civic.registrations import Registration, RegistrationStatus, free_seats, speaks_for

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.ports import Work


async def move_list(w: Work, event: Event, now: datetime, zone: ZoneInfo) -> None:
    """Offers what is free along the waiting list: to each group that fits, in order, then what is left to
    the first that would need more. Call it with the event locked, whenever seats became free.
    """
    times = offer_times(event, now, zone)
    if times is None or not takes_place(event, now) or awaits_draw(event):
        return
    free = await free_seats(w, event)
    for partial in await w.registrations.offers(event.id):
        more = min(free, partial.people - partial.offered)
        if more > 0 and is_open(partial, event, now):
            await _offer_more(w, partial, more, now, times)
            free -= more
    while free > 0 and (lucky := await _next_in_line(w, event, free)):
        seats = min(free, lucky.people)
        await _offer(w, lucky, seats, now, times)
        free -= seats


async def locked(w: Work, registration_id: int) -> tuple[Registration, Event] | None:
    """A registration with its event locked; None where there is none (any more)."""
    known = await w.registrations.get(registration_id)
    event = await w.events.lock(known.event_id) if known is not None else None
    # Read again under the lock: it may have been offered seats, decided on or cancelled meanwhile.
    registration = await w.registrations.get(registration_id) if event is not None else None
    return (registration, event) if registration is not None and event is not None else None


async def own(w: Work, registration_id: int, resident_id: int) -> tuple[Registration, Event] | None:
    """A registration that somebody may change, with its event locked; None where it is not theirs."""
    known = await w.registrations.get(registration_id)
    if known is None or speaks_for(known) != resident_id:
        return None
    return await locked(w, registration_id)


async def has_room(w: Work, registration: Registration, event: Event, more: int = 1) -> bool:
    """Whether so many more people can join a registration: with a seat, only before nobody who waits."""
    if registration.status is RegistrationStatus.OFFERED:
        return False
    if registration.status is not RegistrationStatus.CONFIRMED:
        return True
    return await free_seats(w, event) >= more and await w.registrations.first_waiting(event.id) is None


def cancelled(registration: Registration, now: datetime) -> Registration:
    """The registration after it was cancelled: it holds nothing and waits for nothing."""
    return replace(
        registration,
        status=RegistrationStatus.CANCELLED,
        cancelled_at=now,
        offered=0,
        offer_until=None,
        sequence=registration.sequence + 1,
    )


async def tell(
    w: Work, registration: Registration, kind: NoticeKind, now: datetime, not_before: datetime | None = None
) -> None:
    """Keeps a notice about a registration for whoever hears of it; where nobody is left, only the mail."""
    await w.notices.add(NewNotice(speaks_for(registration), kind, registration.id, now, not_before))


def is_open(offer: Registration, event: Event, now: datetime) -> bool:
    """Whether offered seats can be taken at this instant."""
    in_time = offer.offer_until is not None and now < min(offer.offer_until, offers_end(event))
    return in_time and event.status is EventStatus.PUBLISHED


async def end_offer(w: Work, offer: Registration) -> Registration:
    """Takes an offer back: its person is out of the list, and is not told of it any more."""
    ended = replace(offer, status=RegistrationStatus.PASSED, offered=0, offer_until=None)
    await w.registrations.update(ended)
    await w.notices.skip_open(NoticeKind.SEAT_OFFERED, offer.id)
    return ended


async def mark_unreachable(w: Work, offer: Registration, now: datetime) -> None:
    """Takes an offer back from somebody who cannot be written to, and notes that in the entry."""
    marked = replace(offer, told={**offer.told, "unreachable": now.isoformat()})
    await end_offer(w, marked)


async def _next_in_line(w: Work, event: Event, free: int) -> Registration | None:
    fits = await w.registrations.first_waiting(event.id, at_most=free)
    return fits or await w.registrations.first_waiting(event.id)


async def _offer(w: Work, lucky: Registration, seats: int, now: datetime, times: OfferTimes) -> None:
    told = dict(lucky.told)
    if lucky.resident_id is None:  # to be called: a coordinator may be the only one who hears of it
        told["call"] = NoticeKind.SEAT_OFFERED.value
    offered = replace(
        lucky, status=RegistrationStatus.OFFERED, offered=seats, offer_until=times.until, told=told
    )
    await w.registrations.update(offered)
    await tell(w, offered, NoticeKind.SEAT_OFFERED, now, times.told_from)


async def _offer_more(w: Work, partial: Registration, more: int, now: datetime, times: OfferTimes) -> None:
    larger = replace(partial, offered=partial.offered + more)
    await w.registrations.update(larger)
    await w.notices.skip_open(NoticeKind.SEAT_OFFERED, larger.id)
    await tell(w, larger, NoticeKind.SEAT_OFFERED, now, times.told_from)
