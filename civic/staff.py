"""Staff: who may coordinate, and the one-time links by which people become staff."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.one_time_links import token_hash
from civic.second_factor import ASKED_FOR, is_set
from civic.staff_log import Noted, StaffNote
from civic.staff_login import CodeNeeded, OthersThings
from civic.staff_sessions import begin, is_locked

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause, Channel
    from civic.staff_sessions import Sitting
    from civic.time import Clock

INVITATION_LASTS = timedelta(hours=24)
SEEN_EVERY = timedelta(hours=1)


class Role(StrEnum):
    """What a member of staff may do, from everything to only looking; see `civic.staff_rights`."""

    OWNER = "owner"
    COORDINATOR = "coordinator"
    AUTHOR = "author"
    VIEWER = "viewer"


class InvitationKind(StrEnum):
    """What an invitation grants: a role to a person, or to a group chat being the staff's group or one
    where announcements are tried."""

    OWNER = "owner"
    COORDINATOR = "coordinator"
    AUTHOR = "author"
    VIEWER = "viewer"
    STAFF_GROUP = "staff_group"
    TEST_GROUP = "test_group"


_RANKS = (Role.OWNER, Role.COORDINATOR, Role.AUTHOR, Role.VIEWER)
_OF_GROUPS = (InvitationKind.STAFF_GROUP, InvitationKind.TEST_GROUP)


@dataclass(frozen=True)
class StaffMember:
    """A resident with a role. `seen_at` is when they used the bot last, to the hour.

    `topics` are those that somebody is limited to; empty for whoever is not.
    """

    resident_id: int
    role: Role
    since: datetime
    seen_at: datetime | None = None
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Invitation:
    """A one-time link; only the SHA-256 of its token is kept. `topics` are those of the new member."""

    token_hash: str
    kind: InvitationKind
    expires_at: datetime
    used_at: datetime | None = None
    topics: frozenset[str] = frozenset()


class GroupKind(StrEnum):
    """What a group chat is to the bot."""

    GUEST = "guest"
    STAFF = "staff"
    TEST = "test"


@dataclass(frozen=True)
class Group:
    """A group or channel of a messenger that the bot is in."""

    channel: Channel
    chat_id: int
    kind: GroupKind
    since: datetime


@dataclass(frozen=True)
class Joined:
    """The link is used up and the person has the role."""

    role: Role


@dataclass(frozen=True)
class BecameStaffGroup:
    """The code is used up and the group is the staff's group."""


@dataclass(frozen=True)
class BecameTestGroup:
    """The code is used up and announcements can be tried in the group."""


@dataclass(frozen=True)
class InvalidInvitation:
    """Unknown, used, expired, or for something else: a stranger learns no more than that."""


async def look_at(uow: UnitOfWork, clock: Clock, token: str) -> Role | InvalidInvitation:
    """What a link would grant to a person, without using it (messenger previews fetch links)."""
    async with uow.reading() as r:
        invitation = await r.staff.invitation(token_hash(token))
    if invitation is None or not _is_good(invitation, clock()):
        return InvalidInvitation()
    if invitation.kind in _OF_GROUPS:
        return InvalidInvitation()
    return Role(invitation.kind.value)


async def join(
    uow: UnitOfWork,
    clock: Clock,
    token: str,
    resident_id: int,
    cause: Cause | None = None,
    sitting: Sitting | None = None,
) -> Joined | CodeNeeded | OthersThings | InvalidInvitation:
    """Uses a link up, gives the person its role and topics and opens the work area where they sit.

    Nobody becomes less than they were, and nobody gets a role on topics for which it was not given. A work
    area that is locked may be a colleague's: a link for less than that leaves it alone and stays unused, and
    where a second factor is set up the link is only the first step.
    """
    now = clock()
    async with uow.writing(cause) as w:
        # In the order of whoever changes the staff: what they decide meanwhile is not written over.
        await w.residents.lock(resident_id)
        await w.staff.lock_owners()
        invitation = await w.staff.lock_invitation(token_hash(token))
        if invitation is None or not _is_good(invitation, now) or invitation.kind in _OF_GROUPS:
            return InvalidInvitation()
        new = StaffMember(resident_id, Role(invitation.kind.value), now, topics=invitation.topics)
        before = await w.staff.member(resident_id)
        was_locked = sitting is not None and await is_locked(w, sitting.address, resident_id, now)
        if was_locked and before is not None and not _covers(new, before):
            return OthersThings()
        member = _raised(before, new) if before is not None else new
        await w.staff.set_member(member)
        await w.staff.use_invitation(replace(invitation, used_at=now))
        await w.staff_log.add(StaffNote(now, resident_id, Noted.JOINED, detail=member.role.value))
        needs_code = was_locked and await is_set(w, resident_id)
        if sitting is not None and needs_code:
            await w.second_factors.ask(sitting.address, resident_id, now + ASKED_FOR)
        elif sitting is not None:
            await begin(w, sitting, now)
        await w.commit()
        return CodeNeeded() if needs_code else Joined(member.role)


def _covers(new: StaffMember, before: StaffMember) -> bool:
    """Whether a link gives at least what a member has already."""
    topics = not new.topics or bool(before.topics and before.topics <= new.topics)
    return topics and _RANKS.index(new.role) <= _RANKS.index(before.role)


def _raised(before: StaffMember, new: StaffMember) -> StaffMember:
    """A member who used a link for the same role with other topics, for more, or for less."""
    if before.role is new.role:
        limited = before.topics and new.topics
        return replace(before, topics=before.topics | new.topics if limited else frozenset())
    return replace(before, role=new.role, topics=new.topics) if _covers(new, before) else before


async def note_seen(uow: UnitOfWork, clock: Clock, member: StaffMember) -> None:
    """Keeps that a member of staff uses the bot, at most once an hour."""
    now = clock()
    if member.seen_at is not None and now - member.seen_at < SEEN_EVERY:
        return
    async with uow.writing() as w:
        await w.staff.seen(member.resident_id, now)
        await w.commit()


async def make_staff_group(
    uow: UnitOfWork, clock: Clock, token: str, channel: Channel, chat_id: int, cause: Cause | None = None
) -> BecameStaffGroup | InvalidInvitation:
    """Uses up an owner's code inside a group: it counts as the staff's from now on."""
    group = Group(channel, chat_id, GroupKind.STAFF, clock())
    done = await _make_group(uow, token, InvitationKind.STAFF_GROUP, group, cause)
    return BecameStaffGroup() if done else InvalidInvitation()


async def make_test_group(
    uow: UnitOfWork, clock: Clock, token: str, channel: Channel, chat_id: int, cause: Cause | None = None
) -> BecameTestGroup | InvalidInvitation:
    """Uses up a code of the staff inside a group: announcements can be tried there from now on."""
    group = Group(channel, chat_id, GroupKind.TEST, clock())
    done = await _make_group(uow, token, InvitationKind.TEST_GROUP, group, cause)
    return BecameTestGroup() if done else InvalidInvitation()


async def _make_group(
    uow: UnitOfWork, token: str, kind: InvitationKind, group: Group, cause: Cause | None
) -> bool:
    async with uow.writing(cause) as w:
        invitation = await w.staff.lock_invitation(token_hash(token))
        if invitation is None or invitation.kind is not kind or not _is_good(invitation, group.since):
            return False
        before = await w.staff.group(group.channel, group.chat_id)
        if kind is InvitationKind.STAFF_GROUP:
            # Whoever wrote it there may be nobody whom the staff knows.
            await w.staff_log.add(StaffNote(group.since, None, Noted.STAFF_GROUP_MADE))
        # Announcements can be tried in the staff's group anyway, and it must not become less than that.
        if before is None or before.kind is not GroupKind.STAFF:
            await w.staff.set_group(group)
        await w.staff.use_invitation(replace(invitation, used_at=group.since))
        await w.commit()
        return True


async def enter_group(
    uow: UnitOfWork, clock: Clock, channel: Channel, chat_id: int, cause: Cause | None = None
) -> bool:
    """Remembers that the bot is in a group. True the first time, when it introduces itself."""
    async with uow.writing(cause) as w:
        if await w.staff.group(channel, chat_id) is not None:
            return False
        await w.staff.set_group(Group(channel, chat_id, GroupKind.GUEST, clock()))
        await w.commit()
        return True


async def group_moved(uow: UnitOfWork, channel: Channel, old_id: int, new_id: int) -> None:
    """Follows a group that became a supergroup with another chat id."""
    async with uow.writing() as w:
        group = await w.staff.group(channel, old_id)
        if group is not None:
            await w.staff.remove_group(channel, old_id)
            await w.staff.set_group(replace(group, chat_id=new_id))
            await w.commit()


async def forget_group(uow: UnitOfWork, channel: Channel, chat_id: int) -> None:
    """The bot was removed from a group."""
    async with uow.writing() as w:
        await w.staff.remove_group(channel, chat_id)
        await w.commit()


def _is_good(invitation: Invitation, now: datetime) -> bool:
    return invitation.used_at is None and now < invitation.expires_at
