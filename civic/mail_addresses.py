"""E-mail addresses, each left for the messages about one registration and deleted with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from email_validator import EmailNotValidError, validate_email

from civic.registrations import speaks_for

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

# An address may be somebody else's: for one registration, and to one address (a family's, say), no more
# first mails than these are sent in a day.
FIRST_MAILS, TO_ONE_ADDRESS = 3, 10
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AddressKept:
    """Messages about the registration go to this address too; the first mail is on its way."""

    address: str


@dataclass(frozen=True)
class AddressUnclear:
    """That is no e-mail address."""


@dataclass(frozen=True)
class TooManyAddresses:
    """Addresses were left too often today."""


@dataclass(frozen=True)
class NotYours:
    """No such registration of this person."""


AddressOutcome = AddressKept | AddressUnclear | TooManyAddresses | NotYours


def read_address(text: str) -> str | None:
    """The address as mail servers want it; None where the text is none. Asks no server."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError:
        return None
    return found.ascii_email


async def leave_address(
    uow: UnitOfWork,
    clock: Clock,
    registration_id: int,
    resident_id: int | None,
    text: str,
    cause: Cause | None = None,
) -> AddressOutcome:
    """Keeps an address for the messages about one registration and queues the first mail to it."""
    address, now = read_address(text), clock()
    if address is None:
        return AddressUnclear()
    async with uow.writing(cause) as w:
        registration = await w.registrations.get(registration_id)
        if registration is None or speaks_for(registration) != resident_id:
            return NotYours()
        if await w.mails.address(registration_id) == address:
            return AddressKept(address)
        if await w.mails.count_since(registration_id, None, now - _DAY) >= FIRST_MAILS:
            return TooManyAddresses()
        if await w.mails.left_since(address, now - _DAY) >= TO_ONE_ADDRESS:
            return TooManyAddresses()
        await w.mails.set_address(registration_id, address, now)
        await w.mails.add(registration_id, None, now)
        await w.commit()
        return AddressKept(address)


async def remove_address(
    uow: UnitOfWork, registration_id: int, resident_id: int | None, cause: Cause | None = None
) -> bool:
    """Deletes the address of somebody's registration; False if there is none."""
    async with uow.writing(cause) as w:
        registration = await w.registrations.get(registration_id)
        if registration is None or speaks_for(registration) != resident_id:
            return False
        removed = await w.mails.remove_address(registration_id)
        await w.commit()
        return removed
