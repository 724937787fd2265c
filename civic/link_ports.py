"""What joining two chats of one person needs from a store."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from civic.registrations import Registration
from civic.residents import Address, Resident


@dataclass(frozen=True)
class LinkCode:
    """A code that an account shows; only its hash is kept. `resident_id` is whose account it is now."""

    code_hash: str
    address: Address
    resident_id: int
    expires_at: datetime


class Links(Protocol):
    """Codes, wrong codes, and the accounts of residents."""

    async def put_code(self, code_hash: str, address: Address, expires_at: datetime) -> None:
        """Keeps a code of an account; the one before ends. KeyError where there is no such account."""

    async def code(self, code_hash: str) -> LinkCode | None:
        """The code with this hash, expired or not."""

    async def take_code(self, code_hash: str) -> bool:
        """Uses a code up. False where somebody else was faster."""

    async def wrong_tries(self, since: datetime, resident_id: int | None = None) -> int:
        """How many wrong codes were entered then or later, by one resident or by everybody."""

    async def note_wrong(self, resident_id: int, at: datetime) -> None:
        """Counts a wrong code."""

    async def forget(self, codes_before: datetime, tries_before: datetime) -> None:
        """Deletes codes that expired before, and wrong ones that were entered before."""

    async def accounts(self, resident_id: int) -> Sequence[Address]:
        """The accounts of a resident; first those that can be reached, the newest before the others."""

    async def lock(self, *resident_ids: int) -> Sequence[Resident]:
        """Those of these residents that there are, by id, locked against everything that refers to them."""

    async def events_of_both(self, first_id: int, second_id: int) -> Sequence[int]:
        """Ids of events for which both have a registration, whatever its status, in order."""

    async def drop(self, registration: Registration) -> None:
        """Deletes a registration that another one of the same person replaces; its open notices end."""

    async def absorb(self, kept_id: int, absorbed_id: int) -> None:
        """Everything that refers to one resident refers to the other from now on; the first is deleted.

        They must have no event in common any more. Of a copy of an announcement for both, the one that
        is further on its way stays.
        """

    async def make_newest(self, address: Address) -> None:
        """Makes an account the one to which its resident is written."""

    async def redirect(self, resident_id: int) -> None:
        """Copies that nobody has begun to send go to where a resident is written to now."""

    async def split_off(self, address: Address, resident: Resident) -> Resident:
        """Keeps a new resident, to whom an account belongs from now on; returns them with their id."""
