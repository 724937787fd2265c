"""Which hours announcements may use: copies of most wait for the morning, whenever they are due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from civic.announcements import Announcement
from civic.quiet_hours import Quiet, after_quiet


@dataclass(frozen=True)
class Hours:
    """The city's zone, and the quiet hours of its announcements."""

    zone: ZoneInfo
    quiet: Quiet | None = None

    def from_(self, one: Announcement, at: datetime) -> datetime:
        """When copies of an announcement that is due at an instant may be sent; in UTC.

        What is urgent does not wait for the morning, nor what belongs to people's own registration.
        """
        if one.urgent or one.audience.event_id is not None:
            return at
        return after_quiet(at, self.zone, self.quiet)

    def waits_until(self, one: Announcement) -> datetime | None:
        """The end of the quiet hours that hold it up; None where none do, or no time is set."""
        if one.due_at is None:
            return None
        free = self.from_(one, one.due_at)
        return free if free > one.due_at else None


UNHURRIED = Hours(ZoneInfo("UTC"))
"""No quiet hours."""
