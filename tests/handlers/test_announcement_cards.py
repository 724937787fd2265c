"""The buttons of a card and of a report fit to where the announcement stands."""

from dataclasses import replace

import pytest

from civic.announcements import Announcement, AnnouncementStatus, Body
from handlers.screen import Screen, Tap
from handlers.services import Services
from handlers.views import announcement_reports, announcement_times, staff_announcements
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import NOW
from tests.fakes import FakeClock
from tests.handlers.test_views import city_services

TEA = Announcement(7, 1, {"en": Body("Tea", "There is tea.")}, language="en", revision=3)


@pytest.fixture
def services(sqlite_uow: SqlUnitOfWork, clock: FakeClock) -> Services:
    return city_services(sqlite_uow, clock)


def names(screen: Screen) -> list[str]:
    every = [one for row in screen.buttons for one in row]
    return [one.data.partition(":")[0] for one in every if isinstance(one, Tap)]


def card(services: Services, one: Announcement) -> list[str]:
    return names(staff_announcements.card(services.catalogues["en"], services, one, {"en": 3}))


def test_what_waits_for_somebody_else_is_read_and_not_submitted_twice(services: Services) -> None:
    assert {"a_now", "a_later"} <= set(card(services, TEA))
    found = card(services, replace(TEA, status=AnnouncementStatus.IN_REVIEW))
    assert "a_review" in found
    assert not {"a_now", "a_later", "a_go", "a_time", "s_new"} & set(found)


def test_an_approved_template_is_not_handed_in_again(services: Services) -> None:
    template = replace(TEA, series_id=4)
    assert "a_go" in card(services, template)
    assert "a_go" not in card(services, replace(template, status=AnnouncementStatus.APPROVED))


def test_what_was_missed_can_be_decided_in_its_report_too(services: Services) -> None:
    missed = replace(TEA, status=AnnouncementStatus.MISSED, due_at=NOW)
    found = names(announcement_reports.report(services.catalogues["en"], services, missed, ()))
    assert {"a_m_now", "a_time", "a_m_drop"} <= set(found)


def test_the_time_that_was_given_is_the_one_that_is_changed(services: Services) -> None:
    lang = services.catalogues["en"]
    ends = announcement_times.time_set(lang, services, replace(TEA, expires_at=NOW))
    assert names(ends) == ["a_expiry", "a_card"]
    goes = announcement_times.time_set(lang, services, replace(TEA, expires_at=NOW, due_at=NOW))
    assert names(goes) == ["a_time", "a_go"]
