"""Invitations to the staff and codes for groups: they work once, for a day, and can be taken back."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import TYPE_CHECKING

from civic.one_time_links import token_hash
from civic.staff import INVITATION_LASTS, Invitation, InvitationKind, Role
from civic.staff_log import Noted, StaffNote
from civic.staff_rights import Right, RightMissing

if TYPE_CHECKING:
    from datetime import datetime

    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.staff import StaffMember
    from civic.time import Clock


async def invite(
    uow: UnitOfWork,
    clock: Clock,
    kind: InvitationKind,
    cause: Cause | None = None,
    *,
    topics: Collection[str] = (),
) -> str:
    """Makes a one-time link that works for 24 hours; returns its token (32 hexadecimal digits)."""
    token = secrets.token_hex(16)
    now = clock()
    async with uow.writing(cause) as w:
        by = await _who_invites(w)
        invitation = Invitation(token_hash(token), kind, now + INVITATION_LASTS, topics=frozenset(topics))
        await w.staff.add_invitation(invitation)
        await w.staff_log.add(StaffNote(now, by, Noted.INVITED, detail=kind.value))
        await w.commit()
    return token


async def count_invitations(uow: UnitOfWork, clock: Clock) -> int:
    """How many there are that still work, those for groups among them."""
    async with uow.reading() as r:
        return await r.staff.count_unused(clock())


async def withdraw_invitations(uow: UnitOfWork, clock: Clock, cause: Cause | None = None) -> int:
    """Takes all of them back that still work; returns how many there were."""
    async with uow.writing(cause) as w:
        number = await _withdraw(w, clock(), await _who_invites(w))
        await w.commit()
        return number


async def withdraw_with(w: Work, now: datetime, leaving: StaffMember | None, by: int | None) -> None:
    """The same with an owner who leaves or becomes less, since they may have kept some; owners are locked."""
    if leaving is not None and leaving.role is Role.OWNER:
        await _withdraw(w, now, by)


async def _withdraw(w: Work, now: datetime, by: int | None) -> int:
    number = await w.staff.withdraw_unused(now)
    if number:
        await w.staff_log.add(StaffNote(now, by, Noted.INVITATIONS_WITHDRAWN, detail=str(number)))
    return number


async def _who_invites(w: Work) -> int | None:
    """Who acts; RightMissing where they are being made less at this moment. None for the operator."""
    # An invitation made at the moment in which its owner is removed would outlive them.
    await w.staff.lock_owners()
    if w.acting is None:
        return None
    present = await w.staff.member(w.acting.resident_id)
    if present is None or present.role is not w.acting.role:
        raise RightMissing(Right.MANAGE_STAFF)
    return present.resident_id
