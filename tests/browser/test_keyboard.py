"""A registration without a mouse, from the first page to its confirmation; the focus is always seen."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.looks import PageAt
from tests.browser.scripted import ScriptedServer
from tests.browser.test_city import heard
from tests.fakes import FakeClock
from tests.handlers.city import City

pytestmark = pytest.mark.browser

REPORT = Path(__file__).parents[2] / "build" / "keyboard.md"
FARTHEST = 40  # steps from one thing to the next; more would be a trap or a nuisance
IS_AFTER = """node => Boolean(document.activeElement.compareDocumentPosition(node)
  & Node.DOCUMENT_POSITION_FOLLOWING)"""
# Of nine places on what has the focus, how many show it; and whether an outline or a caret tells where it is.
SEEN = """() => {
  const node = document.activeElement;
  const { left, top, width, height } = node.getBoundingClientRect();
  const parts = [0.1, 0.5, 0.9];
  const places = parts.flatMap((x) => parts.map((y) => [left + x * width, top + y * height]));
  const shown = places.filter(([x, y]) => node.contains(document.elementFromPoint(x, y))).length;
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  return [node.id || node.className || node.textContent, shown, outlineStyle, parseFloat(outlineWidth)];
}"""


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


class Keys:
    """Somebody who has a keyboard only, and notes what the screen reader says and what was pressed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines: list[str] = []

    async def press(self, key: str) -> None:
        said = await self.page.locator(":focus").aria_snapshot()
        name = said.strip().splitlines()[0].removeprefix("- ") if said.strip() else "(nothing)"
        self.lines.append(f"| {name.replace('|', '/')} | {key} |")
        await self.page.keyboard.press(key)

    async def to(self, target: Locator) -> None:
        """Walks there with Tab, backwards if it stands before."""
        await expect(target).to_be_visible()
        for _ in range(FARTHEST):
            if await target.evaluate("node => node === document.activeElement"):
                return
            await self.press("Tab" if await target.evaluate(IS_AFTER) else "Shift+Tab")
        raise AssertionError("\n".join(["not reached:", *self.lines]))

    async def taps(self, label: str) -> None:
        """Presses the newest button with these words."""
        await self.to(self.page.locator(".key", has_text=label).last)
        await self.press("Enter")

    async def writes(self, words: str) -> None:
        await self.to(self.page.locator("#input"))
        await self.page.keyboard.type(words)
        await self.press("Enter")


async def test_a_registration_by_keyboard_alone(city: City, page_at: PageAt) -> None:
    await city.event(titles={"de": "Demokratie-Café", "fr": "Café démocratie"}, place="Königstraße", seats=3)
    async with page_at(locale="xx") as page:
        keys = Keys(page)
        await page.goto(city.url)
        await heard(page, "Stadt Kaiserslautern")
        await _choose_french(page, keys)
        await _register(page, keys)
        await _open_and_leave(page, keys)
    REPORT.parent.mkdir(exist_ok=True)
    head = ["| has the focus | pressed |", "|---|---|"]
    REPORT.write_text("\n".join([*head, *keys.lines, ""]), encoding="utf-8")


async def _choose_french(page: Page, keys: Keys) -> None:
    """Walking through the languages says nothing to the bot; choosing one does."""
    await keys.to(page.locator("#language"))
    await keys.press("Enter")
    await expect(page.locator("#languages [aria-current]")).to_be_focused()
    for _ in range(3):
        await keys.press("ArrowDown")
    await expect(page.locator("#languages [lang=fr]")).to_be_focused()
    await expect(page.locator(".message.visitor")).to_have_count(0)
    await keys.press("Enter")
    await expect(page.locator("#languages")).to_be_hidden()
    await expect(page.locator("#language")).to_be_focused()
    await expect(page.locator("html")).to_have_attribute("lang", "fr")


async def _register(page: Page, keys: Keys) -> None:
    await keys.writes("/events")
    await keys.taps("Café démocratie")
    await keys.taps("S’inscrire")
    await heard(page, "/privacy")
    await keys.writes("Ada Lovelace")
    await keys.taps("1")
    await keys.taps("Aucun")
    await heard(page, "Ada Lovelace")
    await keys.taps("Oui")
    await expect(page.locator("a.file[href*='/chat/files/']")).to_be_visible()


async def _open_and_leave(page: Page, keys: Keys) -> None:
    """What opens above the page closes with Escape and gives the focus back."""
    menu = page.locator("#menu-button")
    await keys.to(menu)
    await keys.press("Enter")
    await keys.press("Escape")
    await expect(page.locator("#menu")).to_be_hidden()
    await expect(menu).to_be_focused()
    await keys.press("Enter")
    await keys.press("ArrowUp")
    await keys.press("Enter")
    await expect(page.locator("#confirm-end")).to_be_visible()
    await keys.press("Escape")
    await expect(page.locator("#confirm-end")).to_be_hidden()
    await expect(menu).to_be_focused()


async def test_leaving_an_open_list_with_tab_closes_it(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Guten Tag!", buttons=[[{"text": "Ja", "data": "y"}]])
    async with page_at() as page:
        await page.goto(scripted.url)
        await page.locator(".key").wait_for()
        await page.locator("#menu-button").press("Enter")
        await page.keyboard.press("End")
        await page.keyboard.press("Tab")
        await expect(page.locator("#viewport")).to_be_focused()
        await expect(page.locator("#menu")).to_be_hidden()


async def test_the_focus_is_always_seen(page_at: PageAt, scripted: ScriptedServer) -> None:
    """Also under a notice and above the button that leads to new messages."""
    for number in range(12):
        await scripted.says(f"Nachricht {number}", buttons=[[{"text": f"{number} ?", "data": str(number)}]])
    async with page_at(320, 320) as page:
        await page.goto(scripted.url)
        await scripted.until(lambda: scripted.listeners == 1)
        await page.locator("#viewport").evaluate("node => node.scrollTo(0, 0)")
        await expect(page.locator(".key").first).to_be_in_viewport()
        await scripted.says("noch eine")
        await expect(page.locator("#newer")).to_be_visible()
        await scripted.notifies("Gemerkt")
        await page.locator(".toast").dispatch_event("pointerenter")
        for key in ("Tab", "Shift+Tab"):
            await page.locator("#language" if key == "Tab" else "#input").focus()
            stops = set()
            for _ in range(16):
                await page.keyboard.press(key)
                name, shown, style, width = await page.evaluate(SEEN)
                stops.add(name)
                assert shown > 0, f"{key}: {name} is hidden"
                assert (style, width >= 2) == ("solid", True), f"{key}: {name} has no outline"
            assert len(stops) > 3
