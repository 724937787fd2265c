"""When a reminder or a thank-you is due: at decent hours of the place where the event is."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from civic.quiet_hours import is_quiet, last_evening, next_morning

# 19:00, two hours before the quiet hours begin.
BEFORE_QUIET = timedelta(hours=2)
MORNING = time(9)
THANKS_AFTER = timedelta(hours=2)


def reminder_due(starts_at: datetime, hours: int, zone: ZoneInfo) -> datetime:
    """The instant so many hours before the start; where that is in the quiet hours, 19:00 before them."""
    due = starts_at - timedelta(hours=hours)
    return last_evening(due, zone) - BEFORE_QUIET if is_quiet(due, zone) else due


def thanks_due(ends_at: datetime, zone: ZoneInfo) -> datetime:
    """Two hours after the end; where that is in the quiet hours, 9:00 after them."""
    due = ends_at + THANKS_AFTER
    return next_morning(due, zone, MORNING) if is_quiet(due, zone) else due
