"""Rules that repeat: weekly on some days, monthly on a date or on a weekday; by the clock on the wall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from itertools import dropwhile
from zoneinfo import ZoneInfo

from dateutil import rrule

from civic.time import first_instant

LAST = -1
NTHS = (1, 2, 3, 4, LAST)
MOST_COUNT = 520
_SHORTEST_MONTH = 28


class Every(StrEnum):
    """How a rule finds its days."""

    WEEK = "week"
    MONTH_DAY = "month_day"
    MONTH_WEEKDAY = "month_weekday"


@dataclass(frozen=True)
class Rule:
    """Days from `starts_on` until `ends_on` (included) or so many (`count`), each at the same local time.

    `weekdays` count from Monday, 0: those of a week, or the one of which a month has an `nth` (1 to 4, or
    the last, -1). A month without the `month_day` (the 31st) has its last day instead. A rule whose first
    day is none of its own begins with the next that is. What is skipped by hand counts as a date.
    """

    every: Every
    at: time
    starts_on: date
    weekdays: tuple[int, ...] = ()
    month_day: int = 0
    nth: int = 0
    ends_on: date | None = None
    count: int | None = None

    def days(self) -> Iterator[date]:
        """All days, in order; a rule without an end has no last one."""
        # The library takes an end or a number, never both; the earlier of them ends the rule.
        found = rrule.rrule(
            rrule.WEEKLY if self.every is Every.WEEK else rrule.MONTHLY,
            dtstart=datetime.combine(self.starts_on, time()),
            count=self.count,
            **self._by(),
        )
        for day in (each.date() for each in found):
            if self.ends_on is not None and day > self.ends_on:
                return
            yield day

    def days_from(self, day: date) -> Iterator[date]:
        """The days on or after one."""
        return dropwhile(lambda each: each < day, self.days())

    def instant(self, day: date, zone: ZoneInfo) -> datetime:
        """When it is that time on a day, in UTC: the first of two, or the next one that the clock shows."""
        return first_instant(datetime.combine(day, self.at), zone)

    def _by(self) -> dict[str, object]:
        match self.every:
            case Every.WEEK:
                return {"byweekday": self.weekdays}
            case Every.MONTH_DAY:
                first = min(self.month_day, _SHORTEST_MONTH)
                return {"bymonthday": range(first, self.month_day + 1), "bysetpos": LAST}
            case Every.MONTH_WEEKDAY:
                return {"byweekday": [rrule.weekday(each)(self.nth) for each in self.weekdays]}
