"""Every state that the chat page can be in, one after the other, and the ways in which people look at it."""

import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Page, expect

from tests.browser.scripted import CATALOGUES, Json, ScriptedServer

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
WIDE = (1280, 800)
# Messages fade in; the dots of whoever is typing go on.
ARRIVED = """() => Promise.all(document.getAnimations()
  .filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime))
  .map((one) => one.finished))"""


@dataclass(frozen=True)
class Mode:
    """How somebody looks at the page. 200 % is what a browser does: half as many pixels for the page."""

    name: str
    size: tuple[int, int] = WIDE
    colours: Literal["light", "dark"] = "light"
    forced: Literal["active", "none"] = "none"
    motion: Literal["reduce", "no-preference"] = "reduce"

    async def take_on(self, page: Page) -> None:
        """Makes the page look so, where it is."""
        width, height = self.size
        await page.set_viewport_size({"width": width, "height": height})
        await page.emulate_media(
            color_scheme=self.colours, forced_colors=self.forced, reduced_motion=self.motion
        )
        await page.evaluate(ARRIVED)


MODES = (
    Mode("light"),
    Mode("dark", colours="dark"),
    Mode("200 %", size=(640, 400)),
    Mode("320 px", size=(320, 640)),
    Mode("forced colours", forced="active"),
    Mode("forced colours, dark, 320 px", size=(320, 640), colours="dark", forced="active"),
    Mode("with motion", motion="no-preference"),
)
# Mirrored, colours are the same: there the ways of looking that move things.
MODES_OF = {"de": MODES, "ar": [mode for mode in MODES if mode.name in ("dark", "200 %", "320 px")]}
GREETING = {
    "de": "Guten Tag! Ich bin der automatische Assistent der Stadt.\nHello · مرحبا",
    "ar": "مرحبا! أنا المساعد الآلي للمدينة.\nHello · Guten Tag",
    "tr": "Merhaba! Ben şehrin otomatik asistanıyım.\nHello · Guten Tag",
}
NAMES: list[list[Json]] = [
    [{"text": "✓ Deutsch", "data": "de"}, {"text": "العربية", "data": "ar"}],
    [{"text": "Türkçe", "data": "tr"}, {"text": "Web", "url": "https://example.org/"}],
]
QUOTE = "one\ntwo\nthree\nfour"
RICH = f"/mydata\nhttps://example.org/a\nhidden\nx = 1\n{QUOTE}"


def data_of(language: str) -> list[str]:
    """What the page shows but does not say itself: others' words, names of languages and of files."""
    names = [one.own_name for one in CATALOGUES]
    lines = [*GREETING[language].splitlines(), *RICH.splitlines(), "Hello", "Guten Tag", "/events"]
    return [*lines, *names, "Stadtbote", "Repair-Café", "Café.ics", "Web", "Ada", "Lovelace", "Hallo"]


async def states(page: Page, scripted: ScriptedServer, language: str) -> AsyncIterator[str]:
    """Puts the page into one state after the other and names it."""
    scripted.language = language
    scripted.commands = [{"command": "events", "description": GREETING[language].splitlines()[0][:30]}]
    await page.goto(scripted.url)
    await scripted.until(lambda: bool(scripted.starts))
    await expect(page.locator("html")).to_have_attribute("lang", language)
    yield "empty"
    for button, panel, name in (("#language", "#languages", "languages"), ("#menu-button", "#menu", "menu")):
        await page.locator(button).click()
        await expect(page.locator(panel)).to_be_visible()
        yield f"{name} open"
        await page.keyboard.press("Escape")
    async for state in _conversation(page, scripted, language):
        yield state
    async for state in _notices(page, scripted, language):
        yield state
    async for state in _ending(page, scripted, language):
        yield state


async def _conversation(page: Page, scripted: ScriptedServer, language: str) -> AsyncIterator[str]:
    hello = await scripted.says(GREETING[language], buttons=NAMES)
    await page.locator(".key").first.wait_for()
    yield "message with buttons"
    await scripted.edits(hello, GREETING[language] * 2, NAMES[1:])
    await expect(page.locator(".key")).to_have_count(2)
    yield "edited message"
    await scripted.says(GREETING[language], photo=scripted.keeps("", PIXEL, "image/png"))
    await page.locator(".photo img").wait_for()
    yield "picture"
    await scripted.says("Repair-Café", document=scripted.keeps("Café.ics", b"x" * 2140, "text/calendar"))
    await page.locator(".file").wait_for()
    yield "file"
    await scripted.says(RICH, _entities())
    await page.locator(".spoiler").wait_for()
    yield "links, commands, quotes and code"
    await page.locator("#input").fill("Ada")
    await page.keyboard.press("Enter")
    await scripted.until(lambda: "Ada" in scripted.sent)
    await scripted.says("1 / 5: " + GREETING[language], buttons=[[{"text": "←", "data": "b"}], *NAMES])
    await page.locator("#input").fill("Lovelace")
    yield "step of a form, with an answer begun"
    await scripted.types()
    await page.locator("#typing").wait_for()
    yield "typing"


def _entities() -> list[Json]:
    def at(part: str, kind: str) -> Json:
        return {"type": kind, "offset": RICH.index(part), "length": len(part)}

    parts = {"/mydata": "bot_command", "https://example.org/a": "url", "hidden": "spoiler", "x = 1": "pre"}
    return [*(at(part, kind) for part, kind in parts.items()), at(QUOTE, "expandable_blockquote")]


async def _notices(page: Page, scripted: ScriptedServer, language: str) -> AsyncIterator[str]:
    await scripted.notifies(GREETING[language])
    # It stays for as long as it is pointed at.
    await page.locator(".toast").dispatch_event("pointerenter")
    yield "notice"
    await page.locator(".toast").dispatch_event("click")
    await scripted.notifies(GREETING[language], alert=True)
    await page.locator("#alert").wait_for()
    yield "alert"
    await page.keyboard.press("Escape")
    await page.goto(f"{scripted.url}?kiosk")
    await scripted.until(lambda: scripted.ended == 1)
    await page.clock.install()
    await page.reload()
    await scripted.says(GREETING[language])
    await page.locator(".message").first.wait_for()
    await page.keyboard.press("Shift")
    await page.clock.fast_forward("05:00")
    await page.locator("#still-there").wait_for()
    yield "kiosk's question"
    await page.keyboard.press("Escape")


async def _ending(page: Page, scripted: ScriptedServer, language: str) -> AsyncIterator[str]:
    await page.context.set_offline(True)
    await expect(page.locator("#offline")).not_to_be_empty()
    await page.locator("#input").fill("Hallo")
    await page.keyboard.press("Enter")
    yield "line is down, message waits"
    await page.context.set_offline(False)
    await expect(page.locator("#outbox > li")).to_have_count(0)
    await page.locator("#menu-button").click()
    await page.locator("#end").click()
    await page.locator("#confirm-end").wait_for()
    yield "question before the end"
    await page.locator("#confirm-end .primary").click()
    await page.locator("#ended").wait_for()
    yield "ended"
