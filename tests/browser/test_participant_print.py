"""The participant list on paper: A4, 500 people, repeated headings, names of every script."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.services import services_for
from bot.settings import Settings
from civic.events import EventWithSeats
from civic.participants import Participant, Roll, in_order
from civic.registrations import Need, RegistrationStatus
from handlers.screen import File
from handlers.views.participant_print import participant_print
from storage.unit_of_work import SqlUnitOfWork
from tests.browser.looks import PageAt, Shot
from tests.factories import an_event
from tests.fakes import FakeClock
from tests.handlers.city import read_once
from tests.participants import a_registration

pytestmark = pytest.mark.browser

NAMES = ("Zoë Łukasiewicz", "علي حسن", "Олена Шевченко", "Ärmel <b>Müller</b>", "Anna " * 16, "\u202eAda")
PAGE = re.compile(rb"/Type\s*/Page\b")
A4 = re.compile(rb"/MediaBox\s*\[\s*0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\s*\]")


def printed(uow: SqlUnitOfWork, clock: FakeClock, language: str, number: int) -> File:
    services = services_for(Settings.model_validate({}), uow, clock, read_once)
    titles = {"de": "Winterfest im Rathaus", "ar": "مهرجان الشتاء"}
    event = replace(an_event(titles=titles, seats=600), id=7)
    waiting = RegistrationStatus.WAITING
    people = [
        replace(
            a_registration(
                event,
                None,
                name=f"{NAMES[n % len(NAMES)]}",
                people=n % 4 + 1,
                needs=[Need.INTERPRETER, Need.CHILDCARE] if n % 5 == 0 else [],
                details={"interpreter": "ar", "childcare": "3-5:2"},
                phone="+49 631 12345" if n % 7 == 0 else "",
                status=waiting if n >= number - 6 else RegistrationStatus.CONFIRMED,
            ),
            id=n + 1,
            others=("Ben", "Cem") if n % 4 == 2 else (),
            photos=n % 3 == 0,
        )
        for n in range(number)
    ]
    listed = [Participant(one, ("de", "ar", "uk")[one.id % 3]) for one in people]
    found = Roll(EventWithSeats(event, 0, 0), in_order(listed))
    return participant_print(services.catalogues[language], services, found)


@pytest.mark.parametrize("language", ["de", "ar"])
async def test_the_list_looks_right(
    page_at: PageAt, shot: Shot, sqlite_uow: SqlUnitOfWork, clock: FakeClock, tmp_path: Path, language: str
) -> None:
    file = printed(sqlite_uow, clock, language, 24)
    path = tmp_path / file.name
    path.write_bytes(file.content)
    async with page_at(794, 1123, language) as page:
        await page.goto(path.as_uri())
        await shot(page, f"participants-{language}", "rtl" if language == "ar" else "ltr")
        assert await page.locator("tbody tr").count() == 24
        assert await page.locator("tbody b").count() == 0


async def test_500_people_are_printed_on_a4_with_a_heading_on_each_page(
    page_at: PageAt, sqlite_uow: SqlUnitOfWork, clock: FakeClock, tmp_path: Path
) -> None:
    file = printed(sqlite_uow, clock, "de", 500)
    path = tmp_path / file.name
    path.write_bytes(file.content)
    async with page_at(794, 1123, scripts=False) as page:
        await page.goto(path.as_uri())
        await page.emulate_media(media="print")
        assert await page.locator("thead").first.evaluate("e => getComputedStyle(e).display") == (
            "table-header-group"
        )
        pdf = await page.pdf(prefer_css_page_size=True)
    pages = len(PAGE.findall(pdf))
    assert 15 <= pages <= 60
    assert len(A4.findall(pdf)) == pages
