"""Working days of a city's offices: Monday to Friday, by the clock on its walls. Holidays are not known."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(8), time(18)
_FRIDAY = 4


def after_working_days(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, that many working days later at the same wall-clock time.

    What begins in the evening, at night or at a weekend counts from eight in the next working morning.
    """
    at = _in_office_hours(start.astimezone(zone).replace(tzinfo=None))
    for _ in range(days):
        at = _to_weekday(at + timedelta(days=1))
    return at.replace(tzinfo=zone).astimezone(UTC)


def _in_office_hours(at: datetime) -> datetime:
    if at.time() >= CLOSES:
        at = _morning(at + timedelta(days=1))
    if at.weekday() > _FRIDAY or at.time() < OPENS:
        at = _morning(at)
    return _to_weekday(at)


def _to_weekday(at: datetime) -> datetime:
    while at.weekday() > _FRIDAY:
        at += timedelta(days=1)
    return at


def _morning(at: datetime) -> datetime:
    return datetime.combine(at.date(), OPENS)
