"""Working days: Monday to Friday by the clock on the wall, across weekends and changes of the clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from civic.working_days import after_working_days

BERLIN = ZoneInfo("Europe/Berlin")


def local(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-12-01 10:00", 2, "2026-12-03 10:00"),  # Tuesday to Thursday
        ("2026-12-03 10:00", 2, "2026-12-07 10:00"),  # over a weekend
        ("2026-12-04 15:30", 5, "2026-12-11 15:30"),
        ("2026-12-01 10:00", 14, "2026-12-21 10:00"),
        ("2026-12-05 23:00", 2, "2026-12-09 08:00"),  # Saturday night counts from Monday morning
        ("2026-12-06 09:00", 0, "2026-12-07 08:00"),
        ("2026-12-04 18:00", 1, "2026-12-08 08:00"),  # Friday evening
        ("2026-12-01 03:00", 2, "2026-12-03 08:00"),  # nobody is woken
        ("2026-03-27 12:00", 2, "2026-03-31 12:00"),  # the clock is put forward in between
        ("2026-10-23 12:00", 2, "2026-10-27 12:00"),  # and back
    ],
)
def test_so_many_working_days_later(start: str, days: int, end: str) -> None:
    assert after_working_days(local(start), days, BERLIN) == local(end).astimezone(UTC)


def test_the_zone_decides_which_day_it_is() -> None:
    late = datetime(
        2026, 12, 4, 22, 30, tzinfo=UTC
    )  # Friday evening in Berlin, still Friday noon further west
    assert after_working_days(late, 1, BERLIN) == local("2026-12-08 08:00").astimezone(UTC)
    west = ZoneInfo("America/Los_Angeles")
    assert after_working_days(late, 1, west) == datetime(2026, 12, 7, 22, 30, tzinfo=UTC)
