"""A coordinator chooses a picture in the page; what the page refuses by itself; how it looks."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import FilePayload, expect

from civic.staff import InvitationKind
from tests.browser.looks import PageAt, Shot
from tests.browser.test_city import heard, say, tap
from tests.fakes import FakeClock
from tests.handlers.city import City
from tests.pictures import picture

pytestmark = pytest.mark.browser


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


async def test_a_picture_is_chosen_and_shown(city: City, page_at: PageAt, shot: Shot) -> None:
    token = await city.invitation(InvitationKind.COORDINATOR)
    async with page_at(390, 844, "de-DE", touch=True) as page:
        await page.goto(f"{city.url}/?start=staff_{token}")
        await tap(page, "Annehmen")
        await heard(page, "Willkommen im Team")
        await say(page, "/announce")
        await heard(page, "Wie lautet der Titel")
        await say(page, "Markt")
        await heard(page, "Bitte schreiben Sie")
        await say(page, "Kommen Sie vorbei!")
        await tap(page, "Bild")
        await heard(page, "Bitte schicken Sie mir das Bild")
        await expect(page.get_by_role("button", name="Bild senden")).to_be_visible()
        chooser = page.locator("#picture")
        await chooser.set_input_files(FilePayload(name="a.txt", mimeType="text/plain", buffer=b"words"))
        await expect(page.locator("#toasts")).to_contain_text("Das ist kein Bild")
        content = picture(600, 400, colour="seagreen")
        await chooser.set_input_files(FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=content))
        await heard(page, "Was zeigt das Bild?")
        await say(page, "Eine grüne Wiese.")
        await heard(page, "Eine grüne Wiese.")
        await expect(page.locator("#messages .bot img").last).to_be_visible()
        await shot(page, "announcement-picture-de")
