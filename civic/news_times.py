"""When a copy of an announcement leaves: not in quiet hours, not above a day's number, or in a digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from civic.announcement_hours import Hours
from civic.announcements import Announcement
from civic.quiet_hours import Quiet, after_quiet

MORNING = time(8)
"""When what was too much for a day goes out on the next one, where no quiet hours span the night."""

DIGEST = time(18)
"""When digests go out: every day, or on Mondays, after people have come home and long before they sleep."""

MONDAY = 0


@dataclass(frozen=True)
class NewsRules:
    """What holds for announcements that are neither urgent nor for the people of an event.

    `quiet`: the first quiet minute and the first that is not, by the wall clock; None: there are none.
    `per_day`: how many messages a person gets on one local day, the others wait; 0: as many as there are.
    """

    zone: ZoneInfo
    quiet: Quiet | None = None
    per_day: int = 0

    @property
    def hours(self) -> Hours:
        """The hours that they may use."""
        return Hours(self.zone, self.quiet)


@dataclass(frozen=True)
class PlanTimes:
    """When the copies of one plan may leave, in UTC: `at` for whoever wants them at once.

    `daily`, `weekly`: with the next digest. `overflow`: for whom the day, which lasts from `day[0]` until
    before `day[1]`, has `per_day` messages already.
    """

    at: datetime
    daily: datetime
    weekly: datetime
    overflow: datetime
    day: tuple[datetime, datetime]
    per_day: int


def waits_for_nothing(announcement: Announcement) -> bool:
    """Whether no hour, number or digest holds it up: it is urgent, or part of people's registrations."""
    return bool(announcement.urgent) or announcement.audience.event_id is not None


def plan_times(announcement: Announcement, rules: NewsRules, now: datetime) -> PlanTimes | None:
    """When the copies may leave if it is planned now; None where nothing holds them up."""
    if waits_for_nothing(announcement):
        return None
    at = rules.hours.from_(announcement, max(now, announcement.due_at or now))
    today = at.astimezone(rules.zone).date()
    day = (_at(rules, at, time(), 0), _at(rules, at, time(), 1))
    daily = next_digest(at, rules)
    weekly = next_digest(at, rules, weekly=True)
    spans_midnight = rules.quiet is not None and rules.quiet[0] > rules.quiet[1]
    morning = rules.quiet[1] if rules.quiet is not None and spans_midnight else MORNING
    tomorrow = datetime.combine(today + timedelta(days=1), morning, tzinfo=rules.zone).astimezone(UTC)
    return PlanTimes(at, daily, weekly, after_quiet(tomorrow, rules.zone, rules.quiet), day, rules.per_day)


def next_digest(at: datetime, rules: NewsRules, *, weekly: bool = False) -> datetime:
    """The next digest at or after an instant, in UTC; on Mondays with `weekly`."""
    wall = at.astimezone(rules.zone)
    days = (MONDAY - wall.weekday()) % 7 if weekly else 0
    found = _at(rules, at, DIGEST, days)
    if found < at:
        found = _at(rules, at, DIGEST, days + (7 if weekly else 1))
    return after_quiet(found, rules.zone, rules.quiet)


def _at(rules: NewsRules, at: datetime, clock: time, days: int) -> datetime:
    # Days are counted on the wall: the nights of the clock change have 23 and 25 hours.
    day = at.astimezone(rules.zone).date() + timedelta(days=days)
    return datetime.combine(day, clock, tzinfo=rules.zone).astimezone(UTC)
