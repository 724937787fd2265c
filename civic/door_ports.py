"""What the door needs of the store beyond registrations one by one."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from civic.events import Event
from civic.registrations import Registration


class Door(Protocol):
    """Everybody on the list of an event, and the events that are going on."""

    async def everybody(self, event_id: int) -> list[Registration]:
        """All registrations of an event, also those that ended, in the order in which they came in."""

    async def releasing(self, now: datetime) -> list[Event]:
        """Published events that are going on and give the seats away of people who do not come; only those
        where somebody was checked in, and somebody with a seat was not."""
