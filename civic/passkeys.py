"""Passkeys of staff: keys in a phone, a computer or a stick that open the work area in the web chat.

The signatures are checked by whoever talks to browsers; here is whose keys they are and what they open.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from civic.staff_login import LoggedIn, NotLoggedIn, OthersThings, let_in, lock_both
from civic.staff_sessions import is_open

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Address, Resident
    from civic.staff_sessions import Sitting
    from civic.time import Clock

CHALLENGE_LASTS = timedelta(minutes=5)
CHALLENGE_BYTES = 32
MOST_PASSKEYS = 10


@dataclass(frozen=True)
class Passkey:
    """The public half of a key. `sign_count`: how often it signed; 0 from devices that do not count."""

    id: int
    resident_id: int
    credential_id: bytes
    public_key: bytes
    sign_count: int
    created_at: datetime
    used_at: datetime | None = None


class Passkeys(Protocol):
    """Public keys of staff, and what their devices are to sign."""

    async def add(self, passkey: Passkey) -> bool:
        """Keeps a new one; False where its device gave it away before."""

    async def of(self, resident_id: int) -> list[Passkey]:
        """Somebody's passkeys, oldest first."""

    async def by_credential(self, credential_id: bytes, *, locked: bool = False) -> Passkey | None:
        """The one that a device names; locked until the end of the transaction on demand."""

    async def update(self, passkey: Passkey) -> None:
        """Stores how often and when it signed."""

    async def remove(self, resident_id: int, number: int) -> None:
        """Deletes one of somebody's passkeys."""

    async def remove_all(self, resident_id: int) -> None:
        """Forgets all of somebody's."""

    async def set_challenge(self, address: Address, challenge: bytes, until: datetime) -> bool:
        """Keeps what an account's device shall sign, instead of an earlier one; False for no account."""

    async def take_challenge(self, address: Address, now: datetime) -> bytes | None:
        """Deletes it and returns it if it still holds."""


def are_possible(public_url: str) -> bool:
    """Whether browsers make keys for an address: only for names, by https; `localhost` is an exception."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return parts.scheme == "https" or host == "localhost"
    return False


async def new_challenge(uow: UnitOfWork, clock: Clock, address: Address) -> bytes | None:
    """What an account's device shall sign: random, for five minutes; None for an account nobody has."""
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    async with uow.writing() as w:
        if not await w.passkeys.set_challenge(address, challenge, clock() + CHALLENGE_LASTS):
            return None
        await w.commit()
    return challenge


async def take_challenge(uow: UnitOfWork, clock: Clock, address: Address) -> bytes | None:
    """Uses it up, whatever comes of it; None where there is none or it is too old."""
    async with uow.writing() as w:
        challenge = await w.passkeys.take_challenge(address, clock())
        await w.commit()
    return challenge


async def at_work(uow: UnitOfWork, clock: Clock, address: Address) -> Resident | None:
    """The member of staff whose work area is open at an account."""
    async with uow.reading() as r:
        resident = await r.residents.at(address)
        if resident is None or await r.staff.member(resident.id) is None:
            return None
        return resident if await is_open(r, address, clock()) else None


async def passkeys_of(uow: UnitOfWork, resident_id: int) -> list[Passkey]:
    """Somebody's passkeys, oldest first."""
    async with uow.reading() as r:
        return await r.passkeys.of(resident_id)


async def keep_passkey(uow: UnitOfWork, clock: Clock, address: Address, new: Passkey) -> bool:
    """Keeps a key of whoever works at an account; False for strangers, for too many, and for a known one."""
    now = clock()
    async with uow.writing() as w:
        resident = await w.residents.at(address)
        if resident is None or await w.staff.member(resident.id) is None:
            return False
        if not await is_open(w, address, now) or len(await w.passkeys.of(resident.id)) >= MOST_PASSKEYS:
            return False
        if not await w.passkeys.add(replace(new, resident_id=resident.id, created_at=now)):
            return False
        await w.commit()
        return True


async def remove_passkey(uow: UnitOfWork, clock: Clock, address: Address, number: int) -> bool:
    """Deletes a key of whoever works at an account; False for strangers."""
    resident = await at_work(uow, clock, address)
    if resident is None:
        return False
    async with uow.writing() as w:
        await w.passkeys.remove(resident.id, number)
        await w.commit()
    return True


async def find_passkey(uow: UnitOfWork, credential_id: bytes) -> Passkey | None:
    """The key that a device names."""
    async with uow.reading() as r:
        return await r.passkeys.by_credential(credential_id)


async def log_in_by_passkey(
    uow: UnitOfWork, clock: Clock, sitting: Sitting, credential_id: bytes, sign_count: int
) -> LoggedIn | NotLoggedIn | OthersThings:
    """Lets somebody in whose device signed the challenge. A count that does not grow is a copy's."""
    now = clock()
    async with uow.writing() as w:
        found = await w.passkeys.by_credential(credential_id)
        await lock_both(w, sitting, found.resident_id if found is not None else None)
        passkey = await w.passkeys.by_credential(credential_id, locked=True)
        member = await w.staff.member(passkey.resident_id) if passkey is not None else None
        if passkey is None or member is None:
            return NotLoggedIn()
        if (sign_count or passkey.sign_count) and sign_count <= passkey.sign_count:
            return NotLoggedIn()
        outcome = await let_in(w, sitting, member, now)
        if isinstance(outcome, LoggedIn):
            await w.passkeys.update(replace(passkey, sign_count=sign_count, used_at=now))
            await w.commit()
        return outcome
