"""How a conversation begins in the browser, in which language, and how it ends."""

import pytest
from playwright.async_api import expect

from tests.browser.looks import PageAt, Shot
from tests.browser.scripted import CATALOGUES, ScriptedServer

pytestmark = pytest.mark.browser


async def test_a_first_visit_says_hello_by_itself(page_at: PageAt, scripted: ScriptedServer) -> None:
    async with page_at(locale="de-DE") as page:
        await page.goto(scripted.url)
        await scripted.until(lambda: bool(scripted.starts))
        await scripted.says("Guten Tag!")
        await expect(page.get_by_text("Guten Tag!")).to_be_visible()
        assert scripted.starts == [{"payload": "", "language": "de"}]


async def test_a_later_visit_shows_the_transcript_and_starts_nothing(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    await scripted.says("Guten Tag!")
    async with page_at() as page:
        await page.goto(scripted.url)
        await expect(page.get_by_text("Guten Tag!")).to_be_visible()
        await scripted.until(lambda: scripted.listeners == 1)
        assert scripted.starts == []


async def test_a_deep_link_is_followed_once(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Guten Tag!")
    async with page_at() as page:
        await page.goto(scripted.url + "?start=lang_uk-ev_3")
        await scripted.until(lambda: scripted.listeners == 1)
        assert [start["payload"] for start in scripted.starts] == ["lang_uk-ev_3"]
        await expect(page).to_have_url(scripted.url)
        await page.reload()
        await scripted.until(lambda: scripted.listeners == 1)
        await expect(page.get_by_text("Guten Tag!")).to_be_visible()
        assert len(scripted.starts) == 1


async def test_a_deep_link_that_is_refused_still_says_hello(
    page_at: PageAt, scripted: ScriptedServer, shot: Shot
) -> None:
    scripted.faults.status["/chat/start"] = 400
    async with page_at() as page:
        await page.goto(scripted.url + "?start=b%C3%A4d")
        await scripted.until(lambda: bool(scripted.starts))
        await expect(page.locator(".toast")).to_contain_text("Das hat nicht geklappt")
        assert [start["payload"] for start in scripted.starts] == [""]


async def test_a_deep_link_survives_a_server_that_is_not_there_yet(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    scripted.faults.status["/chat/start"] = 503
    async with page_at() as page:
        await page.goto(scripted.url + "?start=topic_all")
        await scripted.until(lambda: bool(scripted.starts))
        assert [start["payload"] for start in scripted.starts] == ["topic_all"]


@pytest.mark.parametrize(
    ("locale", "placeholder", "direction"),
    [
        ("de-DE", "Nachricht schreiben", "ltr"),
        ("en-GB", "Write a message", "ltr"),
        ("uk-UA", "Напишіть повідомлення", "ltr"),
        ("ar-SY", "اكتبوا رسالة", "rtl"),
        ("tr-TR", "Mesaj yazın", "ltr"),
        ("fa-AF", "پیام بنویسید", "rtl"),
        ("de-AT", "Nachricht schreiben", "ltr"),
        ("vi-VN", "Nachricht schreiben", "ltr"),  # no words of its own
    ],
)
async def test_the_page_speaks_the_browsers_language(
    page_at: PageAt, scripted: ScriptedServer, locale: str, placeholder: str, direction: str
) -> None:
    scripted.language = locale
    async with page_at(locale=locale) as page:
        await page.goto(scripted.url)
        await expect(page.get_by_placeholder(placeholder)).to_be_visible()
        await expect(page.locator("html")).to_have_attribute("dir", direction)


async def test_the_page_follows_the_language_of_the_conversation(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    await scripted.says("Hallo")
    async with page_at(locale="de-DE") as page:
        await page.goto(scripted.url)
        await expect(page.locator("html")).to_have_attribute("lang", "de")
        await scripted.until(lambda: scripted.listeners == 1)
        scripted.language = "ar"
        await scripted.says("مرحبا")
        await expect(page.locator("html")).to_have_attribute("lang", "ar")
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        await expect(page.get_by_placeholder("اكتبوا رسالة")).to_be_visible()
        await expect(page.locator(".day time").first).to_contain_text("مارس")


async def test_every_language_has_every_text(page_at: PageAt, scripted: ScriptedServer) -> None:
    keys = []
    codes = [language.code for language in CATALOGUES]
    for locale in codes:
        scripted.language = locale
        async with page_at(locale=locale) as page:
            await page.goto(scripted.url)
            await scripted.until(lambda: scripted.listeners == 1)
            empty = (
                "nodes => nodes.filter((node) => !node.textContent.trim()).map((node) => node.dataset.text)"
            )
            assert await page.locator("[data-text]").evaluate_all(empty) == []
            words = "nodes => nodes.map((node) => node.textContent + node.ariaLabel + node.placeholder)"
            keys.append(tuple(await page.locator("[data-text], [data-label]").evaluate_all(words)))
    assert len(set(keys)) == len(keys)
    assert not any("undefined undefined" in word for words in keys for word in words)


async def test_ending_is_asked_once_and_clears_the_page(
    page_at: PageAt, scripted: ScriptedServer, shot: Shot
) -> None:
    await scripted.says("Guten Tag!")
    async with page_at() as page:
        await page.goto(scripted.url)
        menu, end = page.locator("#menu-button"), page.get_by_role("button", name="Unterhaltung hier beenden")
        await menu.click()
        await end.click()
        await shot(page, "end-here-question")
        await page.get_by_role("button", name="Abbrechen").click()
        await expect(page.get_by_text("Guten Tag!")).to_be_visible()
        assert scripted.ended == 0
        await menu.click()
        await end.click()
        await page.get_by_role("button", name="Beenden", exact=True).click()
        await expect(page.get_by_text("Die Unterhaltung ist beendet.")).to_be_visible()
        assert scripted.ended == 1
        assert await page.locator(".message").count() == 0
        await scripted.until(lambda: scripted.listeners == 0)
        await expect(page.locator("#composer")).to_be_hidden()
        await shot(page, "end-here-ended")


async def test_after_the_end_a_new_conversation_can_begin(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Guten Tag!")
    async with page_at() as page:
        await page.goto(scripted.url)
        await scripted.until(lambda: scripted.listeners == 1)
        scripted.forget()  # in another window
        for socket in scripted.sockets:
            await socket.close()
        restart = page.get_by_role("button", name="Neue Unterhaltung")
        await expect(restart).to_be_visible()
        assert scripted.starts == []
        await restart.click()
        await scripted.until(lambda: scripted.listeners == 1)
        await scripted.says("Willkommen zurück!")
        await expect(page.get_by_text("Willkommen zurück!")).to_be_visible()
        await expect(page.get_by_text("Guten Tag!")).to_have_count(0)
        assert [start["payload"] for start in scripted.starts] == [""]


async def test_without_scripts_the_page_says_what_it_needs(page_at: PageAt, scripted: ScriptedServer) -> None:
    async with page_at(scripts=False) as page:
        await page.goto(scripted.url)
        german, english = page.locator(".noscript").nth(0), page.locator(".noscript").nth(1)
        await expect(german).to_contain_text("Diese Seite braucht JavaScript.")
        await expect(english).to_contain_text("This page needs JavaScript.")
        await expect(english).to_be_in_viewport()
        await expect(page.locator("#composer")).to_be_hidden()
