"""When reminders and thanks are due: quiet hours, and both nights in which the clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from civic.quiet_hours import is_quiet
from civic.reminder_times import reminder_due, thanks_due

BERLIN = ZoneInfo("Europe/Berlin")


def wall(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("starts", "hours", "due"),
    [
        ("2026-12-11T18:00", 48, "2026-12-09T18:00"),
        ("2026-12-11T18:00", 3, "2026-12-11T15:00"),
        ("2026-12-11T11:00", 3, "2026-12-11T08:00"),
        # A morning event: the evening before.
        ("2026-12-11T10:59", 3, "2026-12-10T19:00"),
        ("2026-12-11T09:00", 3, "2026-12-10T19:00"),
        # A late one: on the same evening, before the quiet hours begin.
        ("2026-12-11T23:59", 3, "2026-12-11T20:59"),
        ("2026-12-12T00:00", 3, "2026-12-11T19:00"),
        ("2026-12-12T02:00", 48, "2026-12-09T19:00"),
        # The night of 28 March 2027 has no hour from two to three: 24 hours earlier the wall says 9.
        ("2027-03-28T10:00", 24, "2027-03-27T09:00"),
        ("2027-03-28T10:00", 3, "2027-03-27T19:00"),
        ("2027-03-29T08:30", 24, "2027-03-28T08:30"),
        # The night of 25 October has that hour twice.
        ("2026-10-25T08:30", 24, "2026-10-24T09:30"),
        ("2026-10-25T05:00", 3, "2026-10-24T19:00"),
        ("2026-10-26T08:00", 24, "2026-10-25T08:00"),
        ("2026-10-25T20:30", 24, "2026-10-24T19:00"),
    ],
)
def test_reminders(starts: str, hours: int, due: str) -> None:
    found = reminder_due(wall(starts), hours, BERLIN)
    assert found == wall(due)
    assert not is_quiet(found, BERLIN)
    assert found < wall(starts)


@pytest.mark.parametrize(
    ("ends", "due"),
    [
        ("2026-12-11T18:00", "2026-12-11T20:00"),
        ("2026-12-11T19:00", "2026-12-12T09:00"),
        ("2026-12-12T01:00", "2026-12-12T09:00"),
        ("2027-03-27T23:30", "2027-03-28T09:00"),
        ("2026-10-24T23:30", "2026-10-25T09:00"),
    ],
)
def test_thanks(ends: str, due: str) -> None:
    assert thanks_due(wall(ends), BERLIN) == wall(due)


@pytest.mark.parametrize("fold", [0, 1])
def test_an_event_in_the_hour_that_comes_twice(fold: int) -> None:
    starts = wall("2026-10-25T02:30", fold)
    assert reminder_due(starts, 3, BERLIN) == wall("2026-10-24T19:00")
