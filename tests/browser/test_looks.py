"""How the page looks and weighs: screenshots in every variety, zoom, weight, and the kit's own checks."""

import pytest
from playwright.async_api import Page, expect

from tests.browser import looks
from tests.browser.looks import ColourScheme, PageAt, Shot
from tests.browser.scripted import STATIC, Json, ScriptedServer

pytestmark = pytest.mark.browser

KILOBYTES = 100
SIZES = {"desktop": (1280, 800), "phone": (390, 844), "small": (320, 640)}
GREETINGS = {
    "de": "Guten Tag! Ich bin der automatische Assistent der Stadt und kein Mensch.\n\nHello · مرحبا · Вітаю",
    "en": "Hello! I am the city's automated assistant, not a person.\n\nGuten Tag · مرحبا · Вітаю",
    "uk": "Вітаю! Я автоматичний помічник міста, а не людина.\n\nGuten Tag · مرحبا · Hello",
    "ar": "مرحبا! أنا المساعد الآلي للمدينة ولست إنسانًا.\n\nGuten Tag · Hello · Вітаю",
}
KEYS: dict[str, list[str]] = {
    "de": ["📅 Veranstaltungen (3)", "💬 Fragen", "🔔 Neuigkeiten", "🌍 Sprache"],
    "en": ["📅 Events (3)", "💬 Ask", "🔔 News", "🌍 Language"],
    "uk": ["📅 Події (3)", "💬 Запитати", "🔔 Новини", "🌍 Мова"],
    "ar": ["📅 الفعاليات (3)", "💬 اسأل", "🔔 الأخبار", "🌍 اللغة"],
}


async def visit(page: Page, scripted: ScriptedServer, language: str) -> None:
    """A conversation with something of everything."""
    scripted.language = language
    first, second, third, fourth = ({"text": text, "data": text} for text in KEYS[language])
    await scripted.says(GREETINGS[language], buttons=[[first, second], [third, fourth]])
    link: Json = {"text": "Repair-Café im Netz", "url": "https://example.org/"}
    file = scripted.keeps("Repair-Café-2026-03-14.ics", b"x" * 2140, "text/calendar")
    await page.goto(scripted.url)
    await page.locator("#input").fill("Königstraße 93?\nمرحبا")
    await page.keyboard.press("Enter")
    text = "Repair-Café, 14.03.2026\nhttps://example.org"
    entities = [
        {"type": "bold", "offset": 0, "length": 11},
        {"type": "url", "offset": text.index("https"), "length": len("https://example.org")},
    ]
    await scripted.until(lambda: len(scripted.sent) == 1)
    await scripted.says(text, entities, [[link]], document=file)
    await expect(page.get_by_role("link", name="Repair-Café im Netz")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "language", "colours"),
    [
        ("desktop", "de", "light"),
        ("desktop", "de", "dark"),
        ("desktop", "ar", "light"),
        ("phone", "en", "light"),
        ("phone", "ar", "dark"),
        ("small", "de", "dark"),
        ("small", "en", "light"),
        ("small", "uk", "light"),
        ("small", "ar", "light"),
    ],
)
async def test_the_page_looks_right(
    page_at: PageAt,
    scripted: ScriptedServer,
    shot: Shot,
    name: str,
    language: str,
    colours: ColourScheme,
) -> None:
    async with page_at(*SIZES[name], language, colours) as page:
        await visit(page, scripted, language)
        await shot(page, f"chat-{name}-{language}-{colours}", "rtl" if language == "ar" else "ltr")


async def test_at_four_hundred_per_cent_one_can_still_read_and_write(
    page_at: PageAt, scripted: ScriptedServer, shot: Shot
) -> None:
    async with page_at(320, 256) as page:
        await visit(page, scripted, "de")
        await shot(page, "chat-zoomed")
        conversation = await page.locator("#viewport").bounding_box()
        assert conversation
        assert conversation["height"] > 100
        await expect(page.locator("#input")).to_be_in_viewport()


async def test_dark_is_dark_and_light_is_light(page_at: PageAt, scripted: ScriptedServer) -> None:
    brightness: dict[str, int] = {}
    for colours in ("light", "dark"):
        async with page_at(colour_scheme=colours) as page:
            await page.goto(scripted.url)
            background = await page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g)")
            brightness[colours] = sum(map(int, background))
    assert brightness["light"] > 600
    assert brightness["dark"] < 150


async def test_new_messages_are_read_out(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Guten Tag!")
    async with page_at() as page:
        await page.goto(scripted.url)
        await scripted.until(lambda: scripted.listeners == 1)
        log = page.get_by_role("log")
        await expect(log).to_have_attribute("aria-live", "polite")
        await expect(log).to_have_attribute("aria-relevant", "additions")
        await expect(log.get_by_role("listitem").last).to_contain_text("Stadtbote:Guten Tag!")


async def test_the_page_is_light_and_asks_nobody_else(page_at: PageAt, scripted: ScriptedServer) -> None:
    asked: list[str] = []
    async with page_at() as page:
        page.on("request", lambda request: asked.append(request.url))
        await visit(page, scripted, "de")
    assert all(url.startswith(scripted.url) for url in asked)
    names = {url.removeprefix(scripted.url) for url in asked if "/static/" in url} - {""}
    weight = sum((STATIC.parent / name).stat().st_size for name in names | {"static/index.html"})
    assert weight <= KILOBYTES * 1024
    assert names <= {f"static/{path.name}" for path in STATIC.iterdir()}


async def test_the_kit_notices_missing_glyphs(page_at: PageAt) -> None:
    async with page_at() as page:
        await page.set_content("<html lang=de dir=ltr><p>ok é ä 😀 مرحبا Вітаю ☰ → …</p>")
        assert await looks.faults_of(page) == []
        await page.set_content("<html lang=de dir=ltr><p>bad \U000378a2 \u0378</p>")
        assert await looks.faults_of(page) == ["no glyph: \U000378a2 U+378a2", "no glyph: \u0378 U+378"]


async def test_the_kit_notices_what_sticks_out(page_at: PageAt) -> None:
    async with page_at(320, 400) as page:
        await page.set_content("<html lang=de dir=ltr><p style='width: 400px'>wide</p>")
        assert any("page: " in fault for fault in await looks.faults_of(page))
        hidden = "<html lang=de dir=ltr><main style='overflow: auto'><p style='width: 400px'>wide</p></main>"
        await page.set_content(hidden)
        assert any("scrolls sideways" in fault for fault in await looks.faults_of(page))


async def test_the_kit_notices_wrong_directions(page_at: PageAt) -> None:
    async with page_at() as page:
        await page.set_content("<html lang=ar dir=ltr><p dir=auto style='direction: ltr'>مرحبا</p>")
        assert await looks.faults_of(page) == [
            "the page runs ltr, not rtl",
            "wrong direction: ltr, not rtl: مرحبا",
        ]
