"""What the page shows of a message: text and entities, directions, days, files, changes."""

import base64

import pytest
from playwright.async_api import Page, expect

from tests.browser.looks import PageAt, Shot
from tests.browser.scripted import NOON, Json, ScriptedServer

pytestmark = pytest.mark.browser

DAY = 86_400
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def entity(text: str, part: str, kind: str, **more: object) -> Json:
    """An entity over the first occurrence of a part, counted in UTF-16 units as Telegram does."""
    before = text[: text.index(part)]
    return {"type": kind, "offset": utf16(before), "length": utf16(part), **more}


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


async def html_of(page: Page) -> str:
    """The text of the only message as the browser has built it."""
    return await page.locator(".message .text").inner_html()


async def test_markup_in_a_text_stays_text(page_at: PageAt, scripted: ScriptedServer) -> None:
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> & <b>no</b>"
    await scripted.says(evil, [entity(evil, "<b>no</b>", "bold")], [[{"text": "<i>x</i>", "data": "x"}]])
    async with page_at() as page:
        await page.goto(scripted.url)
        await expect(page.locator(".message .text")).to_have_text(evil)
        await expect(page.locator(".message strong")).to_have_text("<b>no</b>")
        await expect(page.get_by_role("button", name="<i>x</i>")).to_be_visible()
        assert await page.locator(".message :is(img, script, b, i)").count() == 0
        assert await page.title() == "Stadtbote"


async def test_entities_nest_and_count_utf16_units(page_at: PageAt, scripted: ScriptedServer) -> None:
    text = "😀 bold and both, code"
    entities = [
        entity(text, "bold and both", "bold"),
        entity(text, "both", "italic"),
        entity(text, "code", "code"),
        entity(text, "😀", "custom_emoji"),
    ]
    await scripted.says(text, entities)
    async with page_at() as page:
        await page.goto(scripted.url)
        assert await html_of(page) == (
            '<p dir="auto">😀 <strong>bold and <em>both</em></strong>, <code>code</code></p>'
        )


async def test_entities_that_overlap_are_split_and_lose_no_text(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    await scripted.says(
        "abcdef",
        [
            {"type": "bold", "offset": 0, "length": 4},
            {"type": "italic", "offset": 2, "length": 4},
            {"type": "underline", "offset": 5, "length": 99},
        ],
    )
    async with page_at() as page:
        await page.goto(scripted.url)
        assert await html_of(page) == '<p dir="auto"><strong>ab<em>cd</em></strong><em>e<u>f</u></em></p>'


async def test_quotes_and_code_are_blocks_between_the_lines(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    text = "before\nquote one\nquote two\nx = 1\n  y\nafter"
    await scripted.says(
        text,
        [
            entity(text, "quote one\nquote two", "blockquote"),
            entity(text, "x = 1\n  y", "pre", language="python"),
        ],
    )
    async with page_at() as page:
        await page.goto(scripted.url)
        assert await html_of(page) == (
            '<p dir="auto">before</p>'
            '<blockquote><p dir="auto">quote one</p><p dir="auto">quote two</p></blockquote>'
            '<pre dir="ltr" tabindex="0"><code data-language="python">x = 1\n  y</code></pre>'
            '<p dir="auto">after</p>'
        )


async def test_a_long_quote_unfolds(page_at: PageAt, scripted: ScriptedServer) -> None:
    text = "one\ntwo\nthree\nfour"
    await scripted.says(text, [entity(text, text, "expandable_blockquote")])
    async with page_at() as page:
        await page.goto(scripted.url)
        await expect(page.get_by_text("four")).to_be_hidden()
        await page.get_by_text("one").click()
        await expect(page.get_by_text("four")).to_be_visible()


async def test_only_harmless_addresses_become_links(page_at: PageAt, scripted: ScriptedServer) -> None:
    text = "site script page mail@example.org 0631 / 12 34 example.org"
    entities = [
        entity(text, "site", "text_link", url="https://example.org/a?b=1"),
        entity(text, "script", "text_link", url="javascript:alert(1)"),
        entity(text, "page", "text_link", url="data:text/html,x"),
        entity(text, "mail@example.org", "email"),
        entity(text, "0631 / 12 34", "phone_number"),
    ]
    last = {"type": "url", "offset": text.rindex("example.org"), "length": len("example.org")}
    buttons = [
        [{"text": "Bad", "url": "javascript:alert(1)"}, {"text": "Good", "url": "https://example.org/"}]
    ]
    await scripted.says(text, [*entities, last], buttons)
    async with page_at() as page:
        await page.goto(scripted.url)
        await expect(page.locator(".message .text")).to_have_text(text)
        links = await page.locator(".message a").evaluate_all(
            "links => links.map(({href, rel, target}) => [href, rel, target])"
        )
        safe = "noopener noreferrer"
        assert links == [
            ["https://example.org/a?b=1", safe, "_blank"],
            ["mailto:mail@example.org", safe, ""],
            ["tel:06311234", safe, ""],
            ["https://example.org/", safe, "_blank"],
            ["https://example.org/", safe, "_blank"],
        ]
        await expect(page.get_by_role("link", name="Good")).to_be_visible()
        assert await page.get_by_text("Bad").count() == 0


async def test_a_spoiler_is_read_only_when_it_was_pressed(page_at: PageAt, scripted: ScriptedServer) -> None:
    text = "The answer: forty-two"
    await scripted.says(text, [entity(text, "forty-two", "spoiler")])
    async with page_at(locale="en-GB") as page:
        scripted.language = "en"
        await page.goto(scripted.url)
        cover = page.get_by_role("button", name="Hidden text, press to read")
        await cover.press("Enter")
        await expect(cover).to_have_count(0)
        await expect(page.get_by_text("forty-two")).to_be_visible()


async def test_a_command_in_a_text_can_be_tapped(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("See /events for more", [entity("See /events", "/events", "bot_command")])
    async with page_at() as page:
        await page.goto(scripted.url)
        await page.get_by_role("button", name="/events").click()
        await scripted.until(lambda: scripted.sent == ["/events"])


async def test_the_slash_of_a_command_stays_in_front_in_arabic(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    scripted.language = "ar"
    text = "لا أحفظ إلا ما أحتاج إليه.\n\u200f\u2066/mydata\u2069 – لرؤية كل ما حفظته عنكم"
    await scripted.says(text, [entity(text, "/mydata", "bot_command")])
    async with page_at(locale="ar") as page:
        await page.goto(scripted.url)
        command = page.get_by_role("button", name="/mydata")
        await expect(command).to_be_visible()
        places = """node => [0, 1].map((at) => {
          const range = document.createRange();
          range.setStart(node.firstChild, at);
          range.setEnd(node.firstChild, at + 1);
          return range.getBoundingClientRect().left;
        })"""
        slash, letter = await command.evaluate(places)
        assert slash < letter


async def test_every_line_has_its_own_direction(
    page_at: PageAt, scripted: ScriptedServer, shot: Shot
) -> None:
    scripted.language = "ar"
    await scripted.says(
        "أهلا وسهلا!\nDeutsch geht auch.\n18:00\n\nشكرا", buttons=[[{"text": "الفعاليات", "data": "e"}]]
    )
    await scripted.says("Königstraße 93\nمرحبا")
    async with page_at(390, 700, locale="ar") as page:
        await page.goto(scripted.url)
        await expect(page.locator(".bubble").first).to_be_visible()
        directions = "nodes => nodes.map((node) => getComputedStyle(node).direction)"
        lines = await page.locator(".text p").evaluate_all(directions)
        assert lines == ["rtl", "ltr", "rtl", "rtl", "rtl", "ltr", "rtl"]
        assert await page.locator(".bubble").evaluate_all(directions) == ["rtl", "ltr"]
        await shot(page, "arabic-lines", "rtl")


@pytest.mark.parametrize(("locale", "bot_is_left"), [("de-DE", True), ("ar", False)])
async def test_sides_are_mirrored(
    page_at: PageAt, scripted: ScriptedServer, locale: str, bot_is_left: bool
) -> None:
    scripted.language = locale[:2]
    await scripted.says("Hallo")
    async with page_at(locale=locale) as page:
        await page.goto(scripted.url)
        await page.locator("#input").fill("Hallo")
        await page.keyboard.press("Enter")
        bot = await page.locator(".bot .bubble").bounding_box()
        visitor = await page.locator("#messages .visitor .bubble").bounding_box()
        assert bot
        assert visitor
        assert (bot["x"] < visitor["x"]) is bot_is_left


async def test_voices_fit_the_letters(page_at: PageAt, scripted: ScriptedServer) -> None:
    scripted.language = "ar"
    await scripted.says("مرحبا")
    await scripted.says("Hallo")
    async with page_at(locale="ar") as page:
        await page.goto(scripted.url)
        bubbles = page.locator(".bubble")
        await expect(bubbles.nth(0)).to_have_attribute("lang", "ar")
        await expect(bubbles.nth(1)).to_have_attribute("lang", "")


async def test_a_new_day_is_a_line_of_its_own(page_at: PageAt, scripted: ScriptedServer) -> None:
    for day, text in ((0, "one"), (0, "two"), (1, "three")):
        await scripted.says(text, date=NOON + day * DAY)
    async with page_at() as page:
        await page.clock.set_fixed_time(NOON + DAY)
        await page.goto(scripted.url)
        await expect(page.locator("#messages > li")).to_have_count(5)
        days = await page.locator(".day").all_inner_texts()
        assert days == ["gestern", "heute"]
        await scripted.deletes(3)
        await expect(page.locator(".day")).to_have_count(1)


async def test_messages_change_and_go(page_at: PageAt, scripted: ScriptedServer) -> None:
    first = await scripted.says("first", buttons=[[{"text": "old", "data": "1"}]])
    second = await scripted.says("second")
    async with page_at() as page:
        await page.goto(scripted.url)
        await expect(page.get_by_role("button", name="old")).to_be_visible()
        await scripted.edits(first, "first, better", [[{"text": "new", "data": "2"}]])
        await expect(page.locator(".message").nth(0)).to_contain_text("bearbeitet")
        await expect(page.get_by_role("button", name="new")).to_be_visible()
        assert await page.get_by_role("button", name="old").count() == 0
        await scripted.deletes(second)
        await expect(page.locator(".message")).to_have_count(1)
        await expect(page.locator(".message .text")).to_have_text("first, better")


async def test_files_are_downloaded_under_their_names(page_at: PageAt, scripted: ScriptedServer) -> None:
    content = b"BEGIN:VCALENDAR\r\n" * 126
    file = scripted.keeps("Repair-Café.ics", content, "text/calendar")
    await scripted.says("Bis bald!", document=file)
    async with page_at() as page:
        await page.goto(scripted.url)
        link = page.get_by_role("link", name="Repair-Café.ics")
        await expect(link).to_contain_text("2,1 kB")
        async with page.expect_download() as started:
            await link.click()
        download = await started.value
        assert download.suggested_filename == "Repair-Café.ics"
        assert (await download.path()).read_bytes() == content


async def test_photos_are_shown(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Das Plakat", photo=scripted.keeps("Plakat.png", PIXEL, "image/png"))
    async with page_at() as page:
        await page.goto(scripted.url)
        photo = page.get_by_role("img", name="Bild")
        await expect(photo).to_have_js_property("naturalWidth", 1)


async def test_typing_shows_until_the_answer_is_there(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Hallo")
    async with page_at() as page:
        await page.goto(scripted.url)
        await scripted.until(lambda: scripted.listeners == 1)
        await scripted.types()
        await expect(page.locator("#typing")).to_be_visible()
        await scripted.says("Da bin ich.")
        await expect(page.locator("#typing")).to_be_hidden()


async def test_who_has_scrolled_up_stays_there(page_at: PageAt, scripted: ScriptedServer) -> None:
    for number in range(30):
        await scripted.says(f"message {number}")
    async with page_at(390, 600) as page:
        await page.goto(scripted.url)
        await expect(page.get_by_text("message 29")).to_be_in_viewport()
        await page.locator("#viewport").evaluate("node => node.scrollTo(0, 0)")
        await expect(page.get_by_text("message 0", exact=True)).to_be_in_viewport()
        assert await page.evaluate("document.scrollingElement.scrollHeight - innerHeight") <= 0
        newer = page.get_by_role("button", name="Neue Nachrichten")
        await expect(newer).to_be_hidden()
        await scripted.says("the newest")
        await expect(newer).to_be_visible()
        await expect(page.get_by_text("the newest")).not_to_be_in_viewport()
        await newer.click()
        await expect(page.get_by_text("the newest")).to_be_in_viewport()
        await expect(newer).to_be_hidden()


async def test_the_answer_to_a_tap_is_shown_wherever_one_is(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    await scripted.says(
        "\n".join(["The beginning", *["line"] * 60]), buttons=[[{"text": "Ja", "data": "yes"}]]
    )
    for number in range(30):
        await scripted.says(f"message {number}")
    async with page_at(390, 600) as page:
        await page.goto(scripted.url)
        await scripted.until(lambda: scripted.listeners == 1)
        await page.get_by_role("button", name="Ja", exact=True).click()
        await scripted.until(lambda: len(scripted.taps) == 1)
        await scripted.says("the answer")
        await expect(page.get_by_text("the answer")).to_be_in_viewport()


async def test_a_long_answer_is_read_from_its_beginning(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Hallo")
    async with page_at(390, 600) as page:
        await page.goto(scripted.url)
        await scripted.until(lambda: scripted.listeners == 1)
        await scripted.says("\n".join(["The beginning", *["line"] * 60, "The end"]))
        await expect(page.get_by_text("The beginning")).to_be_in_viewport()
        await expect(page.get_by_text("The end")).not_to_be_in_viewport()
