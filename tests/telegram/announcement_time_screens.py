"""What coordinators see of times and series of announcements, with the longest values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from civic.announcement_series import Series, SeriesStatus
from civic.announcements import Announcement
from civic.recurrence import MOST_COUNT, NTHS, Every, Rule
from tests.factories import NOW

BIG = 2**63 - 1


def announcement_time_samples(announcements: Sequence[Announcement]) -> Mapping[object, Sequence[object]]:
    """Values for the parameters of these screens."""
    day = NOW.date()
    week = Rule(Every.WEEK, time(22), day, tuple(range(7)), count=MOST_COUNT)
    rules = [
        week,
        Rule(Every.MONTH_DAY, time(9), day, month_day=31, ends_on=date(2036, 1, 1)),
        *(Rule(Every.MONTH_WEEKDAY, time(9), day, (2,), nth=nth) for nth in NTHS),
    ]
    a_series = Series(BIG, BIG, BIG, week, ZoneInfo("Europe/Berlin"), next_day=day, next_at=NOW)
    series = [replace(a_series, status=status, rule=rule) for status in SeriesStatus for rule in rules]
    days: list[Sequence[date]] = [[day + timedelta(days=n) for n in range(3)], []]
    return {
        Rule: rules,
        Series: series,
        Sequence[date]: days,
        Sequence[tuple[Series, Announcement]]: [
            (),
            [(each, one) for each in series[:1] for one in announcements],
        ],
        Collection[int]: [(), tuple(range(7))],
        datetime: (NOW,),
        Sequence[datetime]: [(), [NOW + timedelta(hours=12 * n) for n in range(3)]],
    }
