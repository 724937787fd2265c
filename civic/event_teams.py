"""Who coordinates an event and so sees its people: its creator, and whom they add. What was done is noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from civic.staff import Role, StaffMember
from civic.staff_rights import Right, RightMissing, may

if TYPE_CHECKING:
    from civic.events import Event
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


class Audited(StrEnum):
    """What a member of staff did with an event's people."""

    LIST_AS_CSV = "list_as_csv"
    LIST_TO_PRINT = "list_to_print"
    TOOK_OVER = "took_over"
    ADDED_COLLEAGUE = "added_colleague"
    REMOVED_COLLEAGUE = "removed_colleague"
    MESSAGE_SENT = "message_sent"


@dataclass(frozen=True)
class AuditEntry:
    """Who did what with which event, and when. `staff_id` is None once they had themselves forgotten."""

    at: datetime
    staff_id: int | None
    what: Audited
    event_id: int


@dataclass(frozen=True)
class Colleague:
    """A member of staff, by the name they once gave, and whether they are on an event's team."""

    resident_id: int
    name: str
    on_team: bool
    creator: bool = False


class EventTeams(Protocol):
    """The coordinators of events, besides their creators, and notes of what they did."""

    async def of(self, event_id: int) -> frozenset[int]:
        """The residents on an event's team."""

    async def add(self, event_id: int, resident_id: int) -> None:
        """Puts somebody on it, once."""

    async def remove(self, event_id: int, resident_id: int) -> None:
        """Takes somebody off it."""

    async def note(self, entry: AuditEntry) -> None:
        """Keeps what somebody did."""

    async def notes(self, event_id: int) -> list[AuditEntry]:
        """What was done with an event's people, oldest first."""


async def team_of(r: Work, event: Event) -> frozenset[int]:
    """The members of staff who coordinate an event; empty where all of them have left.

    Whoever has no right to see people is on no team, whatever they wrote.
    """
    chosen = await r.teams.of(event.id) | {event.created_by}
    return await _may_see_people(r) & chosen


async def is_on_team(r: Work, event: Event, staff_id: int) -> bool:
    """Whether a member of staff coordinates an event."""
    return staff_id in await team_of(r, event)


async def readers_of(r: Work, event: Event) -> frozenset[int]:
    """Who is told of an event: its team, or the whole staff where it has none. Names are for the team."""
    return await team_of(r, event) or await _may_see_people(r)


async def demand_team(w: Work, event: Event) -> None:
    """RightMissing where a member of staff acts in this transaction who does not coordinate the event."""
    if w.acting is not None and not await is_on_team(w, event, w.acting.resident_id):
        raise RightMissing(Right.SEE_PEOPLE)


async def may_take_over(r: Work, event: Event, staff_id: int) -> bool:
    """Whether somebody may put themselves on the team: nobody is on it, or they are an owner."""
    member = await r.staff.member(staff_id)
    if member is None or not may(member, Right.SEE_PEOPLE):
        return False
    return member.role is Role.OWNER or not await team_of(r, event)


async def take_over(
    uow: UnitOfWork, clock: Clock, event_id: int, staff_id: int, cause: Cause | None = None
) -> bool:
    """Puts a member of staff on the team of an event that nobody looks after; an owner on any."""
    async with uow.writing(cause) as w:
        event = await w.events.lock(event_id)
        if event is None or not await may_take_over(w, event, staff_id):
            return False
        await w.teams.add(event_id, staff_id)
        await w.teams.note(AuditEntry(clock(), staff_id, Audited.TOOK_OVER, event_id))
        await w.commit()
        return True


async def toggle_colleague(
    uow: UnitOfWork, clock: Clock, event_id: int, staff_id: int, colleague_id: int, cause: Cause | None = None
) -> bool:
    """Puts a colleague on the team or takes them off it; whether that was possible."""
    async with uow.writing(cause) as w:
        event = await w.events.lock(event_id)
        if event is None or not await is_on_team(w, event, staff_id):
            return False
        if colleague_id == event.created_by or colleague_id not in await _may_see_people(w):
            return False
        added = colleague_id not in await w.teams.of(event_id)
        await (w.teams.add if added else w.teams.remove)(event_id, colleague_id)
        what = Audited.ADDED_COLLEAGUE if added else Audited.REMOVED_COLLEAGUE
        await w.teams.note(AuditEntry(clock(), staff_id, what, event_id))
        await w.commit()
        return True


async def colleagues(uow: UnitOfWork, event_id: int, staff_id: int) -> list[Colleague] | None:
    """Who may coordinate events, and who of them is on the team. None for whoever is not on it themselves."""
    async with uow.reading() as r:
        one = await r.events.get(event_id)
        if one is None or not await is_on_team(r, one.event, staff_id):
            return None
        team, staff = await team_of(r, one.event), await r.staff.everybody()
        able = [member for member in staff if may(member, Right.SEE_PEOPLE)]
        return [await _colleague(r, member, team, one.event) for member in able]


async def _may_see_people(r: Work) -> frozenset[int]:
    staff = await r.staff.everybody()
    return frozenset(one.resident_id for one in staff if may(one, Right.SEE_PEOPLE))


async def _colleague(r: Work, member: StaffMember, team: frozenset[int], event: Event) -> Colleague:
    name = (await r.residents.get(member.resident_id)).name
    is_creator = member.resident_id == event.created_by
    return Colleague(member.resident_id, name, member.resident_id in team, is_creator)
