"""The public pages in a real browser without scripts: how they look, and that the way into the chat works."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from civic.event_changes import call_off
from civic.events import Event
from civic.residents import Channel
from tests.browser import looks
from tests.browser.axe import violations
from tests.browser.looks import ColourScheme, PageAt
from tests.fakes import FakeClock
from tests.handlers.city import City

pytestmark = pytest.mark.browser

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
TITLES = {
    "de": "Demokratie-Café: Wie wollen wir zusammen wohnen?",
    "en": "Democracy café: how do we want to live together?",
    "ar": "مقهى الديمقراطية: كيف نريد أن نسكن معًا؟",
}
DESCRIPTIONS = {
    "de": "Wir sprechen bei Kaffee und Kuchen.\nKinder sind willkommen.",
    "ar": "نتحدث مع القهوة والكعك.\nالأطفال مرحب بهم.",
}


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


async def events(city: City) -> Event:
    """One with everything, one that is only listed, one that is off."""
    city.app.services.bot_names[Channel.TELEGRAM] = "kaiserslautern_bot"
    event = await city.event(
        titles=TITLES,
        descriptions=DESCRIPTIONS,
        place="Königstraße 93, 67655 Kaiserslautern",
        organiser="Büro für Beteiligung",
        contact="0631 365-1234",
        step_free=True,
    )
    start = city.clock() + timedelta(days=4)
    await city.event(
        titles={"de": "Jazz & Soul – das Winterkonzert"},
        descriptions={"de": "Ein Abend mit der Stadtkapelle."},
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        deadline=start,
        place="Fruchthalle",
        cost="?",
        seats=0,
        listing_only=True,
        link="https://kultur.example/event/winterkonzert/",
    )
    return event


async def shot(page: Page, name: str) -> None:
    """A picture of the whole page, and what the kit finds wrong with it; its probes need scripts."""
    looks.SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=looks.SCREENSHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("language", "colours"), [("de", "light"), ("ar", "light"), ("ar", "dark")])
async def test_pages_without_scripts(
    city: City, page_at: PageAt, size: str, language: str, colours: ColourScheme
) -> None:
    event = await events(city)
    async with page_at(*SIZES[size], language, colours, scripts=False) as page:
        await page.goto(f"{city.url}/e/{event.id}")
        await expect(page.get_by_role("heading", level=1)).to_have_text(TITLES[language])
        await shot(page, f"pages-event-{size}-{language}-{colours}")
        await page.goto(f"{city.url}/events")
        await expect(page.get_by_role("listitem")).to_have_count(2)
        await shot(page, f"pages-events-{size}-{language}-{colours}")
        await call_off(city.app.services.uow, city.clock, event.id)
        await page.goto(f"{city.url}/e/{event.id}")
        await shot(page, f"pages-cancelled-{size}-{language}-{colours}")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("language", "colours"), [("de", "light"), ("ar", "dark"), ("uk", "light")])
async def test_pages_have_no_fault_that_a_machine_can_find(
    city: City, page_at: PageAt, size: str, language: str, colours: ColourScheme
) -> None:
    event = await events(city)
    async with page_at(*SIZES[size], language, colours) as page:
        for path in (f"/e/{event.id}", "/events", "/e/999"):
            await page.goto(f"{city.url}{path}")
            assert await looks.faults_of(page, "rtl" if language == "ar" else "ltr") == []
            assert await violations(page) == []


async def test_from_the_page_into_the_chat(city: City, page_at: PageAt) -> None:
    event = await events(city)
    async with page_at(390, 844, "de-DE", touch=True) as page:
        await page.goto(f"{city.url}/e/{event.id}?lang=ar")
        await page.locator("a.primary").click()
        await expect(page.locator("#messages .message.bot", has_text=TITLES["ar"]).last).to_be_visible()
        await expect(page.locator(".key", has_text="التسجيل").first).to_be_visible()
