"""Dates and times as people write them, and the two nights a year when the clock is changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.time import (
    InThePast,
    Moment,
    NoSuchTime,
    NotUnderstood,
    Reading,
    TwoTimes,
    in_days,
    on_the_wall,
    read_moment,
    to_ascii_digits,
    utc_now,
)

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
AT_SIX = Moment(datetime(2026, 12, 18, 17, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        "Fr 18.12. 18 Uhr",
        "Fr, 18.12. 18 Uhr",
        "Freitag 18.12.2026 um 18:00 Uhr",
        "18.12.2026 18:00",
        "18. 12. 2026, 18.00",
        "18.12. 18h",
        "2026-12-18 18:00",
        "  Fri 18.12. at 18:00 ",
        "пт 18.12. о 18:00",
        "١٨.١٢. ١٨:٠٠",
    ],
)
def test_ways_to_write_a_date(text: str) -> None:
    assert read_moment(text, NOW, BERLIN) == AT_SIX


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", NotUnderstood()),
        ("tomorrow", NotUnderstood()),
        ("18.12.", NotUnderstood()),
        ("18:00", NotUnderstood()),
        ("12/18/2026 6pm", NotUnderstood()),
        ("18.12.26 18:00", NotUnderstood()),
        ("31.2. 18 Uhr", NoSuchTime()),
        ("18.13.2026 18 Uhr", NoSuchTime()),
        ("18.12. 25 Uhr", NoSuchTime()),
        ("28.3.2027 2:30", NoSuchTime()),
        ("31.10.2027 2:30", TwoTimes()),
        ("30.11.2026 18:00", InThePast()),
        ("1.12.2026 10:00", InThePast()),
        ("1.12.2026 10:01", Moment(datetime(2026, 12, 1, 9, 1, tzinfo=UTC))),
    ],
)
def test_what_is_not_one_moment_to_come(text: str, expected: Reading) -> None:
    assert read_moment(text, NOW, BERLIN) == expected


def test_a_date_without_a_year_is_the_next_one() -> None:
    assert read_moment("1.12. 18:00", NOW, BERLIN) == Moment(datetime(2026, 12, 1, 17, 0, tzinfo=UTC))
    assert read_moment("30.11. 18:00", NOW, BERLIN) == Moment(datetime(2027, 11, 30, 17, 0, tzinfo=UTC))


def test_the_day_is_that_of_the_city_not_of_utc() -> None:
    just_after_midnight = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    expected = Moment(datetime(2026, 12, 2, 7, 0, tzinfo=UTC))
    assert read_moment("2.12. 8:00", just_after_midnight, BERLIN) == expected


def test_summer_and_winter_time() -> None:
    assert on_the_wall(datetime(2026, 7, 1, 12), BERLIN) == Moment(datetime(2026, 7, 1, 10, tzinfo=UTC))  # noqa: DTZ001
    assert on_the_wall(datetime(2026, 1, 1, 12), BERLIN) == Moment(datetime(2026, 1, 1, 11, tzinfo=UTC))  # noqa: DTZ001


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2060, 1, 1)))  # noqa: DTZ001
def test_a_time_on_the_wall_is_itself_or_happens_never_or_twice(wall: datetime) -> None:
    hits = {
        (wall - offset).replace(tzinfo=UTC)
        for offset in (timedelta(hours=1), timedelta(hours=2))
        if (wall - offset).replace(tzinfo=UTC).astimezone(BERLIN).replace(tzinfo=None) == wall
    }
    match on_the_wall(wall, BERLIN):
        case Moment(at):
            assert hits == {at}
        case NoSuchTime():
            assert not hits
        case TwoTimes():
            assert len(hits) == 2


def test_calendar_days_are_counted_by_the_clock_on_the_wall() -> None:
    before_the_change = datetime(2027, 3, 27, 12, tzinfo=UTC)
    assert in_days(before_the_change, 0, time(18), BERLIN) == datetime(2027, 3, 27, 17, tzinfo=UTC)
    assert in_days(before_the_change, 1, time(18), BERLIN) == datetime(2027, 3, 28, 16, tzinfo=UTC)
    assert in_days(before_the_change, 1, time(18), BERLIN).date() == date(2027, 3, 28)


@pytest.mark.parametrize(("text", "expected"), [("٢١", "21"), ("۴۵ a", "45 a"), ("x7²", "x7²")])
def test_digits_of_any_script(text: str, expected: str) -> None:
    assert to_ascii_digits(text) == expected


def test_the_clock_of_the_product_is_aware() -> None:
    assert utc_now().tzinfo is UTC
