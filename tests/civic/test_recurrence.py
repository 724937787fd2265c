"""Rules that repeat against a loop over all days, in zones that change their clocks and one that does not."""

import calendar
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import dropwhile, islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from civic.recurrence import LAST, NTHS, Every, Rule

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Beirut")
DAY = timedelta(days=1)

rules = st.builds(
    Rule,
    every=st.sampled_from(Every),
    at=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    starts_on=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda found: tuple(sorted(found))),
    month_day=st.integers(1, 31),
    nth=st.sampled_from(NTHS),
    ends_on=st.none() | st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    count=st.none() | st.integers(1, 40),
)


def fits(rule: Rule, day: date) -> bool:
    length = calendar.monthrange(day.year, day.month)[1]
    match rule.every:
        case Every.WEEK:
            return day.weekday() in rule.weekdays
        case Every.MONTH_DAY:
            return day.day == min(rule.month_day, length)
        case Every.MONTH_WEEKDAY:
            nth = LAST if rule.nth == LAST and day.day + 7 > length else (day.day - 1) // 7 + 1
            return day.weekday() in rule.weekdays and nth == rule.nth


def one_by_one(rule: Rule) -> Iterator[date]:
    day, found = rule.starts_on, 0
    while rule.ends_on is None or day <= rule.ends_on:
        if rule.count is not None and found >= rule.count:
            return
        if fits(rule, day):
            found += 1
            yield day
        day += DAY


@given(rules)
def test_days_are_those_of_a_loop_over_the_calendar(rule: Rule) -> None:
    assert list(islice(rule.days(), 60)) == list(islice(one_by_one(rule), 60))


@example(
    Rule(every=Every.WEEK, at=time(), starts_on=date(2026, 1, 1), weekdays=tuple(range(7))), date(2029, 1, 1)
)
@given(rules, st.dates(date(2026, 1, 1), date(2029, 12, 31)))
def test_days_from_one_on(rule: Rule, day: date) -> None:
    expected = dropwhile(lambda each: each < day, one_by_one(rule))
    assert list(islice(rule.days_from(day), 3)) == list(islice(expected, 3))


@given(rules, st.sampled_from(ZONES))
def test_each_day_has_one_instant_and_they_are_in_order(rule: Rule, name: str) -> None:
    zone = ZoneInfo(name)
    found = list(islice(rule.days(), 60))
    instants = [rule.instant(day, zone) for day in found]
    assert sorted(set(instants)) == instants
    for day, instant in zip(found, instants, strict=True):
        shown = instant.astimezone(zone).replace(tzinfo=None)
        wall = datetime.combine(day, rule.at)
        assert timedelta() <= shown - wall <= timedelta(hours=1), (
            "never early, and late by the change at most"
        )
        assert shown == wall or zone.utcoffset(shown) != zone.utcoffset(wall - timedelta(hours=2))


def weekly(at: str, starts: str, *weekdays: int, **more: object) -> Rule:
    return Rule(Every.WEEK, time.fromisoformat(at), date.fromisoformat(starts), weekdays, **more)  # type: ignore[arg-type]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_rule_that_starts_on_another_weekday_does_not_fire_on_that_day() -> None:
    wednesday = "2026-12-02"
    assert next(weekly("09:00", wednesday, 1).days()) == date(2026, 12, 8)
    assert list(weekly("09:00", wednesday, 1, 4, count=3).days()) == [
        date(2026, 12, 4),
        date(2026, 12, 8),
        date(2026, 12, 11),
    ]


def test_the_thirty_first_is_the_last_day_of_shorter_months() -> None:
    rule = Rule(Every.MONTH_DAY, time(9), date(2027, 1, 1), month_day=31, count=4)
    assert [f"{day:%d.%m.}" for day in rule.days()] == ["31.01.", "28.02.", "31.03.", "30.04."]
    leap = Rule(Every.MONTH_DAY, time(9), date(2028, 2, 1), month_day=30, count=1)
    assert list(leap.days()) == [date(2028, 2, 29)]


@pytest.mark.parametrize(("nth", "expected"), [(1, "07.12."), (3, "21.12."), (LAST, "28.12.")])
def test_nth_monday_of_the_month(nth: int, expected: str) -> None:
    rule = Rule(Every.MONTH_WEEKDAY, time(9), date(2026, 12, 1), (0,), nth=nth)
    assert f"{next(rule.days()):%d.%m.}" == expected


@pytest.mark.parametrize(
    ("at", "day", "expected"),
    [
        # The night of 28 March has no 02:30, that of 31 October has two.
        ("02:30", "2027-03-28", "2027-03-28 01:00"),
        ("02:30", "2027-10-31", "2027-10-31 00:30"),
        ("09:00", "2027-03-28", "2027-03-28 07:00"),
        ("09:00", "2027-10-31", "2027-10-31 08:00"),
    ],
)
def test_both_nights_of_the_clock_change_in_berlin(at: str, day: str, expected: str) -> None:
    sundays = weekly(at, "2027-03-01", 6)
    assert date.fromisoformat(day) in list(islice(sundays.days(), 60))
    assert sundays.instant(date.fromisoformat(day), BERLIN) == utc(expected)


def test_half_an_hour_of_summer_time() -> None:
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    sundays = weekly("02:15", "2027-10-01", 6)
    assert sundays.instant(date(2027, 10, 3), lord_howe) == utc("2027-10-02 15:30"), (
        "the clock skips to 02:30"
    )
    assert sundays.instant(date(2027, 10, 10), lord_howe) == utc("2027-10-09 15:15")


def test_without_summer_time_nothing_moves() -> None:
    sao_paulo = ZoneInfo("America/Sao_Paulo")
    days = list(islice(weekly("00:00", "2027-01-01", *range(7)).days(), 365))
    assert {weekly("00:00", "2027-01-01", 0).instant(day, sao_paulo).hour for day in days} == {3}
