"""What is kept so that staff can come back to the web chat: hashes of codes and links, wrong tries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from civic.residents import Address


@dataclass(frozen=True)
class LoginLink:
    """A one-time link from a messenger into the web chat; only the SHA-256 of its token is kept."""

    token_hash: str
    resident_id: int
    expires_at: datetime
    used_at: datetime | None = None

    def works(self, now: datetime) -> bool:
        """Whether it can be used."""
        return self.used_at is None and now < self.expires_at


class StaffLogins(Protocol):
    """Recovery codes, login links, wrong tries, and whose an account is."""

    async def replace_codes(self, resident_id: int, hashes: Sequence[str]) -> None:
        """Keeps these codes instead of all earlier ones."""

    async def owner_of_code(self, code_hash: str, *, locked: bool = False) -> int | None:
        """Whose code it is; None for one that is unknown, used or replaced. Locked on demand."""

    async def use_code(self, code_hash: str) -> None:
        """Deletes a code, so that it works once."""

    async def count_codes(self, resident_id: int) -> int:
        """How many codes somebody has left."""

    async def note_wrong(self, address: Address, at: datetime) -> None:
        """Counts a wrong code of an account."""

    async def last_wrong(self, address: Address, number: int) -> list[datetime]:
        """When an account's last wrong codes were tried, newest first, at most so many."""

    async def count_wrong(self, since: datetime) -> int:
        """How many wrong codes all accounts tried since then."""

    async def forget_wrong(self, address: Address) -> None:
        """Forgets the wrong codes of an account."""

    async def replace_link(self, link: LoginLink) -> None:
        """Keeps a link instead of any earlier one of the same person."""

    async def link(self, token_hash: str, *, locked: bool = False) -> LoginLink | None:
        """One link; locked until the end of the transaction on demand."""

    async def update_link(self, link: LoginLink) -> None:
        """Stores when it was used."""

    async def has_own_things(self, resident_id: int) -> bool:
        """Whether a resident has a registration, a subscription, a question or a role."""

    async def move_account(self, address: Address, resident_id: int) -> int | None:
        """Gives an account to another resident; returns who had it and is left without any, if so.

        A code that the one before made there to join chats ends.
        """

    async def forget(self, now: datetime, wrong_before: datetime, unconfirmed_before: datetime) -> None:
        """Deletes links and challenges that ended, wrong tries and unconfirmed second factors of before."""
