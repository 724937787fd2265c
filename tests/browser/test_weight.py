"""The chat from a real server on a slow line: what a first visit costs, and that it works."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.looks import PageAt
from tests.browser.test_city import say
from tests.fakes import FakeClock
from tests.handlers.city import City

pytestmark = pytest.mark.browser

LIMIT = 100_000  # bytes
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000 / 8, "uploadThroughput": 50_000 / 8}
PATIENCE = 90_000  # milliseconds
REPORT = Path(__file__).parents[2] / "build" / "weight.md"


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


async def test_a_first_visit_is_light_and_works_on_a_slow_line(city: City, page_at: PageAt) -> None:
    transferred: list[float] = []
    async with page_at(390, 844) as page:
        page.set_default_timeout(PATIENCE)
        line = await page.context.new_cdp_session(page)
        line.on("Network.loadingFinished", lambda event: transferred.append(event["encodedDataLength"]))
        await line.send("Network.enable")
        await line.send("Network.emulateNetworkConditions", SLOW)
        await page.goto(city.url)
        await expect(page.locator(".message.bot")).to_have_count(1, timeout=PATIENCE)
        requests, first = len(transferred), sum(transferred)
        seconds = await page.evaluate("performance.now() / 1000")
        await say(page, "Wie viele Gruppen hat das Netzwerk Engagierte Stadt?")
        await expect(page.locator(".message.bot").last).to_contain_text("112", timeout=PATIENCE)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(
        f"First visit: {requests} requests, {first:.0f} bytes; "
        f"at 50 kbit/s and 400 ms the greeting is there after {seconds:.1f} s\n",
        encoding="utf-8",
    )
    assert 10_000 < first <= LIMIT
