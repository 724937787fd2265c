"""The list of the staff: who has which role, changing it, limiting somebody to topics, taking them off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.notices import NewNotice, NoticeKind
from civic.staff import Role, StaffMember
from civic.staff_invitations import withdraw_with
from civic.staff_log import Noted, StaffNote
from civic.staff_rights import Right, may

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class NamedMember:
    """A member of staff with the name that they gave, empty where they gave none."""

    member: StaffMember
    name: str


@dataclass(frozen=True)
class Changed:
    """How the member is now."""

    member: StaffMember


@dataclass(frozen=True)
class Removed:
    """They are no member of staff any more; `member` is how they were."""

    member: StaffMember


class Why(StrEnum):
    """Why nothing was changed."""

    NOT_OWNER = "not_owner"
    NOT_STAFF = "not_staff"
    LAST_OWNER = "last_owner"
    # An owner decides for everybody, and so for every topic.
    OWNERS_HAVE_ALL = "owners_have_all"


@dataclass(frozen=True)
class NotChanged:
    """Nothing was changed."""

    why: Why


async def staff_list(uow: UnitOfWork) -> list[NamedMember]:
    """Everybody of the staff: owners first, then by how long they have been there."""
    async with uow.reading() as r:
        members = await r.staff.everybody()
        names = await r.staff_log.names([one.resident_id for one in members])
    order = list(Role)
    members.sort(key=lambda one: (order.index(one.role), one.since, one.resident_id))
    return [NamedMember(one, names.get(one.resident_id, "")) for one in members]


async def change_role(
    uow: UnitOfWork, clock: Clock, member_id: int, role: Role, by: int | None, cause: Cause | None = None
) -> Changed | NotChanged:
    """Gives a member another role; whoever becomes an owner is limited to no topics. They are told.

    `by` None is the operator. The last owner stays one. With an owner who becomes less all invitations end
    that nobody used: they may have kept one.
    """
    async with uow.writing(cause) as w:
        found = await _to_change(w, member_id, by, keeps_owner=role is Role.OWNER)
        if isinstance(found, NotChanged) or found.role is role:
            return found if isinstance(found, NotChanged) else Changed(found)
        topics = frozenset[str]() if role is Role.OWNER else found.topics
        changed = replace(found, role=role, topics=topics)
        await w.staff.set_member(changed)
        await withdraw_with(w, clock(), found, by)
        await _note(w, clock, by, Noted.ROLE_CHANGED, member_id, role.value)
        await w.commit()
        return Changed(changed)


async def limit_to(
    uow: UnitOfWork,
    clock: Clock,
    member_id: int,
    topics: Collection[str],
    by: int | None,
    cause: Cause | None = None,
) -> Changed | NotChanged:
    """Limits a member to topics; with none of them they may work on all again."""
    async with uow.writing(cause) as w:
        found = await _to_change(w, member_id, by, keeps_owner=True)
        if isinstance(found, NotChanged):
            return found
        if found.role is Role.OWNER:
            return NotChanged(Why.OWNERS_HAVE_ALL)
        changed = replace(found, topics=frozenset(topics))
        await w.staff.set_member(changed)
        await _note(w, clock, by, Noted.LIMITED, member_id, " ".join(sorted(topics)), tell=False)
        await w.commit()
        return Changed(changed)


async def remove_member(
    uow: UnitOfWork, clock: Clock, member_id: int, by: int | None, cause: Cause | None = None
) -> Removed | NotChanged:
    """Takes somebody off the staff, oneself too, and tells them. Their drafts stay; the last owner stays.

    With an owner all invitations end that nobody used.
    """
    async with uow.writing(cause) as w:
        found = await _to_change(w, member_id, by, keeps_owner=False)
        if isinstance(found, NotChanged):
            return found
        await w.staff.remove_member(member_id)
        await withdraw_with(w, clock(), found, by)
        await w.staff_sessions.end_all(member_id, clock())
        # Whoever is invited again sets up their ways back anew.
        await w.staff_logins.replace_codes(member_id, ())
        await w.passkeys.remove_all(member_id)
        await w.second_factors.remove(member_id)
        await _note(w, clock, by, Noted.MEMBER_REMOVED, member_id, found.role.value)
        await w.commit()
        return Removed(found)


async def is_last_owner(r: Work, resident_id: int) -> bool:
    """Whether nobody would be an owner without them; whoever is being forgotten is none any more."""
    owners = {one.resident_id for one in await r.staff.everybody() if one.role is Role.OWNER}
    leaving = {one.person.resident_id for one in await r.erasures.unfinished()}
    return resident_id in owners and not owners - leaving - {resident_id}


async def _to_change(
    w: Work, member_id: int, by: int | None, *, keeps_owner: bool
) -> StaffMember | NotChanged:
    if await w.staff.member(member_id) is not None:
        # Whoever uses an invitation at this moment is changed before, or after, but not in between.
        await w.residents.lock(member_id)
    # Two owners who remove each other at the same time: the second one finds that they are none any more.
    await w.staff.lock_owners()
    if by is not None and not may(await w.staff.member(by), Right.MANAGE_STAFF):
        return NotChanged(Why.NOT_OWNER)
    found = await w.staff.member(member_id)
    if found is None:
        return NotChanged(Why.NOT_STAFF)
    if not keeps_owner and await is_last_owner(w, member_id):
        return NotChanged(Why.LAST_OWNER)
    return found


async def _note(
    w: Work, clock: Clock, by: int | None, what: Noted, member_id: int, detail: str, *, tell: bool = True
) -> None:
    now = clock()
    await w.staff_log.add(StaffNote(now, by, what, member_id=member_id, detail=detail))
    if tell and by != member_id:
        await w.notices.skip_open(NoticeKind.STAFF_ROLE, member_id)
        await w.notices.add(NewNotice(member_id, NoticeKind.STAFF_ROLE, member_id, now))
