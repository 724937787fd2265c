"""Who takes part in an event, as its coordinators see it; everybody else on the staff sees only totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from civic.event_teams import Audited, AuditEntry, is_on_team, may_take_over
from civic.events import Event, EventWithSeats
from civic.registrations import ENDED, Registration, RegistrationStatus

if TYPE_CHECKING:
    from datetime import datetime

    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

SEATED = frozenset((RegistrationStatus.CONFIRMED, RegistrationStatus.OFFERED))
"""These hold seats, for good or until their person decides."""

_ORDER = {
    RegistrationStatus.CONFIRMED: 0,
    RegistrationStatus.OFFERED: 1,
    RegistrationStatus.WAITING: 2,
    RegistrationStatus.PENDING: 3,
}


FORMATS = ("csv", "html")
"""In which a list is carried away."""


def list_file(event_id: int, ending: str) -> str:
    """The name of a list that is carried away; by it the web chat's copies are found and deleted."""
    return f"participants-{event_id}.{ending}"


@dataclass(frozen=True)
class Participant:
    """A registration with the language of its person, and whether a message would reach them."""

    registration: Registration
    language: str
    reachable: bool = True

    @property
    def seats(self) -> int:
        """Seats that are held for these people."""
        one = self.registration
        if one.status is RegistrationStatus.OFFERED:
            return one.offered
        return one.people if one.status is RegistrationStatus.CONFIRMED else 0


class Part(StrEnum):
    """Which part of the list is shown."""

    ALL = "all"
    SEATED = "seated"
    WAITING = "waiting"
    PENDING = "pending"
    ENDED = "ended"


class Participants(Protocol):
    """Registrations of an event with what is known of their people."""

    async def of_event(self, event_id: int) -> list[Participant]:
        """Everybody, whatever their status, in order of the queue; one statement, so one moment."""

    async def get(self, registration_id: int) -> Participant | None:
        """One of them."""

    async def ended(self, now: datetime, limit: int) -> list[Event]:
        """The events that ended last, newest first."""

    async def need_marks(self, now: datetime) -> dict[int, str]:
        """For each event that has not ended, a mark that changes with the needs of people with seats."""

    async def pending_since(self, now: datetime) -> dict[int, datetime]:
        """Events to come with registrations that wait for a decision, and when the newest of them came."""

    async def with_details(self, before: datetime) -> list[int]:
        """Events that ended before, of which needs, alerts of needs or answers are still kept."""

    async def forget_details(self, event_id: int) -> int:
        """Deletes needs and answers of an event's registrations; of how many."""

    async def with_people(self, before: datetime) -> list[int]:
        """Events that ended before, of which registrations are still kept."""

    async def forget_people(self, event_id: int) -> int:
        """Deletes an event's registrations; how many."""


@dataclass(frozen=True)
class Roll:
    """An event with everybody who registered, in the order in which they are shown."""

    one: EventWithSeats
    people: Sequence[Participant]

    @property
    def event(self) -> Event:
        """The event."""
        return self.one.event

    def part(self, part: Part) -> list[Participant]:
        """Those in one part of the list."""
        return [one for one in self.people if _is_in(one.registration.status, part)]

    def position(self, participant: Participant) -> int:
        """The place in the waiting list, counted from 1; 0 for whoever does not wait."""
        return self._positions.get(participant.registration.id, 0)

    @cached_property
    def _positions(self) -> dict[int, int]:
        return {one.registration.id: n for n, one in enumerate(self.part(Part.WAITING), start=1)}


@dataclass(frozen=True)
class TotalsOnly:
    """Somebody else's event: its people are not for this member of staff. `staff_id` is theirs, to be told
    to its coordinators; `free` where nobody looks after the event, or an owner may take it over."""

    one: EventWithSeats
    staff_id: int
    free: bool


@dataclass(frozen=True)
class NoSuchEvent:
    """There is no event with this number."""


RollOutcome = Roll | TotalsOnly | NoSuchEvent


async def look(uow: UnitOfWork, event_id: int, staff_id: int) -> RollOutcome:
    """The participants of an event, for its coordinators."""
    async with uow.reading() as r:
        return await roll_for(r, event_id, staff_id)


async def export(
    uow: UnitOfWork, clock: Clock, event_id: int, staff_id: int, what: Audited, cause: Cause | None = None
) -> RollOutcome:
    """The same at one moment, to be carried out of the chat; who did that is noted."""
    async with uow.writing(cause) as w:
        roll = await roll_for(w, event_id, staff_id)
        if isinstance(roll, Roll):
            await w.teams.note(AuditEntry(clock(), staff_id, what, event_id))
            await w.commit()
        return roll


async def roll_for(r: Work, event_id: int, staff_id: int) -> RollOutcome:
    """The participants of an event inside a transaction."""
    one = await _theirs(r, event_id, staff_id)
    return (
        Roll(one, in_order(await r.participants.of_event(event_id)))
        if isinstance(one, EventWithSeats)
        else one
    )


async def rights(uow: UnitOfWork, event_id: int, staff_id: int) -> EventWithSeats | TotalsOnly | NoSuchEvent:
    """The event, where this member of staff may see its people."""
    async with uow.reading() as r:
        return await _theirs(r, event_id, staff_id)


async def _theirs(r: Work, event_id: int, staff_id: int) -> EventWithSeats | TotalsOnly | NoSuchEvent:
    one = await r.events.get(event_id)
    if one is None:
        return NoSuchEvent()
    if not await is_on_team(r, one.event, staff_id):
        return TotalsOnly(one, staff_id, await may_take_over(r, one.event, staff_id))
    return one


async def one_of(
    uow: UnitOfWork, registration_id: int, staff_id: int
) -> tuple[Participant, Roll] | TotalsOnly | NoSuchEvent:
    """One participant with the list that they are on."""
    async with uow.reading() as r:
        found = await r.participants.get(registration_id)
        if found is None:
            return NoSuchEvent()
        roll = await roll_for(r, found.registration.event_id, staff_id)
    if not isinstance(roll, Roll):
        return roll
    present = next((one for one in roll.people if one.registration.id == registration_id), None)
    return (present, roll) if present is not None else NoSuchEvent()


def in_order(people: Iterable[Participant]) -> list[Participant]:
    """Seats first, then offers, the waiting list, those to be decided on, and those that ended."""
    return sorted(people, key=lambda one: (_ORDER.get(one.registration.status, 4), one.registration.queue))


def _is_in(status: RegistrationStatus, part: Part) -> bool:
    match part:
        case Part.ALL:
            return status not in ENDED
        case Part.SEATED:
            return status in SEATED
        case Part.WAITING:
            return status is RegistrationStatus.WAITING
        case Part.PENDING:
            return status is RegistrationStatus.PENDING
        case Part.ENDED:
            return status in ENDED
