"""Draws every view in Arabic and Persian as a phone shows it: `python -m tests.browser.rtl_sheets`.

The pictures are for people to look at; `test_right_to_left.py` looks for what a machine can see.
"""

import asyncio
import html
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page, ViewportSize, async_playwright

from handlers.screen import Button, Screen, Tap
from handlers.services import Services
from storage.database import Database
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.browser.conftest import FLAGS
from tests.browser.install import Ready, ensure
from tests.browser.looks import SCREENSHOTS
from tests.browser.scripted import NOON, Json, ScriptedServer
from tests.fakes import FakeClock
from tests.handlers.city import sqlite_at
from tests.handlers.test_views import Values, city_services
from tests.telegram.ordinary import ordinary_values
from tests.telegram.screens import all_screens
from webchat.formatting import formatted
from webchat.html import parse_html

LANGUAGES = ("ar", "fa")
PHONE, COLUMNS, ON_SHEET = 390, 6, 90

# The messages in columns of a phone's width, with the name of its view above each; only some at a time.
LAID_OUT = """([names, from, to, columns, width]) => {
  for (const node of [document.documentElement, document.body]) node.style.height = 'auto';
  for (const node of document.querySelectorAll('header, #composer, .floating, .legal, .day')) {
    node.style.display = 'none';
  }
  document.getElementById('viewport').style.overflow = 'visible';
  document.querySelector('#viewport > .column').style.maxWidth = 'none';
  document.getElementById('messages').style.columns = `${columns} ${width}px`;
  const items = [...document.querySelectorAll('#messages > .message')];
  items.forEach((item, number) => {
    item.style.display = from <= number && number < to ? '' : 'none';
    item.style.breakInside = 'avoid';
    if (item.querySelector('small')) return;
    const name = document.createElement('small');
    name.dir = 'ltr';
    name.textContent = names[number];
    item.prepend(name);
  });
}"""


@dataclass(frozen=True)
class Card:
    """One message and the name of the view that made it."""

    name: str
    screen: Screen
    message: Json


def cards(services: Services, code: str, most: int = 2) -> Sequence[Card]:
    """Every view in a language, with ordinary values; different messages of each, at most so many."""
    with ordinary_values():
        return [
            Card(name, screen, _message(number, screen))
            for number, (name, screen) in enumerate(_screens(services, code, most), start=1)
        ]


def _screens(services: Services, code: str, most: int) -> Iterator[tuple[str, Screen]]:
    samples = Values(services, services.catalogues[code])
    for name, build in sorted(all_screens().items()):
        seen: list[str] = []
        for screen in samples.variants(build):
            if screen.text and screen.text not in seen and len(seen) < most:
                seen.append(screen.text)
                yield name, screen


def _message(number: int, screen: Screen) -> Json:
    content = formatted(*parse_html(screen.text))
    return {
        "id": number,
        "seq": number,
        "from": "bot",
        "date": NOON,
        "text": content.text,
        "entities": [one.to_dict() for one in content.entities],
        "buttons": [[_button(one) for one in row] for row in screen.buttons],
        "document": None,
        "photo": None,
        "edited": False,
        "deleted": False,
    }


def _button(button: Button) -> Json:
    if isinstance(button, Tap):
        return {"text": button.label, "data": button.data}
    return {"text": button.label, "url": html.unescape(button.url)}


async def shown(page: Page, scripted: ScriptedServer, code: str, drawn: Sequence[Card]) -> None:
    """Opens the chat page with all of them in it."""
    scripted.language, scripted.known = code, True
    scripted.messages = {number: card.message for number, card in enumerate(drawn, start=1)}
    scripted.continues_after(len(drawn))
    await page.goto(scripted.url)
    await page.locator(f'[data-id="{len(drawn)}"]').wait_for()


async def draw(page: Page, scripted: ScriptedServer, services: Services, code: str) -> None:
    """A few tall pictures of one language."""
    drawn = cards(services, code)
    await shown(page, scripted, code, drawn)
    names = [card.name for card in drawn]
    for sheet, first in enumerate(range(0, len(drawn), ON_SHEET), start=1):
        await page.evaluate(LAID_OUT, [names, first, first + ON_SHEET, COLUMNS, PHONE - 32])
        path = SCREENSHOTS / f"rtl-{code}-{sheet}.png"
        await page.screenshot(path=path, full_page=True)
        sys.stdout.write(f"{path}\n")


async def main() -> None:
    """Draws all sheets into build/screenshots."""
    found = ensure()
    if not isinstance(found, Ready):
        raise SystemExit(found.reason)
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        database = Database(sqlite_at(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        stack.push_async_callback(database.close)
        await upgrade(database)
        services = city_services(SqlUnitOfWork(database), FakeClock())
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=found.executable, args=FLAGS)
        stack.push_async_callback(browser.close)
        for code in LANGUAGES:
            scripted = ScriptedServer()
            await scripted.start()
            stack.push_async_callback(scripted.stop)
            size = ViewportSize(width=COLUMNS * PHONE, height=800)
            page = await browser.new_page(viewport=size, locale=code, reduced_motion="reduce")
            await draw(page, scripted, services, code)


if __name__ == "__main__":
    asyncio.run(main())
