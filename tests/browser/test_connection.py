"""The network and the server go away and come back; nothing is lost and nothing is sent twice."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.looks import PageAt, Shot
from tests.browser.scripted import ScriptedServer

pytestmark = pytest.mark.browser


async def open_chat(page: Page, scripted: ScriptedServer) -> None:
    """Open the page and wait until it listens."""
    await page.goto(scripted.url)
    await scripted.until(lambda: scripted.listeners == 1)


async def write(page: Page, text: str) -> None:
    await page.locator("#input").fill(text)
    await page.keyboard.press("Enter")


async def test_the_network_goes_and_comes_back(page_at: PageAt, scripted: ScriptedServer, shot: Shot) -> None:
    first = await scripted.says("Guten Tag!")
    async with page_at(390, 700) as page:
        await open_chat(page, scripted)
        await page.context.set_offline(True)
        bar = page.locator("#offline")
        await expect(bar).to_contain_text("Verbindung unterbrochen")
        await write(page, "Sind Sie noch da?")
        await expect(page.locator("#outbox > li")).to_contain_text("wartet auf Verbindung")
        await shot(page, "offline")
        await scripted.says("missed")
        await scripted.edits(first, "changed meanwhile")
        await page.context.set_offline(False)
        await expect(bar).to_be_empty()
        await expect(page.locator("#messages .text")).to_have_text(
            ["changed meanwhile", "missed", "Sind Sie noch da?"]
        )
        await expect(page.locator("#outbox > li")).to_have_count(0)
        assert scripted.sent == ["Sind Sie noch da?"]


async def test_the_server_restarts(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Guten Tag!")
    async with page_at() as page:
        await open_chat(page, scripted)
        await scripted.stop()
        await expect(page.locator("#offline")).to_contain_text("Verbindung unterbrochen")
        await write(page, "one")
        await write(page, "two")
        await expect(page.locator("#outbox > li")).to_have_count(2)
        await scripted.says("missed")
        await scripted.start()
        await expect(page.locator("#messages .text")).to_have_text(["Guten Tag!", "missed", "one", "two"])
        await expect(page.locator("#offline")).to_be_empty()
        assert scripted.sent == ["one", "two"]
        await scripted.until(lambda: scripted.listeners == 1)
        await scripted.says("live again")
        await expect(page.get_by_text("live again")).to_be_visible()


async def test_a_message_whose_answer_was_lost_is_not_sent_twice(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    await scripted.says("Guten Tag!")
    async with page_at() as page:
        await open_chat(page, scripted)
        scripted.faults.lose_answer = True
        await write(page, "once")
        await write(page, "and then this")
        await scripted.until(lambda: "and then this" in scripted.sent)
        await expect(page.locator("#messages .visitor .text")).to_have_text(["once", "and then this"])
        await expect(page.locator("#outbox > li")).to_have_count(0)
        assert scripted.sent == ["once", "and then this"]


async def test_a_message_that_did_not_arrive_is_sent_again(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Guten Tag!")
    async with page_at() as page:
        await open_chat(page, scripted)
        scripted.faults.status["/chat/messages"] = 503
        await write(page, "twice the same")
        await write(page, "twice the same")
        await expect(page.locator("#messages .visitor .text")).to_have_text(["twice the same"] * 2)
        assert scripted.sent == ["twice the same"] * 2


async def test_what_is_written_after_a_tap_arrives_after_it(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    await scripted.says("Guten Tag!", buttons=[[{"text": "Annehmen", "data": "join"}]])
    async with page_at() as page:
        await open_chat(page, scripted)
        scripted.faults.gate.clear()
        await page.locator(".key", has_text="Annehmen").click()
        await scripted.until(lambda: len(scripted.taps) == 1)
        await write(page, "/staff")
        await expect(page.locator("#outbox > li")).to_have_count(1)
        # A whole round to the server and back, after which the text would be there.
        await page.evaluate("fetch('/chat/events?after=0').then((answer) => answer.text())")
        assert scripted.sent == []
        scripted.faults.gate.set()
        await scripted.until(lambda: scripted.sent == ["/staff"])


async def test_who_writes_too_fast_waits_as_told(page_at: PageAt, scripted: ScriptedServer) -> None:
    await scripted.says("Guten Tag!")
    async with page_at() as page:
        await open_chat(page, scripted)
        scripted.faults.status["/chat/messages"] = 429
        await write(page, "Hallo")
        await expect(page.locator("#messages .visitor .text")).to_have_text(["Hallo"])
        await expect(page.locator("#offline")).to_be_empty()
        assert scripted.sent == ["Hallo"]


async def test_the_page_opens_as_soon_as_the_server_answers(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    await scripted.says("Guten Tag!")
    scripted.faults.status["/chat/events"] = 503
    async with page_at() as page:
        await page.goto(scripted.url)
        await expect(page.get_by_text("Guten Tag!")).to_be_visible()
        await expect(page.locator("#offline")).to_be_empty()


async def test_news_in_a_burst_are_fetched_one_after_the_other(
    page_at: PageAt, scripted: ScriptedServer
) -> None:
    async with page_at() as page:
        await open_chat(page, scripted)
        for number in range(20):
            await scripted.says(f"message {number}")
        await expect(page.locator(".message")).to_have_count(20)
        texts = [f"message {number}" for number in range(20)]
        await expect(page.locator(".message .text")).to_have_text(texts)
        assert scripted.most_at_once == 1
