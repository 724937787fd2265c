"""Codes by which one person joins two chats: made in one, entered in the other, and hard to guess."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.link_ports import LinkCode
from civic.one_time_links import token_hash
from civic.staff_sessions import is_locked
from civic.time import to_ascii_digits

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Address, Cause
    from civic.time import Clock

CODE_LASTS = timedelta(minutes=10)
CODE_LENGTH = 8
# Without 0/O and 1/I/L: a code is read from one screen and typed on another.
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
# Of a keyboard set to Cyrillic: what looks like a letter of ours is meant as one.
_CYRILLIC = str.maketrans("АВЕКМНРСТХУ", "ABEKMHPCTXY")
OWN_TRIES, OWN_WINDOW = 5, timedelta(minutes=10)
ALL_TRIES, ALL_WINDOW = 100, timedelta(hours=1)
# Half of a SHA-256 leaves room for it in the data of a button.
_HASH_LENGTH = 32


@dataclass(frozen=True)
class WrongCode:
    """Unknown, used or expired; nobody learns which."""


@dataclass(frozen=True)
class SamePerson:
    """The code was made by this chat, or by one that belongs to the same person already."""


@dataclass(frozen=True)
class TooManyTries:
    """So many wrong codes, by this person or by everybody, that no code is looked at for a while."""


@dataclass(frozen=True)
class Locked:
    """The work area of staff in this chat is locked, so that nothing of it may be shared or moved."""


NoCode = WrongCode | SamePerson | TooManyTries | Locked


def code_hash(typed: str) -> str:
    """What is kept of a code, whatever its spaces, dashes, case and script of digits."""
    folded = to_ascii_digits(unicodedata.normalize("NFKC", typed)).upper().translate(_CYRILLIC)
    return token_hash("".join(filter(str.isalnum, folded)))[:_HASH_LENGTH]


async def new_code(
    uow: UnitOfWork, clock: Clock, address: Address, cause: Cause | None = None
) -> str | Locked:
    """Makes a code for the chat that asks; it works once, for ten minutes. The one before ends."""
    now = clock()
    code = "".join(secrets.choice(_LETTERS) for _ in range(CODE_LENGTH))
    async with uow.writing(cause) as w:
        resident = await w.residents.at(address)
        if resident is not None and await is_locked(w, address, resident.id, now):
            return Locked()
        await w.links.put_code(code_hash(code), address, now + CODE_LASTS)
        await w.commit()
    return code


async def find_code(
    w: Work, hashed: str, here: Address, resident_id: int, now: datetime
) -> LinkCode | NoCode:
    """The code that somebody entered `here`. A wrong one is counted, so commit whatever this returns.

    A code of a work area that is locked by now is a wrong one.
    """
    if await is_locked(w, here, resident_id, now):
        return Locked()
    if await _is_enough(w, resident_id, now):
        return TooManyTries()
    code = await w.links.code(hashed)
    if code is None or not await _works(w, code, now):
        await w.links.note_wrong(resident_id, now)
        return WrongCode()
    return SamePerson() if code.resident_id == resident_id else code


async def forget_codes(uow: UnitOfWork, clock: Clock) -> None:
    """Deletes expired codes, and wrong ones that no longer count."""
    now = clock()
    async with uow.writing() as w:
        await w.links.forget(now, now - ALL_WINDOW)
        await w.commit()


async def _works(r: Work, code: LinkCode, now: datetime) -> bool:
    return now < code.expires_at and not await is_locked(r, code.address, code.resident_id, now)


async def _is_enough(w: Work, resident_id: int, now: datetime) -> bool:
    if await w.links.wrong_tries(now - OWN_WINDOW, resident_id) >= OWN_TRIES:
        return True
    return await w.links.wrong_tries(now - ALL_WINDOW) >= ALL_TRIES
