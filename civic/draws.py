"""Fair draws: the order follows from a seed that was fixed beforehand, so that anyone can recompute it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from civic.events import Event, awaits_draw, takes_place, with_seed
from civic.notices import NoticeKind
from civic.offer_times import draw_time
from civic.quiet_hours import not_quiet
from civic.registrations import Registration, RegistrationStatus, free_seats
from civic.waiting_list import move_list, tell

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from civic.ports import UnitOfWork, Work
    from civic.time import Clock


def drawn_order(codes: Iterable[str], seed: str) -> list[str]:
    """The codes in the order of the SHA-256 (as hexadecimal digits) of `seed:code`."""
    return sorted(codes, key=lambda code: sha256(f"{seed}:{code}".encode()).hexdigest())


def fingerprint(seed: str) -> str:
    """The SHA-256 of a seed: it is shown before the draw, and proves later that the seed was not changed."""
    return sha256(seed.encode()).hexdigest()


@dataclass(frozen=True)
class Draw:
    """What is published of a draw: before it the fingerprint of the seed; after it the seed, and who took
    part in the order that was drawn.
    """

    event: Event
    fingerprint: str
    seed: str
    entries: tuple[Registration, ...]


async def published_draw(uow: UnitOfWork, event_id: int) -> Draw | None:
    """The draw of an event as anybody may see it; None for an event without one, or a draft.

    Whoever registered anew after the draw is not among the entries.
    """
    async with uow.reading() as r:
        one = await r.events.get(event_id)
        if one is None or not one.event.draw_seed:
            return None
        drawn_at, seed = one.event.drawn_at, one.event.draw_seed
        if drawn_at is None:
            return Draw(one.event, fingerprint(seed), "", ())
        took_part = {entry.code: entry for entry in await r.registrations.entrants(event_id, drawn_at)}
    order = drawn_order(took_part, seed)
    return Draw(one.event, fingerprint(seed), seed, tuple(took_part[code] for code in order))


async def draw_due(uow: UnitOfWork, clock: Clock, zone: ZoneInfo) -> int:
    """Draws the seats of every event whose time has come; returns of how many. Each is drawn once."""
    now = clock()
    async with uow.reading() as r:
        due = [event.id for event in await r.events.undrawn(now) if draw_time(event) <= now]
    return sum([await _draw(uow, event_id, now, zone) for event_id in due])


async def _draw(uow: UnitOfWork, event_id: int, now: datetime, zone: ZoneInfo) -> int:
    async with uow.writing() as w:
        event = await w.events.lock(event_id)
        if event is None or not awaits_draw(event) or not takes_place(event, now) or draw_time(event) > now:
            return 0
        # A higher revision: whoever edits the event at this moment must see that it was drawn.
        drawn = replace(with_seed(event), drawn_at=now, revision=event.revision + 1)
        await w.events.update(drawn)
        losers = await _seat(w, drawn, now, zone)
        await move_list(w, drawn, now, zone)
        for number in losers:
            loser = await w.registrations.get(number)
            # Whoever was offered a part of the seats hears of that instead.
            if loser is not None and loser.status is RegistrationStatus.WAITING:
                await tell(w, loser, NoticeKind.DRAWN_OUT, now, not_quiet(now, zone))
        await w.commit()
        return 1


async def _seat(w: Work, event: Event, now: datetime, zone: ZoneInfo) -> list[int]:
    free = await free_seats(w, event)
    first = await w.registrations.next_queue(event.id)
    losers = []
    for queue, entry in enumerate(await _in_order(w, event), start=first):
        if entry.people <= free:
            free -= entry.people
            seated = replace(
                entry, status=RegistrationStatus.CONFIRMED, queue=queue, sequence=entry.sequence + 1
            )
            await w.registrations.update(seated)
            await tell(w, seated, NoticeKind.SEAT_FREED, now, not_quiet(now, zone))
        else:
            await w.registrations.update(replace(entry, queue=queue))
            losers.append(entry.id)
    return losers


async def _in_order(w: Work, event: Event) -> list[Registration]:
    entries = {
        one.code: one
        for one in await w.registrations.of_event(event.id)
        if one.status is RegistrationStatus.WAITING
    }
    return [entries[code] for code in drawn_order(entries, event.draw_seed)]
