"""What a reviewer or an author reads before many messages go out: what they cost, when, and where to."""

from dataclasses import replace

import pytest

from civic.announcements import Announcement, Body, SkipReason, WhereMissing
from handlers.services import Services
from handlers.views import announcement_progress, announcement_review, announcement_sending
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW
from tests.fakes import FakeClock
from tests.handlers.city import plain
from tests.handlers.test_views import city_services

TEA = Announcement(7, 1, {"en": Body("Tea", "There is tea.")}, language="en")


@pytest.fixture
def paid(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    return city_services(sqlite_uow, clock, paid_broadcast=True)


@pytest.fixture
def free(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    return city_services(sqlite_uow, clock)


def shown(services: Services, one: Announcement, people: int) -> list[str]:
    """The confirmation by a tap, the one by a number, and the reviewer's."""
    lang, counts = services.catalogues["en"], {"en": people - len(one.channels)}
    return [
        plain(announcement_sending.confirm_now(lang, services, one, people).text),
        plain(announcement_sending.ask_number(lang, services, one, people).text),
        plain(announcement_review.decide(lang, services, one, counts, own=False).text),
    ]


@pytest.mark.parametrize(
    ("people", "stars"), [(1, "1 Star."), (10, "1 Star."), (11, "2 Stars."), (512, "52 Stars.")]
)
def test_what_telegram_charges_is_said_before_every_confirmation(
    paid: Services, people: int, stars: str
) -> None:
    for text in shown(paid, TEA, people):
        assert f"Telegram charges up to 0.1 Star per message: at most {stars}" in text


def test_nothing_is_said_of_stars_where_nothing_is_paid(free: Services) -> None:
    for text in shown(free, TEA, 512):
        assert "Star" not in text


def test_public_channels_count_and_are_named_to_the_reviewer(paid: Services) -> None:
    one = replace(TEA, channels=(-100, -200))
    text = shown(paid, one, 11)[-1]
    assert "9 recipients" in text
    assert "Public channels: 2" in text
    assert "at most 2 Stars." in text


def test_who_gets_nothing_costs_nothing(paid: Services) -> None:
    lang, counts = paid.catalogues["en"], {"en": 10, "ar": 90}
    only = replace(TEA, where_missing=WhereMissing.SKIP)
    text = plain(announcement_review.decide(lang, paid, only, counts, own=False).text)
    assert "at most 1 Star." in text


def test_the_quiet_hours_are_told_before_something_is_sent_at_night(free: Services, clock: FakeClock) -> None:
    waits = "within the quiet hours, so it will go out at 08:00"
    assert not any(waits in text for text in shown(free, TEA, 3)[:2])
    clock.now = NOW.replace(hour=22)
    assert all(waits in text for text in shown(free, TEA, 3)[:2])
    assert not any(waits in text for text in shown(free, replace(TEA, urgent="The water."), 3)[:2])


def test_a_reviewer_reads_when_it_is_over_and_that_it_repeats(free: Services) -> None:
    lang = free.catalogues["en"]
    ends = replace(TEA, expires_at=NOW)
    text = plain(announcement_review.decide(lang, free, ends, {"en": 3}, own=False).text)
    assert "Time: as soon as it is approved" in text
    assert "Over: Tuesday, December 1, 2026" in text
    again = announcement_review.decide(lang, free, replace(TEA, series_id=4), {"en": 3}, own=False)
    assert "Time: on each of its dates" in again.text
    assert "s_card:4" in str(again.buttons)


@pytest.mark.parametrize("why", list(SkipReason))
def test_every_reason_for_skipping_has_words_of_its_own(free: Services, why: SkipReason) -> None:
    lang = free.catalogues["en"]
    assert "other reasons" not in announcement_progress.skip_line(lang, why, 3)
    others = [announcement_progress.skip_line(lang, one, 3) for one in SkipReason if one is not why]
    assert announcement_progress.skip_line(lang, why, 3) not in others
