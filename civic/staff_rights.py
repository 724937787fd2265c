"""What each role may do, and how that is checked in the transaction that does it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.announcements import Announcement, AnnouncementStatus
from civic.residents import ALL_TOPICS
from civic.staff import Role, StaffMember

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause


class Right(StrEnum):
    """One for each kind of thing that members of staff do."""

    # Events, figures, reports, the inbox and announcements; nothing of the people who take part.
    LOOK = "look"
    ANSWER = "answer"
    WRITE_ENTRIES = "write_entries"
    PUBLISH_ENTRIES = "publish_entries"
    WRITE_EVENTS = "write_events"
    PUBLISH_EVENTS = "publish_events"
    # Lists, the door, calls and decisions, for the events that one coordinates.
    SEE_PEOPLE = "see_people"
    EXPORT_PEOPLE = "export_people"
    WRITE_TO_PEOPLE = "write_to_people"
    WRITE_ANNOUNCEMENTS = "write_announcements"
    # Approve, release, stop, correct and recall.
    SEND = "send"
    CHOOSE_CHANNELS = "choose_channels"
    MANAGE_STAFF = "manage_staff"
    READ_LOG = "read_log"
    # What holds for everybody, such as for which topics one person is enough.
    DECIDE = "decide"
    # To find, copy and delete everything about somebody who asks by letter.
    HANDLE_DATA = "handle_data"


_VIEWER = frozenset((Right.LOOK,))
_AUTHOR = _VIEWER | {Right.ANSWER, Right.WRITE_ENTRIES, Right.WRITE_EVENTS, Right.WRITE_ANNOUNCEMENTS}
_COORDINATOR = _AUTHOR | {
    Right.PUBLISH_ENTRIES,
    Right.PUBLISH_EVENTS,
    Right.SEE_PEOPLE,
    Right.EXPORT_PEOPLE,
    Right.WRITE_TO_PEOPLE,
    Right.SEND,
    Right.CHOOSE_CHANNELS,
}
GRANTED: dict[Role, frozenset[Right]] = {
    Role.VIEWER: _VIEWER,
    Role.AUTHOR: _AUTHOR,
    Role.COORDINATOR: _COORDINATOR,
    Role.OWNER: frozenset(Right),
}
"""The rights of each role."""


class RightMissing(Exception):
    """Whoever acts is no member of staff, or their role or their topics do not allow it (any more)."""

    def __init__(self, right: Right) -> None:
        super().__init__(right.value)
        self.right = right


def may(member: StaffMember | None, right: Right, topics: Collection[str] | None = None) -> bool:
    """Whether a member of staff has a right, on something with these topics (None: on anything at all).

    Whoever is limited to topics has no right on what also concerns other ones.
    """
    if member is None or right not in GRANTED[member.role]:
        return False
    return not member.topics or topics is None or member.topics.issuperset(topics)


def may_write_announcements(member: StaffMember) -> bool:
    """Whether drafts from outside are for this member of staff."""
    return may(member, Right.WRITE_ANNOUNCEMENTS)


def demand(w: Work, right: Right, topics: Collection[str] | None = None) -> None:
    """RightMissing where a member of staff acts in this transaction who may not do that."""
    if w.acting is not None and not may(w.acting, right, topics):
        raise RightMissing(right)


def topics_of(one: Announcement) -> tuple[str, ...]:
    """The topics whose readers an announcement is for; none where it is for the people of an event.

    Without any ticked it is for whoever subscribed to all of them.
    """
    return () if one.audience.event_id is not None else one.audience.topics or (ALL_TOPICS,)


def demand_writing(w: Work, one: Announcement) -> None:
    """RightMissing where whoever acts may not change this text: one's own draft may get any topics."""
    own = w.acting is not None and w.acting.resident_id == one.author_id
    demand(w, Right.WRITE_ANNOUNCEMENTS, None if own else topics_of(one))
    if one.status not in (AnnouncementStatus.DRAFT, AnnouncementStatus.IN_REVIEW):
        # Another text takes back what somebody approved.
        demand(w, Right.SEND, topics_of(one))


@dataclass(frozen=True)
class Acting:
    """Opens transactions for a member of staff who uses a right.

    Each of them first looks up who that is at present: RightMissing where the right is gone.
    """

    uow: UnitOfWork
    staff_id: int
    right: Right

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Work]:
        """A transaction that only reads and takes no lock."""
        async with self.uow.reading() as r:
            await self._check(r)
            yield r

    @asynccontextmanager
    async def writing(self, cause: Cause | None = None) -> AsyncIterator[Work]:
        """A transaction that writes; see `UnitOfWork.writing`."""
        async with self.uow.writing(cause) as w:
            await self._check(w)
            yield w

    async def _check(self, w: Work) -> None:
        member = await w.staff.member(self.staff_id)
        if member is None or not may(member, self.right):
            raise RightMissing(self.right)
        w.acting = member
