"""Sessions of staff in the web chat: where nothing is done for a while, the work area locks itself.

A messenger's app is locked by its phone, so accounts there need no session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from civic.residents import Address, Channel

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

STAFF_IDLE = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=5)


class StaffSessions(Protocol):
    """One row per account of the web chat in which a member of staff works or worked."""

    async def ends_at(self, address: Address) -> datetime | None:
        """When the session of an account ends or ended; None where there was none."""

    async def set_end(self, address: Address, at: datetime) -> None:
        """Begins, prolongs or ends it; does nothing for an account that is not known."""

    async def end_all(self, resident_id: int, at: datetime) -> None:
        """Ends every open session of a member of staff."""

    async def may_work(self, resident_id: int, now: datetime) -> bool:
        """Whether any account of theirs is open; who has none at all may work, too."""


@dataclass(frozen=True)
class Sitting:
    """Where somebody is about to work, and after how long without anything done it locks itself."""

    address: Address
    idle: timedelta = STAFF_IDLE


async def is_open(r: Work, address: Address, now: datetime) -> bool:
    """Whether a member of staff may work from this account now."""
    if address.channel is not Channel.WEB:
        return True
    return lasts(await r.staff_sessions.ends_at(address), now)


async def is_locked(r: Work, address: Address, resident_id: int, now: datetime) -> bool:
    """Whether the work area of an account is locked; whoever is not on the staff has none."""
    return await r.staff.member(resident_id) is not None and not await is_open(r, address, now)


def lasts(ends_at: datetime | None, now: datetime) -> bool:
    """Whether a session with this end is open."""
    return ends_at is not None and now < ends_at


async def begin(w: Work, sitting: Sitting, now: datetime) -> None:
    """Opens the work area of an account, in the transaction of whatever let the person in."""
    if sitting.address.channel is Channel.WEB:
        await w.staff_sessions.set_end(sitting.address, now + sitting.idle)


async def note_use(uow: UnitOfWork, clock: Clock, sitting: Sitting, ends_at: datetime | None) -> None:
    """Keeps a session open that ends at `ends_at`, since something was done; one that has ended stays so.

    Writes every five minutes at most.
    """
    now = clock()
    if ends_at is None or now >= ends_at or now + sitting.idle - ends_at < NOTED_EVERY:
        return
    async with uow.writing() as w:
        ends_at = await w.staff_sessions.ends_at(sitting.address)
        if ends_at is not None and now < ends_at:
            await w.staff_sessions.set_end(sitting.address, now + sitting.idle)
            await w.commit()


async def lock(uow: UnitOfWork, clock: Clock, address: Address, cause: Cause | None = None) -> None:
    """Locks the work area of an account at once, for whoever leaves the desk."""
    now = clock()
    async with uow.writing(cause) as w:
        if address.channel is Channel.WEB and await is_open(w, address, now):
            await w.staff_sessions.set_end(address, now)
        await w.commit()
