"""Writing and tapping: the box, the keyboard, buttons, the menu, and what answers to taps look like."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.looks import PageAt, Shot
from tests.browser.scripted import Json, ScriptedServer

pytestmark = pytest.mark.browser

KEYS: list[list[Json]] = [[{"text": "Ja", "data": "yes"}, {"text": "Nein", "data": "no"}]]


async def open_chat(page: Page, scripted: ScriptedServer) -> None:
    """Open the page and wait until it listens."""
    await page.goto(scripted.url)
    await scripted.until(lambda: scripted.listeners == 1)


async def focused(page: Page) -> str:
    """What the focus is on: its id, or its text."""
    return str(await page.evaluate("document.activeElement.id || document.activeElement.textContent"))


async def test_enter_sends_and_shift_enter_begins_a_line(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Guten Tag!")
    async with page_at() as page:
        await open_chat(page, scripted)
        box = page.locator("#input")
        low = await box.evaluate("node => node.clientHeight")
        await box.press_sequentially("eins")
        await page.keyboard.press("Shift+Enter")
        await box.press_sequentially("zwei ")
        assert await box.evaluate("node => node.clientHeight") > low
        await page.keyboard.press("Enter")
        await scripted.until(lambda: scripted.sent == ["eins\nzwei"])
        await expect(page.locator("#messages .visitor .text p")).to_have_text(["eins", "zwei"])
        await expect(page.locator("#outbox > li")).to_have_count(0)
        await expect(box).to_have_value("")
        await expect(box).to_be_focused()
        assert await box.evaluate("node => node.clientHeight") == low


async def test_on_a_phone_enter_begins_a_line_and_the_button_sends(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    await scripted.says("Guten Tag!")
    async with page_at(390, 700, touch=True) as page:
        await open_chat(page, scripted)
        box = page.locator("#input")
        await box.tap()
        await box.press_sequentially("eins")
        await page.keyboard.press("Enter")
        await box.press_sequentially("zwei")
        await page.get_by_role("button", name="Senden", exact=True).tap()
        await scripted.until(lambda: scripted.sent == ["eins\nzwei"])
        await expect(box).to_be_focused()


async def test_blanks_are_no_message(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Guten Tag!")
    async with page_at() as page:
        await open_chat(page, scripted)
        await page.locator("#input").fill("  \n ")
        await page.keyboard.press("Enter")
        await page.locator("#input").fill("Hallo")
        await page.keyboard.press("Enter")
        await scripted.until(lambda: scripted.sent == ["Hallo"])


async def test_a_long_text_leaves_room_for_the_conversation(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    await scripted.says("Guten Tag!")
    async with page_at(320, 480) as page:
        await open_chat(page, scripted)
        await page.locator("#input").fill("Zeile\n" * 60)
        viewport = await page.locator("#viewport").bounding_box()
        assert viewport
        assert viewport["height"] > 150


async def test_a_text_that_is_refused_comes_back(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Guten Tag!")
    scripted.faults.status["/chat/messages"] = 400
    async with page_at() as page:
        await open_chat(page, scripted)
        await page.locator("#input").fill("Hallo")
        await page.keyboard.press("Enter")
        await expect(page.locator(".toast")).to_contain_text("Das hat nicht geklappt")
        await expect(page.locator("#input")).to_have_value("Hallo")
        assert scripted.sent == []


async def test_a_tap_sends_its_data_once(page_at: PageAt, scripted: ScriptedServer) -> None:
    message = await scripted.says("Kommen Sie?", buttons=KEYS)
    async with page_at() as page:
        await open_chat(page, scripted)
        scripted.faults.gate.clear()
        yes = page.get_by_role("button", name="Ja")
        await yes.click()
        await expect(yes).to_have_attribute("aria-busy", "true")
        await expect(page.get_by_role("button", name="Nein")).to_be_disabled()
        await yes.click(force=True)
        await page.get_by_role("button", name="Nein").click(force=True)
        scripted.faults.gate.set()
        await expect(yes).to_be_enabled()
        await expect(yes).not_to_have_attribute("aria-busy", "true")
        assert scripted.taps == [(message, "yes")]


async def test_focus_stays_in_the_keyboard_that_a_tap_changes(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    message = await scripted.says("Kommen Sie?", buttons=KEYS)
    async with page_at() as page:
        await open_chat(page, scripted)
        await page.get_by_role("button", name="Nein").press("Enter")
        await scripted.until(lambda: scripted.taps == [(message, "no")])
        await scripted.edits(
            message, "Sicher?", [[{"text": "Doch", "data": "yes"}, {"text": "Ja", "data": "no"}]]
        )
        await expect(page.get_by_role("button", name="Ja")).to_be_focused()
        await scripted.edits(message, "Sicher?", [[{"text": "A", "data": "a"}, {"text": "B", "data": "b"}]])
        await expect(page.get_by_role("button", name="B", exact=True)).to_be_focused()
        await scripted.edits(message, "Schade!")
        await expect(page.locator(".message")).to_be_focused()


async def test_a_button_that_is_gone_says_so(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Kommen Sie?", buttons=KEYS)
    scripted.faults.status["/chat/taps"] = 409
    async with page_at() as page:
        await open_chat(page, scripted)
        await page.get_by_role("button", name="Ja").click()
        await expect(page.locator("#toasts")).to_contain_text("Diese Schaltfläche gilt nicht mehr.")


async def test_notices_pass_and_alerts_stay(page_at: PageAt, scripted: ScriptedServer, shot: Shot) -> None:
    await scripted.notifies("from an earlier visit", alert=True)
    await scripted.says("Kommen Sie?", buttons=KEYS)
    async with page_at(390, 700) as page:
        await open_chat(page, scripted)
        await scripted.notifies("Gemerkt <b>✓</b>")
        toast = page.get_by_role("status").get_by_text("Gemerkt <b>✓</b>")
        await expect(toast).to_be_visible()
        await shot(page, "toast")
        await toast.click()
        await expect(toast).to_have_count(0)
        await scripted.notifies("Leider schon voll.\nSie stehen auf der Warteliste.", alert=True)
        alert = page.get_by_role("dialog")
        await expect(alert).to_contain_text("Leider schon voll.")
        await expect(alert).not_to_contain_text("earlier visit")
        await shot(page, "alert")
        await page.keyboard.press("Escape")
        await expect(alert).to_be_hidden()


async def test_a_notice_goes_by_itself(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Kommen Sie?")
    async with page_at() as page:
        await page.clock.install()
        await open_chat(page, scripted)
        await scripted.notifies("Gemerkt")
        await expect(page.locator(".toast")).to_be_visible()
        await page.clock.fast_forward(4_000)
        await expect(page.locator(".toast")).to_be_visible()
        await page.clock.fast_forward(2_000)
        await expect(page.locator(".toast")).to_have_count(0)


async def test_the_menu_lists_the_commands(page_at: PageAt, scripted: ScriptedServer, shot: Shot) -> None:
    scripted.commands = [
        {"command": "events", "description": "Veranstaltungen"},
        {"command": "help", "description": "Hilfe"},
    ]
    await scripted.says("Guten Tag!")
    async with page_at(320, 640) as page:
        await open_chat(page, scripted)
        menu = page.get_by_role("button", name="Menü")
        await menu.click()
        await expect(menu).to_have_attribute("aria-expanded", "true")
        items = page.locator("#menu .item")
        await expect(items).to_have_text(
            [
                "Veranstaltungen/events",
                "Hilfe/help",
                "Barrierefreiheit",
                "Impressum",
                "Unterhaltung hier beenden",
            ]
        )
        await expect(items.nth(2)).to_have_attribute("href", "/accessibility?lang=de")
        await expect(items.nth(3)).to_have_attribute("href", scripted.imprint)
        await shot(page, "menu-320")
        await items.nth(1).click()
        await scripted.until(lambda: scripted.sent == ["/help"])
        await expect(page.locator("#menu")).to_be_hidden()
        await expect(menu).to_have_attribute("aria-expanded", "false")


async def test_everything_can_be_done_with_the_keyboard(
    page_at: PageAt, scripted: ScriptedServer, shot: Shot
) -> None:
    scripted.commands = [
        {"command": "events", "description": "Veranstaltungen"},
        {"command": "help", "description": "Hilfe"},
    ]
    message = await scripted.says("Kommen Sie?", buttons=KEYS)
    async with page_at() as page:
        await open_chat(page, scripted)
        press = page.keyboard.press
        assert await focused(page) == "input"
        await page.keyboard.type("Hallo")
        await press("Enter")
        await scripted.until(lambda: scripted.sent == ["Hallo"])
        await press("Shift+Tab")
        assert await focused(page) == "attach"
        await press("Shift+Tab")
        assert await focused(page) == "Nein"
        await shot(page, "keyboard-focus")
        await press("Shift+Tab")
        await press("Space")
        await scripted.until(lambda: scripted.taps == [(message, "yes")])
        assert await focused(page) == "Ja"
        for name in ("Impressum", "Barrierefreiheit", "viewport"):
            await press("Shift+Tab")
            assert await focused(page) == name
        await press("Shift+Tab")
        assert await focused(page) == "menu-button"
        await press("Enter")
        await expect(page.get_by_role("button", name="Veranstaltungen")).to_be_focused()
        await press("ArrowUp")
        assert await focused(page) == "end"
        await press("ArrowDown")
        await press("ArrowDown")
        await press("Enter")
        await scripted.until(lambda: scripted.sent == ["Hallo", "/help"])
        await expect(page.locator("#menu-button")).to_be_focused()
        await press("Enter")
        await press("Escape")
        await expect(page.locator("#menu")).to_be_hidden()
        await expect(page.locator("#menu-button")).to_be_focused()


@pytest.mark.parametrize("width", [320, 390, 470, 600])
async def test_the_name_in_the_head_is_not_cut_in_two(
    page_at: PageAt, scripted: ScriptedServer, width: int
) -> None:
    scripted.commands = [{"command": "help", "description": "Hilfe"}]
    await scripted.says("Guten Tag!")
    async with page_at(width, 640) as page:
        await open_chat(page, scripted)
        await expect(page.get_by_role("button", name="Menü")).to_be_visible()
        one_line = await page.locator("h1").evaluate(
            "node => node.offsetHeight < 2 * parseFloat(getComputedStyle(node).fontSize)"
        )
        assert one_line
