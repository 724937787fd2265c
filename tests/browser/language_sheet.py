"""Draws the bot in every language as a phone shows it: `python -m tests.browser.language_sheet`.

A row for each language; columns: the first screen, an answer, an event, the question for a name, and the one
for what somebody needs.
"""

import asyncio
import io
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from locales import Catalogues
from tests.browser.conftest import FLAGS
from tests.browser.install import Ready, ensure
from tests.browser.looks import SCREENSHOTS
from tests.fakes import FakeClock
from tests.handlers.city import City, sqlite_at

WIDTH, HEIGHT = 360, 720
QUESTION = "Engagierte Stadt Kaiserslautern?"


async def views(page: Page, city: City, event: int) -> AsyncIterator[bytes]:
    """The five views, one after the other, in the language of the browser."""

    said = page.locator(".message.bot")

    async def answered(before: int) -> bytes:
        await expect(said.nth(before)).to_be_visible()
        await city.settled()
        return await page.screenshot()

    await page.goto(f"{city.url}/")
    yield await answered(0)
    for text in (QUESTION, f"/start ev_{event}"):
        before = await said.count()
        await _says(page, text)
        yield await answered(before)
    before = await said.count()
    await said.last.locator("button.key").first.click()
    yield await answered(before)
    for text in ("Anna M.", "2"):
        before = await said.count()
        await _says(page, text)
        shot = await answered(before)
    yield shot


async def _says(page: Page, text: str) -> None:
    await page.locator("#input").fill(text)
    await page.locator("#input").press("Enter")


async def sheet(browser: Browser, city: City) -> Image.Image:
    """All languages below each other."""
    event = await city.event(titles={"de": "Lesekreis im Stadtteilbüro", "ar": "حلقة قراءة"}, seats=5)
    rows = []
    for language in Catalogues.load():
        context = await browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT}, locale=language.code, reduced_motion="reduce"
        )
        page = await context.new_page()
        rows.append([Image.open(io.BytesIO(shot)) async for shot in views(page, city, event.id)])
        await context.close()
    drawn = Image.new("RGB", (WIDTH * max(map(len, rows)), HEIGHT * len(rows)), "white")
    for y, row in enumerate(rows):
        for x, shot in enumerate(row):
            drawn.paste(shot, (x * WIDTH, y * HEIGHT))
    return drawn


async def main() -> None:
    """Writes `languages.png` beside the screenshots of the tests."""
    ready = ensure()
    if not isinstance(ready, Ready):
        raise SystemExit(ready.reason)
    with tempfile.TemporaryDirectory() as folder:
        city = await City.open(sqlite_at(Path(folder)), FakeClock())
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(args=FLAGS, executable_path=ready.executable)
            drawn = await sheet(browser, city)
            await browser.close()
        await city.close()
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    drawn.save(SCREENSHOTS / "languages.png")


if __name__ == "__main__":
    asyncio.run(main())
