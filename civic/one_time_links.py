"""What links with a token have in common: of the token only a hash is kept, and one person does the work."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Protocol


class VolunteerWork(Protocol):
    """A piece of work that a link leads to: a translation of an answer, or the texts of an event."""

    @property
    def expires_at(self) -> datetime:
        """Until when the link works."""

    @property
    def taken_by(self) -> int | None:
        """Who took the work."""

    @property
    def done_at(self) -> datetime | None:
        """When it was handed in."""


def token_hash(token: str) -> str:
    """What is kept of a token: its SHA-256 in hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def is_for(work: VolunteerWork, resident_id: int, now: datetime) -> bool:
    """Whether this person can do the work now: it is open, and nobody else took it."""
    if work.done_at is not None or now >= work.expires_at:
        return False
    return work.taken_by in (None, resident_id)
