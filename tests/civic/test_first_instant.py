"""Times on the wall that are skipped or come twice, and quiet hours, in zones that change their clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.quiet_hours import after_quiet, is_quiet
from civic.time import Moment, NoSuchTime, TwoTimes, first_instant, on_the_wall

BERLIN = ZoneInfo("Europe/Berlin")
# With an hour of summer time, with half an hour, without, and one that changes at midnight.
ZONES = [
    ZoneInfo(name) for name in ("Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Beirut")
]
zones = st.sampled_from(ZONES)
walls = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("zone", "wall", "instant"),
    [
        ("Europe/Berlin", "2027-03-28 01:59", "2027-03-28 00:59"),
        ("Europe/Berlin", "2027-03-28 02:00", "2027-03-28 01:00"),
        ("Europe/Berlin", "2027-03-28 02:30", "2027-03-28 01:00"),
        ("Europe/Berlin", "2027-03-28 03:00", "2027-03-28 01:00"),
        ("Europe/Berlin", "2027-10-31 02:30", "2027-10-31 00:30"),
        ("Europe/Berlin", "2027-10-31 03:00", "2027-10-31 02:00"),
        ("Australia/Lord_Howe", "2027-10-03 02:10", "2027-10-02 15:30"),
        ("Australia/Lord_Howe", "2027-10-03 02:30", "2027-10-02 15:30"),
        ("Australia/Lord_Howe", "2027-04-04 01:45", "2027-04-03 14:45"),
        ("America/Sao_Paulo", "2027-10-17 00:30", "2027-10-17 03:30"),
        ("Asia/Beirut", "2027-03-28 00:30", "2027-03-27 22:00"),
    ],
)
def test_the_first_time_or_the_next_valid_minute(zone: str, wall: str, instant: str) -> None:
    expected = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert first_instant(datetime.fromisoformat(wall), ZoneInfo(zone)) == expected


@given(walls, zones)
def test_every_time_on_the_wall_has_one_instant(wall: datetime, zone: ZoneInfo) -> None:
    found = first_instant(wall, zone)
    shown = found.astimezone(zone).replace(tzinfo=None)
    match on_the_wall(wall, zone):
        case Moment(at):
            assert found == at
        case NoSuchTime():
            # What the clock shows just before is earlier: nothing valid lies between.
            before = (found - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
            assert before < wall < shown
        case TwoTimes():
            assert shown == wall
            assert any(
                (found + timedelta(minutes=n)).astimezone(zone).replace(tzinfo=None) == wall for n in (30, 60)
            )


times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30)))


@given(walls, zones, times, times)
def test_whoever_waits_for_the_morning_waits_for_its_first_minute(
    wall: datetime, zone: ZoneInfo, first: time, end: time
) -> None:
    at = first_instant(wall.replace(second=0, microsecond=0), zone)
    if first == end:
        return
    free = after_quiet(at, zone, (first, end))
    minute, found = timedelta(minutes=1), at
    while is_quiet(found, zone, (first, end)):
        found += minute
    assert free == found


def test_without_quiet_hours_nothing_waits() -> None:
    night = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    assert after_quiet(night, BERLIN, None) == night
    assert after_quiet(night, BERLIN, (time(20), time(8))) == datetime(2026, 12, 2, 7, tzinfo=UTC)
    assert after_quiet(night, BERLIN, (time(1), time(8))) == night


@pytest.mark.parametrize(("day", "hour"), [("2027-03-28", 6), ("2027-10-31", 7)])
def test_eight_in_the_morning_after_both_changes_of_the_clock(day: str, hour: int) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=BERLIN)
    free = after_quiet(midnight - timedelta(hours=3), BERLIN, (time(20), time(8)))
    assert free == datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)
