"""Messages are read aloud where the browser can do so in their language."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.looks import PageAt
from tests.browser.scripted import ScriptedServer

pytestmark = pytest.mark.browser

# As a browser with a German and an Arabic voice, which notes what it would say.
VOICES = """() => {
  const spoken = [];
  class Synthesis extends EventTarget {
    getVoices() { return [{lang: 'en-GB'}, {lang: 'de_AT'}, {lang: 'ar-SA'}]; }
    speak(one) { spoken.push([one.text, one.lang, one.voice.lang]); this.last = one; }
    cancel() { spoken.push('silent'); }
  }
  class Utterance extends EventTarget {
    constructor(text) { super(); this.text = text; }
  }
  Object.defineProperty(window, 'speechSynthesis', {value: new Synthesis()});
  window.SpeechSynthesisUtterance = Utterance;
  window.spoken = spoken;
}"""
TEXT = (
    "📅 Demokratie-Café\n\nHeute um 18 Uhr:\n"
    "https://www.kultur.example/event/?id=7#a\n— 🇩🇪\nBis \u2068bald\u2069!"
)
READ = ["Demokratie-Café", "Heute um 18 Uhr:", "kultur.example", "Bis bald!"]


async def spoken(page: Page) -> list[object]:
    """What was said since the last look."""
    found: list[object] = await page.evaluate("spoken.splice(0)")
    return found


async def test_a_message_is_read_in_its_language_and_stops(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says(TEXT)
    await scripted.says("مرحبا")  # in a German conversation nobody knows which language that is
    async with page_at() as page:
        await page.add_init_script(f"({VOICES})()")
        await page.goto(scripted.url)
        button = page.get_by_role("button", name="Vorlesen")
        await button.press("Enter")
        assert await spoken(page) == [[line, "de_AT", "de_AT"] for line in READ]
        stop = page.get_by_role("button", name="Vorlesen beenden")
        await stop.press("Enter")
        assert await spoken(page) == ["silent"]
        await button.press("Enter")
        await page.evaluate("speechSynthesis.last.dispatchEvent(new Event('end'))")
        await expect(stop).to_have_count(0)
        await expect(page.locator(".aloud:visible")).to_have_count(1)


async def test_the_voice_is_one_of_the_language_or_there_is_no_button(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    async with page_at() as page:
        await page.add_init_script(f"({VOICES})()")
        for language, voice in (("ar", "ar-SA"), ("de-simple", "de_AT"), ("tr", "")):
            scripted.forget()
            scripted.language = language
            await scripted.says("مرحبا" if language == "ar" else "Merhaba")
            await page.goto(scripted.url)
            button = page.locator(".aloud")
            await expect(page.locator(".bubble")).to_have_attribute("lang", language)
            await expect(button).to_be_visible(visible=bool(voice))
            if voice:
                await button.click()
                assert [one[1:] for one in await spoken(page)] == [[voice, voice]]  # type: ignore[index]


async def test_without_synthesis_there_is_no_button(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says(TEXT)
    async with page_at() as page:
        await page.add_init_script("Object.defineProperty(window, 'speechSynthesis', {value: undefined})")
        await page.goto(scripted.url)
        await expect(page.locator(".bubble")).to_be_visible()
        await expect(page.locator(".aloud")).to_have_count(0)
