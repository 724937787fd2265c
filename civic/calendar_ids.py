"""How events and registrations are named and numbered in calendars: the same wherever an entry comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from civic.registrations import ENDED

if TYPE_CHECKING:
    from civic.events import Event
    from civic.registrations import Registration


def uid(event: Event, registration: Registration | None, public_url: str) -> str:
    """The id of an entry (RFC 5545, 3.8.4.7), unique in the world by the name under which people reach us."""
    name = f"registration-{registration.id}" if registration else f"event-{event.id}"
    return f"{name}@{urlsplit(public_url).hostname or 'stadtbote'}"


def sequence(event: Event, registration: Registration | None = None) -> int:
    """Grows with every change of time, place or title, and each time the registration ends or begins again
    (RFC 5545, 3.8.7.4): a calendar takes the entry with the highest number."""
    if registration is None:
        return event.sequence
    return event.sequence + 2 * registration.sequence + (registration.status in ENDED)
