"""What the life of a question needs from a store: routing, pushes to staff, translations."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from civic.pushes import Choices, Push
from civic.staff import Group, StaffMember
from civic.translations import Translation


class Routing(Protocol):
    """Who answers for what."""

    async def reachable_staff(self) -> list[StaffMember]:
        """Members of staff with an account that has not blocked the bot."""

    async def choices(self) -> Choices:
        """The topics that members of staff chose to answer for."""

    async def choose(self, resident_id: int, topic: str, *, wanted: bool) -> None:
        """Adds or removes a topic of a member of staff."""


class Pushes(Protocol):
    """One row per member of staff or group: what it is to be told, and when at the earliest."""

    async def note(self, residents: Iterable[int], groups: Sequence[Group], since: datetime) -> None:
        """Something opened at `since` is to be told; what waits already stays with its earlier time."""

    async def is_due(self, now: datetime) -> bool:
        """Whether `claim` has anything to do; takes no lock."""

    async def claim(self, now: datetime, lease_until: datetime) -> list[Push]:
        """Takes what is due, or whose lease ran out. Who cannot be reached is left out for good."""

    async def record(self, push_id: int, next_at: datetime) -> None:
        """It was sent, or is needless; nothing more before `next_at`."""

    async def postpone(self, push_id: int, until: datetime) -> None:
        """Gives it back; nobody takes it before `until`."""


class Translations(Protocol):
    """Translations that volunteers are asked for."""

    async def add(self, translation: Translation) -> Translation:
        """Keeps a new one; returns it with its id."""

    async def get(self, number: int) -> Translation | None:
        """One translation."""

    async def lock(self, number: int) -> Translation | None:
        """The same, locked until the end of the transaction."""

    async def by_token(self, token_hash: str) -> Translation | None:
        """The one of a link."""

    async def lock_token(self, token_hash: str) -> Translation | None:
        """The same, locked until the end of the transaction."""

    async def update(self, translation: Translation) -> None:
        """Stores who took it, and the result."""

    async def of_question(self, question_id: int) -> list[Translation]:
        """All for one question, oldest first."""
