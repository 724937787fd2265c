"""Two residents become one: what they agreed to, and what they may do on the staff."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civic.consents import Purpose
from civic.staff import Role

if TYPE_CHECKING:
    from civic.ports import Work

# As the roles are written down: the one that may do most comes first.
_STRONGEST_FIRST = tuple(Role)


async def join_consents(w: Work, kept_id: int, absorbed_id: int) -> None:
    """Of two consents to the same thing one stands; that to photos where the kept registration has it."""
    older, newer = await w.consents.of(kept_id), await w.consents.of(absorbed_id)
    standing = {(one.purpose, one.event_id) for one in older if one.withdrawn_at is None}
    for one in newer:
        if one.withdrawn_at is None and (one.purpose, one.event_id) in standing:
            await w.consents.withdraw(absorbed_id, one.purpose, one.event_id)
    photos = [(kept_id, one) for one in older] + [(absorbed_id, one) for one in newer]
    for resident_id, one in photos:
        if one.purpose is not Purpose.PHOTOS or one.withdrawn_at is not None or one.event_id is None:
            continue
        kept = [await w.registrations.of(one.event_id, each) for each in (kept_id, absorbed_id)]
        if any(each is not None and not each.photos for each in kept):
            await w.consents.withdraw(resident_id, one.purpose, one.event_id)


async def join_roles(w: Work, kept_id: int, absorbed_id: int) -> None:
    """The stronger of two roles stays."""
    members = [await w.staff.member(each) for each in (kept_id, absorbed_id)]
    known = [member for member in members if member is not None]
    if known:
        strongest = min(known, key=lambda one: _STRONGEST_FIRST.index(one.role))
        await w.staff.set_member(replace(strongest, resident_id=kept_id))
        seen = [member.seen_at for member in known if member.seen_at is not None]
        if seen:
            await w.staff.seen(kept_id, max(seen))
