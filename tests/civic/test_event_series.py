"""Series and copies: wall-clock times over both clock changes, short months, one change for many dates."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from civic.event_copies import copy_of, moved
from civic.event_rules import Flaw, contradictions, flaws
from civic.event_series import MOST_DATES, Rhythm, alike, change_events, following, further_dates, make_series
from civic.events import Event, EventStatus, Way, publish_event
from civic.registrations import register
from civic.written_times import Span
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN, NOW, a_kept_event, a_request, a_resident, an_event
from tests.fakes import FakeClock


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def event_at(start: str, **changes: object) -> Event:
    begins = at(start)
    return replace(an_event(starts_at=begins), id=1, deadline=begins - timedelta(days=1), **changes)  # type: ignore[arg-type]


def starts(event: Event, rhythm: Rhythm, **until: object) -> list[str]:
    found = further_dates(event, rhythm, BERLIN, **until)  # type: ignore[arg-type]
    return [f"{span.starts_at.astimezone(BERLIN):%Y-%m-%d %H:%M}" for span in found.spans]


def test_weekly_keeps_the_time_on_the_wall_over_a_clock_change() -> None:
    assert starts(event_at("2027-03-20 18:00"), Rhythm.WEEKLY, count=4) == [
        "2027-03-27 18:00",
        "2027-04-03 18:00",
        "2027-04-10 18:00",
    ]


def test_every_two_weeks_until_a_day_that_counts() -> None:
    event = event_at("2026-12-04 18:00")
    expected = ["2026-12-18 18:00", "2027-01-01 18:00"]
    assert starts(event, Rhythm.FORTNIGHTLY, until=date(2027, 1, 1)) == expected
    assert starts(event, Rhythm.FORTNIGHTLY, until=date(2026, 12, 5)) == []


def test_monthly_on_the_same_weekday_skips_months_without_a_fifth_one() -> None:
    assert starts(event_at("2027-01-29 18:00"), Rhythm.MONTHLY_WEEKDAY, count=3) == [
        "2027-04-30 18:00",
        "2027-07-30 18:00",
    ]
    assert starts(event_at("2026-12-18 18:00"), Rhythm.MONTHLY_WEEKDAY, count=2) == ["2027-01-15 18:00"]


def test_monthly_on_the_31st_skips_short_months() -> None:
    assert starts(event_at("2026-12-31 18:00"), Rhythm.MONTHLY_DAY, count=3) == [
        "2027-01-31 18:00",
        "2027-03-31 18:00",
    ]


@pytest.mark.parametrize(
    ("start", "skipped"), [("2027-03-21 02:30", date(2027, 3, 28)), ("2027-10-24 02:30", date(2027, 10, 31))]
)
def test_a_date_on_which_there_is_no_such_time_is_named(start: str, skipped: date) -> None:
    found = further_dates(event_at(start), Rhythm.WEEKLY, BERLIN, count=3)
    assert found.skipped == (skipped,)
    assert len(found.spans) == 1


def test_a_series_has_an_end() -> None:
    assert len(starts(event_at("2026-12-04 18:00"), Rhythm.WEEKLY, until=date(2099, 1, 1))) == MOST_DATES - 1


def test_a_moved_event_keeps_its_distances_on_the_wall() -> None:
    event = event_at("2027-03-26 18:00", opens_at=at("2027-03-01 12:00"), draw_at=at("2027-03-26 12:00"))
    event = replace(event, way=Way.DRAW)
    there = moved(event, Span(at("2027-04-02 18:00")), NOW, BERLIN)
    assert there.ends_at == at("2027-04-02 20:00")
    assert there.deadline == at("2027-04-01 18:00")
    assert there.opens_at == at("2027-03-08 12:00")
    assert there.draw_at == at("2027-04-02 12:00")
    assert contradictions(there) == ()


def test_a_deadline_that_would_be_over_becomes_the_beginning() -> None:
    event = event_at("2026-12-20 18:00", opens_at=at("2026-12-10 12:00"))
    soon = moved(event, Span(at("2026-12-02 09:00")), NOW, BERLIN)
    assert soon.deadline == soon.starts_at
    assert soon.opens_at is None


def test_a_copy_takes_over_everything_but_date_and_registrations() -> None:
    event = event_at(
        "2026-11-04 18:00", status=EventStatus.CANCELLED, draw_seed="f00", series=7, sequence=3, cost="5 Euro"
    )
    copy = copy_of(replace(event, drawn_at=NOW), Span(at("2026-12-18 18:00")), 9, NOW, BERLIN)
    assert (copy.id, copy.status, copy.revision, copy.series) == (0, EventStatus.DRAFT, 0, None)
    assert (copy.draw_seed, copy.drawn_at, copy.sequence, copy.created_by) == ("", None, 0, 9)
    assert (copy.titles, copy.cost, copy.ends_at) == (event.titles, "5 Euro", at("2026-12-18 20:00"))


def test_the_same_change_on_another_date() -> None:
    event = event_at("2027-03-26 18:00")
    other = replace(moved(event, Span(at("2027-04-02 18:00")), NOW, BERLIN), id=2, revision=5)
    later = replace(event, ends_at=at("2027-03-26 21:00"), place="Rathaus", deadline=at("2027-03-26 12:00"))
    changed = alike(event, later, other, NOW, BERLIN)
    assert (changed.id, changed.revision, changed.place) == (2, 5, "Rathaus")
    assert (changed.ends_at, changed.deadline) == (at("2027-04-02 21:00"), at("2027-04-02 12:00"))
    hour_later = moved(event, Span(at("2027-03-26 19:00"), at("2027-03-26 20:00")), NOW, BERLIN)
    changed = alike(event, hour_later, other, NOW, BERLIN)
    assert (changed.starts_at, changed.ends_at) == (at("2027-04-02 19:00"), at("2027-04-02 20:00"))


async def test_each_date_has_its_own_seats(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    first = await a_kept_event(uow, starts_at=at("2026-12-11 18:00"), seats=1)
    dates = further_dates(first, Rhythm.WEEKLY, BERLIN, count=3)
    guest = await a_resident(uow)
    made = await make_series(uow, clock, BERLIN, first.id, dates.spans, guest.id)
    assert made is not None
    assert {one.series for one in made} == {first.id}
    for one in made:
        await publish_event(uow, clock, one.id)
        await register(uow, clock, a_request(one, guest))
    async with uow.reading() as r:
        kept = await r.events.of_series(first.id)
        assert [one.id for one in kept] == [first.id, *(one.id for one in made)]
        for one in made:
            seats = await r.events.get(one.id)
            assert seats is not None
            assert (seats.taken, seats.free) == (1, 0)
    assert following(kept[0], kept, clock()) == kept[1:]
    assert following(kept[1], kept, clock()) == kept[2:]


async def test_several_dates_are_changed_together_or_not_at_all(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    one, other = await a_kept_event(uow), await a_kept_event(uow)
    assert await change_events(uow, clock, BERLIN, [replace(other, place="A")]) is not None
    assert (
        await change_events(uow, clock, BERLIN, [replace(one, place="B"), replace(other, place="B")]) is None
    )
    async with uow.reading() as r:
        kept = [await r.events.get(each.id) for each in (one, other)]
    assert [each and each.event.place for each in kept] == ["Stiftsplatz 1", "A"]


async def test_a_series_of_nothing_is_none(uow: SqlUnitOfWork, clock: FakeClock) -> None:
    assert await make_series(uow, clock, BERLIN, 99, (), 1) is None


def test_what_a_draft_lacks() -> None:
    event = event_at("2026-12-11 18:00", contact="Anna")
    assert flaws(event, NOW) == ()
    assert flaws(replace(event, place="", seats=0), NOW) == (Flaw.PLACE, Flaw.SEATS)
    assert flaws(event, at("2026-12-11 12:00")) == (Flaw.DEADLINE_PAST,)
    assert flaws(event, at("2026-12-12 12:00")) == (Flaw.PAST,)
    assert flaws(replace(event, way=Way.DRAW), NOW) == (Flaw.NO_DRAW_DATE,)
    assert flaws(replace(event, ends_at=event.starts_at), NOW) == (Flaw.END_FIRST,)
    assert flaws(replace(event, age_from=20, age_to=16), NOW) == (Flaw.AGES,)
