"""How long an offer holds: shorter as the event nears, never ending at night, on every night of the year."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.events import Way
from civic.offer_times import SHORTEST, OfferTimes, offer_times, offers_end
from civic.quiet_hours import is_quiet, last_evening, next_morning, not_quiet
from tests.factories import BERLIN, an_event


def at(text: str) -> datetime:
    """An instant by Berlin's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("now", "deadline", "told_from", "until"),
    [
        # A day is the rule.
        ("2026-12-01T10:00", "2026-12-09T18:00", "2026-12-01T10:00", "2026-12-02T10:00"),
        # Half of what is left when that is less.
        ("2026-12-01T10:00", "2026-12-01T18:00", "2026-12-01T10:00", "2026-12-01T14:00"),
        ("2026-12-01T10:00", "2026-12-01T10:20", "2026-12-01T10:00", "2026-12-01T10:10"),
        # It would end at night: the morning after, half an hour past the quiet hours.
        ("2026-12-01T12:00", "2026-12-02T12:00", "2026-12-01T12:00", "2026-12-02T08:30"),
        ("2026-12-01T20:59", "2026-12-09T18:00", "2026-12-01T20:59", "2026-12-02T20:59"),
        # The deadline comes before that morning: the evening before, or half an hour at least.
        ("2026-12-01T16:00", "2026-12-02T07:00", "2026-12-01T16:00", "2026-12-01T21:00"),
        ("2026-12-01T20:50", "2026-12-01T23:00", "2026-12-01T20:50", "2026-12-01T21:20"),
        # Made at night: told in the morning, and counted from then.
        ("2026-12-01T23:00", "2026-12-09T18:00", "2026-12-02T08:00", "2026-12-03T08:00"),
        ("2026-12-02T03:00", "2026-12-02T12:00", "2026-12-02T08:00", "2026-12-02T10:00"),
        # The nights of the clock change: 23 and 25 hours long.
        ("2026-03-28T12:00", "2026-03-29T12:00", "2026-03-28T12:00", "2026-03-29T08:30"),
        ("2026-03-28T22:00", "2026-04-09T18:00", "2026-03-29T08:00", "2026-03-30T08:00"),
        ("2026-10-24T12:00", "2026-10-25T12:00", "2026-10-24T12:00", "2026-10-25T08:30"),
        ("2026-10-24T22:00", "2026-11-09T18:00", "2026-10-25T08:00", "2026-10-26T08:00"),
    ],
)
def test_the_times_of_an_offer(now: str, deadline: str, told_from: str, until: str) -> None:
    event = replace(an_event(starts_at=at("2026-12-20T18:00")), deadline=at(deadline))
    assert offer_times(event, at(now), BERLIN) == OfferTimes(at(told_from), at(until))


@pytest.mark.parametrize(
    ("now", "deadline"),
    [
        ("2026-12-01T10:00", "2026-12-01T10:00"),
        ("2026-12-01T10:00", "2026-12-01T09:00"),
        ("2026-12-01T23:00", "2026-12-02T07:00"),
        ("2026-12-01T23:00", "2026-12-02T08:00"),
    ],
)
def test_no_offer_without_time_to_take_it(now: str, deadline: str) -> None:
    event = replace(an_event(starts_at=at("2026-12-20T18:00")), deadline=at(deadline))
    assert offer_times(event, at(now), BERLIN) is None


def test_offers_end_with_registration_or_the_start() -> None:
    event = an_event()
    assert offers_end(event) == event.deadline
    assert offers_end(replace(event, deadline=event.ends_at)) == event.starts_at
    drawn = replace(event, way=Way.DRAW)
    assert offers_end(drawn) == event.starts_at
    assert offers_end(replace(drawn, draw_at=event.deadline - timedelta(days=1))) == event.deadline


INSTANTS = st.integers(0, 3 * 366 * 24 * 60).map(lambda n: at("2026-01-01T00:00") + timedelta(minutes=n))


@given(INSTANTS, st.integers(1, 20 * 24 * 60), st.integers(0, 72))
def test_whatever_the_hour_an_offer_can_be_heard_and_taken(now: datetime, left: int, hours: int) -> None:
    event = replace(an_event(starts_at=now + timedelta(minutes=left)), offer_hours=hours)
    event = replace(event, deadline=event.starts_at)
    times = offer_times(event, now, BERLIN)
    if times is None:
        assert is_quiet(now, BERLIN)
        assert event.starts_at <= next_morning(now, BERLIN)
        return
    assert now <= times.told_from < times.until <= event.starts_at
    assert not is_quiet(times.told_from, BERLIN)
    evening = last_evening(times.until, BERLIN)
    if is_quiet(times.until, BERLIN) and times.until != evening:
        assert times.until <= times.told_from + SHORTEST


@given(INSTANTS)
def test_mornings_and_evenings_on_the_wall(now: datetime) -> None:
    morning, evening = next_morning(now, BERLIN), last_evening(now, BERLIN)
    assert (morning.astimezone(BERLIN).hour, evening.astimezone(BERLIN).hour) == (8, 21)
    assert timedelta() < morning - now <= timedelta(hours=25)
    assert timedelta() <= now - evening <= timedelta(hours=25)
    assert is_quiet(evening, BERLIN)
    assert not is_quiet(morning, BERLIN)
    assert not_quiet(now, BERLIN) in (now, morning)
