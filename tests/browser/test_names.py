"""What a screen reader says: in the person's language and about each new message once."""

import re
from collections.abc import Iterable

import pytest
from playwright.async_api import CDPSession, Page, expect

from locales import Language
from pages.chat_words import chat_words
from tests.browser.looks import PageAt
from tests.browser.scripted import CATALOGUES, ScriptedServer
from tests.browser.states import data_of, states

pytestmark = pytest.mark.browser

LANGUAGES = ("ar", "tr", "de")
# Every text that is added to a part of the page that is read out by itself.
LISTEN = """() => {
  window.heard = [];
  const live = '[aria-live=polite], [role=status]';
  new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes) {
      if (!target.closest?.(live)) continue;
      for (const node of addedNodes) if (node.textContent.trim()) heard.push(node.textContent);
    }
  }).observe(document.body, { childList: true, subtree: true });
}"""
UNLABELLED = """nodes => nodes
  .filter((node) => !node.hasAttribute('lang') || !node.hasAttribute('dir'))
  .map((node) => node.outerHTML)"""


def language(code: str) -> Language:
    return next(one for one in CATALOGUES if one.code == code)


async def names(devtools: CDPSession) -> set[str]:
    """Every name, value and description in the tree that screen readers get."""
    tree = await devtools.send("Accessibility.getFullAXTree")
    said = [
        str(node[part]["value"])
        for node in tree["nodes"]
        if not node["ignored"]
        for part in ("name", "value", "description")
        if part in node and "value" in node[part]
    ]
    return {name for name in said if name}


def without_data(name: str, code: str) -> str:
    """What the page itself says in it."""
    data = sorted(data_of(code), key=len, reverse=True)
    return re.sub("|".join(map(re.escape, data)), "", name)


def foreign(said: Iterable[str], code: str) -> set[tuple[str, str]]:
    """Words of the page that are said in English or German, though the person speaks another language."""
    own = set(chat_words(language(code)).values())
    others = {
        word
        for other in {"de", "en"} - {code}
        for word in chat_words(language(other)).values()
        if word not in own
    }
    return {
        (name, word)
        for name in said
        for word in others
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", without_data(name, code))
    }


def latin(said: Iterable[str]) -> set[str]:
    """What an Arabic voice would have to spell, other than data."""
    return {name for name in said if re.search("[A-Za-z]{2,}", without_data(name, "ar"))}


async def test_every_name_is_in_the_persons_language(page_at: PageAt, scripted: ScriptedServer) -> None:
    for code in LANGUAGES:
        scripted.begin_anew()
        async with page_at(locale=code) as page:
            devtools = await page.context.new_cdp_session(page)
            await devtools.send("Accessibility.enable")
            async for state in states(page, scripted, code):
                said = await names(devtools)
                assert foreign(said, code) == set(), state
                assert code != "ar" or latin(said) == set(), state
                html = page.locator("html")
                await expect(html).to_have_attribute("lang", code)
                await expect(html).to_have_attribute("dir", language(code).direction)
                assert await page.locator(".bubble").evaluate_all(UNLABELLED) == []


async def heard(page: Page) -> list[str]:
    """What was read out since the last look."""
    found: list[str] = await page.evaluate("heard.splice(0)")
    return found


async def test_each_message_is_announced_once(page_at: PageAt, scripted: ScriptedServer) -> None:
    first = await scripted.says("Guten Tag!")
    async with page_at() as page:
        await page.goto(scripted.url)
        await scripted.until(lambda: scripted.listeners == 1)
        await expect(page.locator("#log")).to_have_attribute("aria-live", "polite")
        await page.evaluate(LISTEN)
        await page.locator("#input").fill("Hallo")
        await page.keyboard.press("Enter")
        await expect(page.locator("#messages .visitor")).to_have_count(1)
        assert await heard(page) == ["Sie:Hallo12:00"]
        scripted.language = "tr"
        await scripted.says("Merhaba!")
        await expect(page.locator("html")).to_have_attribute("lang", "tr")
        await expect(page.locator(".bubble").last).to_have_attribute("lang", "tr")
        await expect(page.locator(".bubble").first).to_have_attribute("lang", "de")
        assert await heard(page) == ["Stadtbote:Merhaba!12:00"]
        await scripted.edits(first, "Yine merhaba!")
        await expect(page.locator(".bubble").first).to_contain_text("Yine")
        assert [line for line in await heard(page) if "Yine" in line] == ["Yine merhaba!düzenlendi12:00"]


async def test_the_first_guess_is_the_browsers_language(page_at: PageAt, scripted: ScriptedServer) -> None:
    guesses = {
        "fr": ("fr", "ltr", "Langue"),
        "fa-AF": ("fa", "rtl", "زبان"),
        "xx": ("de", "ltr", "Sprache"),
    }
    scripted.language = ""
    for header, (code, direction, name) in guesses.items():
        scripted.begin_anew()
        async with page_at(locale=header) as page:
            await page.goto(scripted.url)
            await scripted.until(lambda: len(scripted.starts) == 1)
            assert scripted.starts[0]["language"] == code
            await expect(page.locator("html")).to_have_attribute("dir", direction)
            own = language(code).own_name
            await expect(page.get_by_role("button", name=f"{name} {own}", exact=True)).to_be_visible()
