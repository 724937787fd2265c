"""What the staff decided: one log for owners, of announcements, events' people, roles and settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

ON_PAGE = 10


class Noted(StrEnum):
    """What is noted here alone; see `civic.event_teams.Audited` and `civic.announcement_log.Did`."""

    INVITED = "invited"
    # How many of them at once.
    INVITATIONS_WITHDRAWN = "invitations_withdrawn"
    JOINED = "joined"
    # By a code, whoever wrote it in the group.
    STAFF_GROUP_MADE = "staff_group_made"
    ROLE_CHANGED = "role_changed"
    LIMITED = "limited"
    MEMBER_REMOVED = "member_removed"
    # Of announcements with one topic.
    ONE_IS_ENOUGH = "one_is_enough"
    TWO_ARE_NEEDED = "two_are_needed"
    EVENT_PUBLISHED = "event_published"
    EVENT_CALLED_OFF = "event_called_off"
    ENTRY_PUBLISHED = "entry_published"
    ENTRY_WITHDRAWN = "entry_withdrawn"
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_ENDED = "second_factor_ended"
    # A recovery code, where the app with the second factor was lost.
    CAME_WITHOUT_IT = "came_without_second_factor"
    LOG_EXPORTED = "log_exported"
    # Of somebody who asked by letter; never whose.
    DATA_COPIED = "data_copied"
    DATA_DELETED = "data_deleted"


class LogPart(StrEnum):
    """Which part of the log is shown."""

    ALL = "all"
    ANNOUNCEMENTS = "announcements"
    EVENTS = "events"
    STAFF = "staff"


_EVENTS = frozenset(
    (
        "list_as_csv",
        "list_to_print",
        "took_over",
        "added_colleague",
        "removed_colleague",
        "message_sent",
        Noted.EVENT_PUBLISHED,
        Noted.EVENT_CALLED_OFF,
    )
)
# Decisions; that somebody wrote or read is in the history of each announcement.
_ANNOUNCEMENTS = frozenset(
    (
        "submitted",
        "sent_back",
        "approved",
        "released",
        "rescheduled",
        "undone",
        "stopped",
        "resumed",
        "correction_approved",
        "corrected",
        "recalled",
    )
)
_STAFF = frozenset(Noted) - _EVENTS
PARTS: Mapping[LogPart, frozenset[str]] = {
    LogPart.ALL: _ANNOUNCEMENTS | _EVENTS | _STAFF,
    LogPart.ANNOUNCEMENTS: _ANNOUNCEMENTS,
    LogPart.EVENTS: _EVENTS,
    LogPart.STAFF: _STAFF,
}


@dataclass(frozen=True)
class StaffNote:
    """`staff_id` is None for the operator at the machine; `member_id` is the colleague whom it concerns.

    `detail` is a role, the slugs of topics, or a number: never anything personal.
    """

    at: datetime
    staff_id: int | None
    what: Noted
    event_id: int | None = None
    member_id: int | None = None
    detail: str = ""


@dataclass(frozen=True)
class LogLine:
    """One line of the whole log; `announcement_id` and `number` (of recipients) of announcements only."""

    at: datetime
    staff_id: int | None
    what: str
    event_id: int | None = None
    announcement_id: int | None = None
    member_id: int | None = None
    detail: str = ""
    number: int | None = None


@dataclass(frozen=True)
class StaffLogPage:
    """Lines, newest first; the names that people gave, where they are still known; `total` of all pages."""

    lines: Sequence[LogLine]
    names: Mapping[int, str]
    part: LogPart = LogPart.ALL
    number: int = 0
    total: int = 0


class StaffLog(Protocol):
    """What was noted, together with the histories of announcements."""

    async def add(self, note: StaffNote) -> None:
        """Keeps what somebody did."""

    async def lines(self, kinds: Collection[str], offset: int, limit: int | None) -> list[LogLine]:
        """Lines of these kinds, newest first; with `limit` None all of them."""

    async def count(self, kinds: Collection[str]) -> int:
        """How many there are."""

    async def names(self, residents: Collection[int]) -> dict[int, str]:
        """The names that these people gave; without those who are forgotten or gave none."""


async def read_log(uow: UnitOfWork, part: LogPart, number: int) -> StaffLogPage:
    """A page of the log, counted from 0; the last one where it has become shorter."""
    kinds = PARTS[part]
    async with uow.reading() as r:
        total = await r.staff_log.count(kinds)
        number = min(number, max(0, (total - 1) // ON_PAGE))
        lines = await r.staff_log.lines(kinds, number * ON_PAGE, ON_PAGE)
        return StaffLogPage(lines, await _names(r, lines), part, number, total)


async def export_log(uow: UnitOfWork, clock: Clock, by: int, cause: Cause | None = None) -> StaffLogPage:
    """The whole log, to be carried out of the chat; that this was done is its newest line."""
    async with uow.writing(cause) as w:
        await w.staff_log.add(StaffNote(clock(), by, Noted.LOG_EXPORTED))
        lines = await w.staff_log.lines(PARTS[LogPart.ALL], 0, None)
        found = StaffLogPage(lines, await _names(w, lines), total=len(lines))
        await w.commit()
        return found


async def note_acting(
    w: Work, at: datetime, what: Noted, *, event_id: int | None = None, detail: str = ""
) -> None:
    """Notes what the member of staff who acts in this transaction does; nothing where it is nobody."""
    if w.acting is not None:
        note = StaffNote(at, w.acting.resident_id, what, event_id=event_id, detail=detail)
        await w.staff_log.add(note)


async def _names(r: Work, lines: Sequence[LogLine]) -> dict[int, str]:
    people = {one for line in lines for one in (line.staff_id, line.member_id) if one is not None}
    return await r.staff_log.names(people)
