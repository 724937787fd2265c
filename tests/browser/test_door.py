"""Door mode on a phone, in German and in Arabic."""

from collections.abc import AsyncIterator

import pytest

from civic.staff import InvitationKind
from tests.browser.looks import PageAt, Shot
from tests.browser.test_city import heard, say, tap
from tests.fakes import FakeClock
from tests.handlers.city import City
from tests.handlers.test_door import an_evening, guest
from tests.participants import look_after

pytestmark = pytest.mark.browser


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


@pytest.mark.parametrize(
    ("locale", "accept", "today", "found", "waiting"),
    [
        ("de-DE", "Annehmen", "Heute, 19:00 · Reparaturcafé", "Platz vorhanden", "Ohne Platz"),
        ("ar", "قبول", "اليوم", "لديهم مقاعد", "بلا مقعد"),
    ],
)
async def test_the_door_on_a_phone(
    city: City,
    page_at: PageAt,
    shot: Shot,
    locale: str,
    accept: str,
    today: str,
    found: str,
    waiting: str,
) -> None:
    event = await an_evening(city, seats=7)
    for name, people in (("Ada Lovelace", 3), ("Олена Шевченко", 2), ("محمد الحسن", 1), ("Jürgen Müller", 1)):
        await guest(city, event, name, people)
    await guest(city, event, "Cem Waiting", 2)
    token = await city.invitation(InvitationKind.COORDINATOR)
    async with page_at(390, 844, locale, touch=True) as page:
        await page.goto(f"{city.url}/?start=staff_{token}")
        await tap(page, accept)
        await page.get_by_role("button", name="/staff").wait_for()
        await say(page, "/door")
        await page.locator(".key", has_text=today).last.wait_for()
        await look_after(city.app.services.uow, event)
        await page.locator(".key", has_text=today).last.click()
        await page.locator(".key", has_text="Ada Lovelace").last.click()
        await heard(page, "✓ ")
        await shot(page, f"door-{locale[:2]}-checked-in")
        await say(page, "Mohammed")
        await heard(page, found)
        await shot(page, f"door-{locale[:2]}-found")
        await page.locator(".key", has_text=waiting).last.click()
        await heard(page, waiting)
        await shot(page, f"door-{locale[:2]}-without-a-seat")
