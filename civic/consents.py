"""Consents: what a person agreed to, in which words, since when; without one nothing of the kind is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Purpose(StrEnum):
    """What is asked for, each by itself. Only photos are asked about for an event."""

    ANNOUNCEMENTS = "announcements"
    PHOTOS = "photos"
    EVALUATION = "evaluation"


@dataclass(frozen=True)
class Wording:
    """The text that somebody agreed to: a hash of it as it was shown, and its language.

    An empty `version` is a consent from before texts were noted.
    """

    version: str
    language: str


@dataclass(frozen=True)
class Consent:
    """Given at one time, perhaps withdrawn at a later one (UTC). `event_id` is None but for photos."""

    purpose: Purpose
    event_id: int | None
    wording: Wording
    given_at: datetime
    withdrawn_at: datetime | None = None


class Consents(Protocol):
    """Consents of residents. At most one stands for each purpose and event."""

    async def of(self, resident_id: int) -> list[Consent]:
        """All of somebody's, those withdrawn too, oldest first."""

    async def give(
        self, resident_id: int, purpose: Purpose, wording: Wording, event_id: int | None = None
    ) -> bool:
        """Notes a consent, given now. False where one stands already, which stays as it is."""

    async def withdraw(self, resident_id: int, purpose: Purpose, event_id: int | None = None) -> bool:
        """Notes that the consent which stands is withdrawn now. False where none stands."""


def stands(consent: Consent | None) -> bool:
    """Whether it was given and not withdrawn."""
    return consent is not None and consent.withdrawn_at is None
