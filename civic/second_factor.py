"""The second factor of staff in the web chat: an app on their phone that shows a new code every half minute.

It is asked for after a recovery code or a link from the messenger. A passkey is two factors in one: the
device, and its finger, face or PIN.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from civic.one_time_codes import new_secret, read_digits, step_of
from civic.staff_log import Noted, StaffNote
from civic.staff_sessions import is_open

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Address, Cause
    from civic.time import Clock

ASKED_FOR = timedelta(minutes=10)
"""How long the code may be given after the first step, and how long setting up may take."""


@dataclass(frozen=True)
class SecondFactor:
    """What somebody shares with their app. `last_step`: of the last code that was taken, 0 for none."""

    resident_id: int
    secret: bytes = field(repr=False)
    created_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = 0


class SecondFactors(Protocol):
    """At most one for each member of staff, and whose code an account waits for."""

    async def of(self, resident_id: int, *, locked: bool = False) -> SecondFactor | None:
        """Somebody's, confirmed or not; locked until the end of the transaction on demand."""

    async def put(self, factor: SecondFactor) -> None:
        """Keeps it instead of an earlier one."""

    async def remove(self, resident_id: int) -> None:
        """Forgets it, and that somebody's code is waited for."""

    async def ask(self, address: Address, resident_id: int, until: datetime) -> None:
        """Waits for somebody's code at an account, instead of anybody else's."""

    async def asked(self, address: Address, now: datetime) -> int | None:
        """Whose code an account waits for."""

    async def answered(self, address: Address) -> None:
        """Waits no longer."""


async def is_set(r: Work, resident_id: int) -> bool:
    """Whether somebody has a second factor that they confirmed."""
    factor = await r.second_factors.of(resident_id)
    return factor is not None and factor.confirmed_at is not None


async def has_second_factor(uow: UnitOfWork, resident_id: int) -> bool:
    """The same in a transaction of its own."""
    async with uow.reading() as r:
        return await is_set(r, resident_id)


async def is_asked(uow: UnitOfWork, clock: Clock, address: Address) -> bool:
    """Whether an account waits for a code: after the first step, or while a second factor is set up."""
    now = clock()
    async with uow.reading() as r:
        if await r.second_factors.asked(address, now) is not None:
            return True
        resident = await r.residents.at(address)
        factor = await r.second_factors.of(resident.id) if resident is not None else None
    return factor is not None and _is_being_set_up(factor, now)


async def new_second_factor(
    uow: UnitOfWork, clock: Clock, resident_id: int, cause: Cause | None = None
) -> bytes | None:
    """A secret for somebody's app; it counts once they give a code of it, within ten minutes.

    None where they have one that counts: that one has to be ended first.
    """
    secret = new_secret()
    async with uow.writing(cause) as w:
        if await is_set(w, resident_id):
            return None
        await w.second_factors.put(SecondFactor(resident_id, secret, clock()))
        await w.commit()
    return secret


async def confirm_second_factor(
    uow: UnitOfWork, clock: Clock, resident_id: int, text: str, cause: Cause | None = None
) -> bool:
    """Whether this is the code that the app shows: then it is asked for from now on."""
    now, digits = clock(), read_digits(text)
    async with uow.writing(cause) as w:
        factor = await w.second_factors.of(resident_id, locked=True)
        if factor is None or digits is None or not _is_being_set_up(factor, now):
            return False
        step = step_of(factor.secret, digits, now)
        if step is None or await w.staff.member(resident_id) is None:
            return False
        await w.second_factors.put(replace(factor, confirmed_at=now, last_step=step))
        await w.staff_log.add(StaffNote(now, resident_id, Noted.SECOND_FACTOR_SET))
        await w.commit()
        return True


async def end_second_factor(
    uow: UnitOfWork, clock: Clock, address: Address, resident_id: int, cause: Cause | None = None
) -> bool:
    """Ends one's own, to be without or to set up a new phone; False where the work area is locked."""
    now = clock()
    async with uow.writing(cause) as w:
        if not await is_open(w, address, now):
            return False
        if await is_set(w, resident_id):
            await w.staff_log.add(StaffNote(now, resident_id, Noted.SECOND_FACTOR_ENDED))
        await w.second_factors.remove(resident_id)
        await w.commit()
        return True


async def is_good_code(w: Work, resident_id: int, text: str, now: datetime) -> bool:
    """Whether it is a code of somebody's app. One that was taken, or is older than that, is none any more."""
    factor, digits = await w.second_factors.of(resident_id, locked=True), read_digits(text)
    if factor is None or digits is None:
        return False
    step = step_of(factor.secret, digits, now)
    if step is None or step <= factor.last_step:
        return False
    await w.second_factors.put(replace(factor, last_step=step))
    return True


def _is_being_set_up(factor: SecondFactor, now: datetime) -> bool:
    return factor.confirmed_at is None and factor.created_at <= now < factor.created_at + ASKED_FOR
