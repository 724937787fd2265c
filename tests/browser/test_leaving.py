"""After the end nothing of a conversation stays on the device, also on a tablet that many use."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.browser.looks import PageAt
from tests.browser.scripted import ScriptedServer
from tests.browser.test_city import say
from tests.fakes import FakeClock
from tests.handlers.city import City

pytestmark = pytest.mark.browser
KEPT = "() => [{...localStorage}, {...sessionStorage}]"


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


async def test_one_cookie_and_after_the_end_none(city: City, page_at: PageAt) -> None:
    async with page_at() as page:
        await page.goto(f"{city.url}/events")
        await page.goto(city.url)
        await say(page, "Ada Lovelace")
        await expect(page.locator("#messages .visitor")).to_contain_text("Ada Lovelace")
        cookies = await page.context.cookies()
        assert [(one["name"], one["httpOnly"], one["sameSite"]) for one in cookies] == [
            ("visitor", True, "Lax")
        ]
        assert await page.evaluate(KEPT) == [{}, {}]
        await page.locator("#input").fill("begun")
        await page.locator("#menu-button").click()
        await page.locator("#end").click()
        await page.locator("#confirm-end .primary").click()
        await expect(page.locator("#ended")).to_be_visible()
        assert await page.context.cookies() == []
        assert await page.evaluate(KEPT) == [{}, {}]
        assert "Ada" not in await page.content()
        await expect(page.locator("#input")).to_have_value("")
        await page.go_back()
        await page.go_forward()
        await expect(page.locator(".message.bot")).to_have_count(1)
        assert "Ada" not in await page.content()


async def test_a_page_that_the_browser_kept_is_not_shown_again(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    """Chromium's own memory of pages is off in tests; the events are those of a browser that has one."""
    await scripted.says("geheim")
    async with page_at() as page:
        await page.goto(scripted.url)
        await expect(page.get_by_text("geheim")).to_be_visible()
        await page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
        await expect(page.get_by_text("geheim")).to_be_hidden()
        scripted.forget()  # ended in another page of the same browser
        await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        await scripted.until(lambda: len(scripted.starts) == 1)
        await expect(page.get_by_text("geheim")).to_have_count(0)


async def at_the_tablet(page: Page, scripted: ScriptedServer, address: str = "?kiosk") -> None:
    """Somebody has just been told something there."""
    await page.goto(scripted.url + address)
    await scripted.until(lambda: scripted.listeners == 1)
    await scripted.says("geheim")
    await expect(page.get_by_text("geheim")).to_be_visible()
    await page.keyboard.press("Shift")


async def nothing_is_left(page: Page) -> None:
    """Not in what is seen, not in what is hidden."""
    await expect(page.locator("#ended")).to_be_visible()
    assert "geheim" not in await page.content()


async def test_a_tablet_asks_and_then_forgets(page_at: PageAt, scripted: ScriptedServer) -> None:
    async with page_at() as page:
        await page.clock.install()
        await at_the_tablet(page, scripted)
        question = page.locator("#still-there")
        await page.clock.fast_forward("04:55")
        await expect(question).to_be_hidden()
        await page.clock.fast_forward("00:05")
        await expect(question).to_be_visible()
        await expect(page.locator("#still-there .primary")).to_be_focused()
        await page.keyboard.press("a")  # any key
        await expect(question).to_be_hidden()
        await page.clock.fast_forward("00:55")
        await expect(page.get_by_text("geheim")).to_be_visible()
        await page.locator("#input").fill("geheimer Entwurf")
        before = scripted.ended
        await page.clock.fast_forward("05:00")
        await page.clock.fast_forward("01:00")
        await scripted.until(lambda: scripted.ended == before + 1)
        await nothing_is_left(page)
        await expect(page.locator("#input")).to_have_value("")
        await expect(page.locator("#restart")).to_be_enabled()
        assert await page.evaluate(KEPT) == [{}, {"kiosk": ""}]
        starts = len(scripted.starts)
        await page.reload()
        await scripted.until(lambda: len(scripted.starts) == starts + 1)
        assert "geheim" not in await page.content()


async def test_a_tablet_that_slept_shows_nothing_to_whoever_wakes_it(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    async with page_at() as page:
        await page.clock.install()
        await at_the_tablet(page, scripted)
        before = scripted.ended
        await page.clock.set_system_time(await page.evaluate("Date.now() + 3_600_000"))
        await page.keyboard.press("Shift")
        await scripted.until(lambda: scripted.ended == before + 1)
        await nothing_is_left(page)


async def test_a_tablet_whose_line_was_down_at_the_end_ends_before_it_shows_anything(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    async with page_at() as page:
        await page.clock.install()
        await at_the_tablet(page, scripted)
        before = scripted.ended
        scripted.faults.status["/chat/end"] = 503
        await page.clock.fast_forward("05:00")
        await page.clock.fast_forward("01:00")
        await nothing_is_left(page)
        await expect(page.locator("#restart")).to_be_disabled()
        assert scripted.ended == before
        await page.keyboard.press("Shift")  # the next one
        await page.reload()
        await scripted.until(lambda: scripted.ended == before + 1)
        await scripted.until(lambda: scripted.listeners == 1)
        assert "geheim" not in await page.content()


async def test_a_tablet_stays_one_after_another_page(page_at: PageAt, scripted: ScriptedServer) -> None:
    async with page_at() as page:
        await page.clock.install()
        await at_the_tablet(page, scripted)
        await page.goto(scripted.url)  # as the links of other pages lead back
        await expect(page.get_by_text("geheim")).to_be_visible()
        await page.clock.fast_forward("05:00")
        await expect(page.locator("#still-there")).to_be_visible()
