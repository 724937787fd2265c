"""When copies may leave: quiet hours, digests, full days, and the two nights of the clock change."""

from datetime import UTC, datetime, time

import pytest

from civic.announcements import Announcement, Audience
from civic.news_times import NewsRules, PlanTimes, next_digest, plan_times
from civic.quiet_hours import after_quiet
from tests.factories import BERLIN

NIGHT = NewsRules(BERLIN, (time(20), time(8)), per_day=2)
NOON = NewsRules(BERLIN, (time(12), time(14)))
SMALL = NewsRules(BERLIN, (time(1), time(2, 30)))
NONE = NewsRules(BERLIN)


def utc(day: int, hour: int, minute: int = 0, *, month: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def an_announcement(due_at: datetime, *, urgent: str = "", event_id: int | None = None) -> Announcement:
    return Announcement(1, 1, {}, Audience(event_id=event_id), due_at=due_at, urgent=urgent)


@pytest.mark.parametrize(
    ("rules", "at", "expected"),
    [
        (NIGHT, utc(1, 18, 59), utc(1, 18, 59)),
        (NIGHT, utc(1, 19), utc(2, 7)),
        (NIGHT, utc(1, 23, 30), utc(2, 7)),
        (NIGHT, utc(2, 6, 59), utc(2, 7)),
        (NIGHT, utc(2, 7), utc(2, 7)),
        (NOON, utc(1, 11), utc(1, 13)),
        (NOON, utc(1, 13), utc(1, 13)),
        (NONE, utc(1, 23), utc(1, 23)),
        # The night that is an hour shorter, and the one that is an hour longer.
        (NIGHT, utc(28, 20, month=3), utc(29, 6, month=3)),
        (NIGHT, utc(24, 20, month=10), utc(25, 7, month=10)),
        # In spring the end is skipped: the first minute after the gap ends them. In autumn it comes twice.
        (SMALL, utc(29, 0, 30, month=3), utc(29, 1, month=3)),
        (SMALL, utc(24, 23, 30, month=10), utc(25, 0, 30, month=10)),
        (SMALL, utc(25, 1, 10, month=10), utc(25, 1, 30, month=10)),
    ],
)
def test_what_falls_into_quiet_hours_waits_for_their_end(
    rules: NewsRules, at: datetime, expected: datetime
) -> None:
    assert after_quiet(at, rules.zone, rules.quiet) == expected


@pytest.mark.parametrize(
    ("at", "daily", "weekly"),
    [
        (utc(1, 9), utc(1, 17), utc(7, 17)),  # a Tuesday
        (utc(1, 17), utc(1, 17), utc(7, 17)),
        (utc(1, 17, 1), utc(2, 17), utc(7, 17)),
        (utc(7, 16), utc(7, 17), utc(7, 17)),  # a Monday
        (utc(7, 18), utc(8, 17), utc(14, 17)),
        # In summer it is 18:00 two hours from UTC.
        (utc(29, 0, 30, month=3), utc(29, 16, month=3), utc(30, 16, month=3)),
        (utc(24, 17, month=10), utc(25, 17, month=10), utc(26, 17, month=10)),
    ],
)
def test_digests_are_at_six_in_the_evening(at: datetime, daily: datetime, weekly: datetime) -> None:
    assert next_digest(at, NIGHT) == daily
    assert next_digest(at, NIGHT, weekly=True) == weekly


def test_a_digest_waits_for_the_end_of_quiet_hours_too() -> None:
    afternoon = NewsRules(BERLIN, (time(17), time(9)))
    assert next_digest(utc(1, 9), afternoon) == utc(2, 8)


def test_all_the_times_of_a_plan() -> None:
    assert plan_times(an_announcement(utc(1, 10)), NIGHT, utc(1, 10, 5)) == PlanTimes(
        at=utc(1, 10, 5),
        daily=utc(1, 17),
        weekly=utc(7, 17),
        overflow=utc(2, 7),
        day=(utc(30, 23, month=11), utc(1, 23)),
        per_day=2,
    )


@pytest.mark.parametrize(
    ("rules", "overflow"), [(NIGHT, utc(2, 7)), (NOON, utc(2, 7)), (NONE, utc(2, 7)), (SMALL, utc(2, 7))]
)
def test_what_is_too_much_for_a_day_waits_for_the_morning(rules: NewsRules, overflow: datetime) -> None:
    times = plan_times(an_announcement(utc(1, 10)), rules, utc(1, 10))
    assert times is not None
    assert times.overflow == overflow


def test_the_day_of_what_waits_for_the_morning_is_that_morning() -> None:
    times = plan_times(an_announcement(utc(1, 20)), NIGHT, utc(1, 20))
    assert times is not None
    assert (times.at, times.day) == (utc(2, 7), (utc(1, 23), utc(2, 23)))


@pytest.mark.parametrize("night", [(25, 10, 25), (29, 3, 23)])
def test_a_day_may_have_more_or_fewer_hours(night: tuple[int, int, int]) -> None:
    day, month, hours = night
    at = utc(day, 10, month=month)
    times = plan_times(an_announcement(at), NONE, at)
    assert times is not None
    assert (times.day[1] - times.day[0]).total_seconds() == hours * 3600


def test_what_is_urgent_or_about_a_registration_waits_for_nothing() -> None:
    at = utc(1, 23)
    assert plan_times(an_announcement(at, urgent="Bombenfund"), NIGHT, at) is None
    assert plan_times(an_announcement(at, event_id=5), NIGHT, at) is None
