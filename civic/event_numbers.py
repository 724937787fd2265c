"""What remains of an event when its people are forgotten: how many came, waited, in which languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from civic.needs import NeedTotal, totals
from civic.participants import Participant
from civic.registrations import RegistrationStatus

if TYPE_CHECKING:
    from civic.events import EventWithSeats
    from civic.ports import UnitOfWork, Work

SMALL_GROUP = 5


@dataclass(frozen=True)
class EventNumbers:
    """All figures count people, but `registrations`. `came` is None where nobody was checked in.

    `languages` are those of people with seats; None stands for fewer than five, so that nobody is singled
    out. `cancelled` counts whoever cancelled, declined or was not accepted.
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


class NumbersStore(Protocol):
    """Figures of past events."""

    async def get(self, event_id: int) -> EventNumbers | None:
        """What was kept of an event."""

    async def keep(self, event_id: int, numbers: EventNumbers) -> None:
        """Keeps the figures of an event, unless they are kept already."""


async def event_numbers(uow: UnitOfWork, event_id: int) -> tuple[EventWithSeats, EventNumbers] | None:
    """The figures of an event; None where it is unknown."""
    async with uow.reading() as r:
        one = await r.events.get(event_id)
        if one is None:
            return None
        return one, await numbers_of(r, one.event.id)


async def numbers_of(r: Work, event_id: int) -> EventNumbers:
    """The kept figures of an event, else those of the present."""
    kept = await r.numbers.get(event_id)
    return kept if kept is not None else counted(await r.participants.of_event(event_id))


def counted(people: Iterable[Participant]) -> EventNumbers:
    """The figures of a list."""
    every = list(people)
    by_status: Counter[RegistrationStatus] = Counter()
    languages: Counter[str] = Counter()
    for one in every:
        by_status[one.registration.status] += one.registration.people
        languages[one.language] += one.seats
    came = sum(one.registration.arrived for one in every)
    released = by_status[RegistrationStatus.RELEASED]
    expected = by_status[RegistrationStatus.CONFIRMED] + released
    away = (RegistrationStatus.CANCELLED, RegistrationStatus.DECLINED, RegistrationStatus.PASSED)
    return EventNumbers(
        registrations=len(every),
        seated=by_status[RegistrationStatus.CONFIRMED],
        offered=sum(one.seats for one in every if one.registration.status is RegistrationStatus.OFFERED),
        waiting=by_status[RegistrationStatus.WAITING],
        pending=by_status[RegistrationStatus.PENDING],
        cancelled=sum(by_status[status] for status in away),
        came=came if came or released else None,
        no_show=max(0, expected - came) if came or released else None,
        languages={code: n if n >= SMALL_GROUP else None for code, n in languages.most_common() if n},
        needs=tuple(totals(every)),
    )
