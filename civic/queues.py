"""What waits to be done, in numbers: for operators, who see from them whether the bot keeps up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Queue(StrEnum):
    """Copies of announcements, messages about people's own affairs, e-mails, questions to people."""

    COPIES = "copies"
    NOTICES = "notices"
    MAILS = "mails"
    QUESTIONS = "questions"


@dataclass(frozen=True)
class Waiting:
    """How many wait, and since when the oldest could have been done; None where none waits."""

    count: int
    oldest: datetime | None


class Queues(Protocol):
    """The queues of the whole city, whichever process works on them."""

    async def waiting(self, now: datetime) -> Mapping[Queue, Waiting]:
        """Everything that is due now and has no outcome."""
