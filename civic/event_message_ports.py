"""What messages about registrations need from a store: reminders, who was not reached, ratings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from civic.calls import Missed
from civic.events import Event
from civic.ratings import Rating, Ratings
from civic.registrations import Registration
from civic.reminders import Reminder


class Reminders(Protocol):
    """Reminders, and for which time and hours they were planned."""

    async def get(self, reminder_id: int) -> Reminder | None:
        """One reminder."""

    async def of(self, registration_id: int) -> list[Reminder]:
        """The reminders of one registration, the earliest first."""

    async def add(self, reminder: Reminder) -> None:
        """Keeps a new one; the one with the same hours is replaced."""

    async def set(self, reminder: Reminder) -> None:
        """Stores when it is due and what became of it."""

    async def plan(self, registration_id: int, starts_at: datetime, hours: Sequence[int]) -> None:
        """Notes for what the rows of a registration were settled."""

    async def is_due(self, now: datetime) -> bool:
        """Whether anything is unsettled or due; takes no lock."""

    async def unsettled(self, now: datetime, limit: int) -> list[tuple[Registration, Event]]:
        """Seats at coming events whose rows were settled for another time or other hours, or never.

        They are locked until the end of the transaction; what another transaction holds is left out.
        """

    async def lock_due(self, now: datetime, limit: int) -> list[tuple[Reminder, Registration, Event]]:
        """Open reminders whose time has come, locked likewise."""

    async def drop_of(self, event_id: int) -> None:
        """Ends the open reminders of an event that does not take place."""


class Unheard(Protocol):
    """Messages about registrations that did not reach anybody."""

    async def of_event(self, event_id: int, unseen_before: datetime) -> list[Missed]:
        """What did not arrive, newest first. On the web a message counts as missed that was written before
        `unseen_before` and whose reader has not opened the page since."""

    async def without_account(self, event_id: int) -> list[Registration]:
        """Registrations of people whom nobody can write to, whatever their status."""

    async def reopen(self, resident_id: int) -> None:
        """Makes what somebody missed due again, now that they can be written to."""


class EventRatings(Protocol):
    """Thanks after events, and what came back."""

    async def to_thank(self, ended_after: datetime, ended_before: datetime) -> list[tuple[int, Event]]:
        """Registrations that were not thanked yet, with their events that ended in between.

        Whoever had a seat; where people were checked in, only those who came.
        """

    async def thank(self, registration_id: int, event_id: int, at: datetime) -> bool:
        """Notes that somebody is thanked now. False where they were before."""

    async def get(self, registration_id: int) -> Rating | None:
        """What one person said, if they were asked."""

    async def update(self, rating: Rating) -> None:
        """Stores what one person said."""

    async def of_event(self, event_id: int) -> Ratings:
        """What everybody said."""

    async def rated_events(self, ended_after: datetime) -> list[Event]:
        """Events that ended then or later and were rated, the newest first."""
