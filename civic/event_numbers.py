"""What remains of an event when its people are forgotten: how many came, waited, in which languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from civic.needs import NeedTotal, totals, without_words
from civic.participants import Participant
from civic.registrations import RegistrationStatus
from civic.small_counts import coarse

if TYPE_CHECKING:
    from civic.events import EventWithSeats
    from civic.ports import UnitOfWork, Work


@dataclass(frozen=True)
class EventNumbers:
    """All figures count people, but `registrations`. `came` is None where nobody was checked in.

    `languages` are those of people with seats; None stands for fewer than five, so that nobody is singled
    out. `cancelled` counts whoever cancelled, declined or was not accepted. Figures that are not `is_final`
    are only those of people who were forgotten before the others.
    """

    registrations: int = 0
    seated: int = 0
    offered: int = 0
    waiting: int = 0
    pending: int = 0
    cancelled: int = 0
    came: int | None = None
    no_show: int | None = None
    languages: Mapping[str, int | None] = field(default_factory=dict)
    needs: Sequence[NeedTotal] = ()
    is_final: bool = True


class NumbersStore(Protocol):
    """Figures of past events."""

    async def get(self, event_id: int) -> EventNumbers | None:
        """What was kept of an event."""

    async def keep(self, event_id: int, numbers: EventNumbers) -> None:
        """Keeps the figures of an event, in place of earlier ones."""


async def event_numbers(uow: UnitOfWork, event_id: int) -> tuple[EventWithSeats, EventNumbers] | None:
    """The figures of an event; None where it is unknown."""
    async with uow.reading() as r:
        one = await r.events.get(event_id)
        if one is None:
            return None
        return one, await numbers_of(r, one.event.id)


async def numbers_of(r: Work, event_id: int) -> EventNumbers:
    """The final figures of an event, else those of the present with everybody who was forgotten before."""
    kept = await r.numbers.get(event_id)
    if kept is not None and kept.is_final:
        return kept
    present = counted(await r.participants.of_event(event_id))
    return together(kept, present) if kept is not None else present


async def keep_numbers(w: Work, event_id: int) -> None:
    """Makes the figures of an event final. Its people may go then."""
    await w.events.lock(event_id)
    await w.numbers.keep(event_id, await numbers_of(w, event_id))


async def keep_counts_of(w: Work, event_id: int, resident_id: int) -> None:
    """Keeps how many people somebody was, unless the figures are final. Their registration has to go in the
    same transaction."""
    await w.events.lock(event_id)
    kept = await w.numbers.get(event_id)
    if kept is not None and kept.is_final:
        return
    theirs = counted_alone(await w.participants.of_event(event_id), resident_id)
    await w.numbers.keep(event_id, together(kept, theirs) if kept is not None else theirs)


def counted(people: Iterable[Participant]) -> EventNumbers:
    """The figures of a list; nothing in them is in anybody's own words."""
    every = list(people)
    languages: Counter[str] = Counter()
    for one in every:
        languages[one.language] += one.seats
    return replace(
        _counts(every, checked=_are_checked(every)),
        languages={code: coarse(n) for code, n in languages.most_common() if n},
        needs=tuple(without_words(totals(every))),
    )


def counted_alone(people: Sequence[Participant], resident_id: int) -> EventNumbers:
    """What remains of one of them who is forgotten before the others: no language and no needs, which would
    be theirs alone."""
    theirs = [one for one in people if one.registration.resident_id == resident_id]
    return replace(_counts(theirs, checked=_are_checked(people)), is_final=False)


def together(some: EventNumbers, others: EventNumbers) -> EventNumbers:
    """The figures of two lists, of which the first has no languages and no needs.

    Whoever was forgotten before anybody was checked in neither came nor stayed away: nobody knows.
    """
    return replace(
        others,
        registrations=some.registrations + others.registrations,
        seated=some.seated + others.seated,
        offered=some.offered + others.offered,
        waiting=some.waiting + others.waiting,
        pending=some.pending + others.pending,
        cancelled=some.cancelled + others.cancelled,
        came=_sum(some.came, others.came),
        no_show=_sum(some.no_show, others.no_show),
    )


def _counts(every: Sequence[Participant], *, checked: bool) -> EventNumbers:
    by_status: Counter[RegistrationStatus] = Counter()
    for one in every:
        by_status[one.registration.status] += one.registration.people
    came = sum(one.registration.arrived for one in every)
    expected = by_status[RegistrationStatus.CONFIRMED] + by_status[RegistrationStatus.RELEASED]
    away = (RegistrationStatus.CANCELLED, RegistrationStatus.DECLINED, RegistrationStatus.PASSED)
    return EventNumbers(
        registrations=len(every),
        seated=by_status[RegistrationStatus.CONFIRMED],
        offered=sum(one.seats for one in every if one.registration.status is RegistrationStatus.OFFERED),
        waiting=by_status[RegistrationStatus.WAITING],
        pending=by_status[RegistrationStatus.PENDING],
        cancelled=sum(by_status[status] for status in away),
        came=came if checked else None,
        no_show=max(0, expected - came) if checked else None,
    )


def _are_checked(people: Iterable[Participant]) -> bool:
    """Whether anybody was checked in, or lost a seat by not coming."""
    return any(
        one.registration.arrived
        or (one.registration.status is RegistrationStatus.RELEASED and one.registration.people)
        for one in people
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None and other is None else (one or 0) + (other or 0)
