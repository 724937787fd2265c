"""What is kept for people who come back without an account: return links, e-mail addresses, mails to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from civic.announcements import DeliveryStatus
    from civic.notices import NoticeKind


@dataclass(frozen=True)
class ReturnLink:
    """A link to one registration. Of its token only the SHA-256 is kept."""

    token_hash: bytes
    registration_id: int
    created_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None


class ReturnLinks(Protocol):
    """Links with which any browser sees and changes one registration."""

    async def add(self, link: ReturnLink) -> None:
        """Keeps a new link."""

    async def valid(self, token_hash: bytes) -> ReturnLink | None:
        """The link with this hash, unless it was revoked."""

    async def used(self, token_hash: bytes, now: datetime) -> None:
        """Notes when it was last used."""

    async def remove(self, token_hash: bytes) -> None:
        """Deletes one link."""

    async def revoke(self, registration_id: int, now: datetime) -> int:
        """Ends every link of a registration; returns how many there were."""


@dataclass(frozen=True)
class OutgoingMail:
    """A mail in the hands of the sender. `kind` None is the first one, after the address was left.

    `subject_id` is the notice's. `tries` counts this one too; `language` is the person's, `resident_id` None
    where there is no account.
    """

    id: int
    registration_id: int
    resident_id: int | None
    kind: NoticeKind | None
    address: str
    language: str
    created_at: datetime
    tries: int
    subject_id: int = 0


class Mails(Protocol):
    """E-mail addresses left for one registration each, and the mails to them."""

    async def address(self, registration_id: int) -> str | None:
        """The address that was left for a registration."""

    async def set_address(self, registration_id: int, address: str, now: datetime) -> None:
        """Keeps an address in the place of an earlier one."""

    async def left_since(self, address: str, since: datetime) -> int:
        """For how many registrations an address was left since then."""

    async def remove_address(self, registration_id: int) -> bool:
        """Deletes it, and so every mail that has not been sent; False if there is none."""

    async def add(
        self, registration_id: int, kind: NoticeKind | None, due: datetime, subject_id: int = 0
    ) -> None:
        """Queues a mail about a registration for which an address was left; does nothing for others."""

    async def count_since(self, registration_id: int, kind: NoticeKind | None, since: datetime) -> int:
        """How many mails of a kind were queued since then."""

    async def skip_open(self, kind: NoticeKind, registration_id: int) -> None:
        """Takes back mails that nobody has begun to send."""

    async def is_due(self, now: datetime) -> bool:
        """Whether `claim` has anything to do; takes no lock."""

    async def claim(self, limit: int, now: datetime, lease_until: datetime) -> list[OutgoingMail]:
        """Takes open mails, or those whose lease ran out, oldest first; those without an address any more
        are settled as skipped on the way."""

    async def record(self, mail_id: int, status: DeliveryStatus, detail: str = "") -> None:
        """Stores the outcome. `detail`: the server's reply code and words, where it refused."""

    async def postpone(self, mail_id: int, until: datetime) -> None:
        """Gives a claimed mail back; nobody takes it before `until`."""
