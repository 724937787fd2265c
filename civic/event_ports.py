"""What the use cases need from a store of events and registrations. `storage/` implements it."""

from datetime import datetime
from typing import Protocol

from civic.events import Event, EventWithSeats
from civic.registrations import Registration


class Events(Protocol):
    """Events."""

    async def get(self, event_id: int) -> EventWithSeats | None:
        """An event with its seats taken and people waiting."""

    async def lock(self, event_id: int) -> Event | None:
        """An event, locked until the end of the transaction, so that seats can be counted."""

    async def add(self, event: Event) -> Event:
        """Keeps a new event; returns it with its id."""

    async def update(self, event: Event) -> None:
        """Replaces the row of an event."""

    async def coming(self, now: datetime) -> list[EventWithSeats]:
        """Published events that start after `now`, soonest first."""

    async def of_staff(self, now: datetime) -> list[EventWithSeats]:
        """Drafts and events of any status that end after `now`, soonest first."""

    async def drafts(self) -> list[EventWithSeats]:
        """Every draft, finished or not, the newest first."""

    async def earlier(self, now: datetime, limit: int) -> list[EventWithSeats]:
        """Published events that began before `now`, the latest first."""

    async def of_series(self, series: int) -> list[Event]:
        """All dates of a series, soonest first."""

    async def remove(self, event_id: int) -> None:
        """Deletes an event with its registrations."""

    async def count(self) -> int:
        """How many events there are, of any status."""

    async def count_examples(self) -> int:
        """How many of them are sample events."""

    async def remove_examples(self) -> int:
        """Deletes sample events with their registrations; returns how many events."""

    async def unserved(self, now: datetime) -> list[Event]:
        """Published events yet to begin where seats are free although people wait, none to be drawn first."""

    async def undrawn(self, now: datetime) -> list[Event]:
        """Published events yet to begin whose seats are still to be drawn."""


class Registrations(Protocol):
    """Registrations and waiting lists."""

    async def get(self, registration_id: int) -> Registration | None:
        """One registration."""

    async def of(self, event_id: int, resident_id: int) -> Registration | None:
        """A resident's registration for an event, whatever its status."""

    async def by_code(self, code: str) -> Registration | None:
        """The registration with a code."""

    async def add(self, registration: Registration) -> Registration:
        """Keeps a new registration; returns it with its id."""

    async def update(self, registration: Registration) -> None:
        """Replaces the row of a registration."""

    async def seats_taken(self, event_id: int) -> int:
        """Seats of confirmed people, and those that are offered to somebody."""

    async def next_queue(self, event_id: int) -> int:
        """The number that puts a registration at the end of the queue."""

    async def first_waiting(self, event_id: int, *, at_most: int | None = None) -> Registration | None:
        """The head of the waiting list, or the first in it of at most so many people."""

    async def offers(self, event_id: int) -> list[Registration]:
        """Open offers of an event, in order of the queue."""

    async def entrants(self, event_id: int, drawn_at: datetime) -> list[Registration]:
        """Registrations that were there when the seats were drawn, also those that ended since."""

    async def due_offers(self, now: datetime) -> list[Registration]:
        """Offers of published events whose time is over, or whose person turned out to be unreachable."""

    async def position(self, registration: Registration) -> int:
        """The place in the waiting list, from 1; 0 for one that does not wait, or for a draw to come."""

    async def of_resident(self, resident_id: int, now: datetime) -> list[tuple[Registration, Event]]:
        """Registrations that have or await a seat, of events that have not ended, soonest first."""

    async def of_event(self, event_id: int) -> list[Registration]:
        """Registrations of an event that have or await a seat, in order of the queue."""
