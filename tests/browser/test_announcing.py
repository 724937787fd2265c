"""A coordinator's way from an event to the finished report, on a phone and at a desk, in German."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page

from civic.announcement_readiness import UNDO_WINDOW
from civic.staff import InvitationKind
from tests.browser.looks import PageAt, Shot
from tests.browser.test_city import heard, say, tap
from tests.factories import residents
from tests.fakes import FakeClock
from tests.handlers.city import City

pytestmark = pytest.mark.browser
TITLES = {"de": "Nähcafé", "en": "Sewing café", "uk": "Швейне кафе", "ar": "مقهى الخياطة"}
ABOUT = {
    "de": "Wir nähen und flicken gemeinsam. Bitte bringen Sie mit, was geflickt werden soll.",
    "ar": "نخيط ونرقّع معًا. الآلات موجودة، أحضروا ما تريدون إصلاحه.",
}


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 800)])
async def test_from_an_event_to_the_report(
    city: City, page_at: PageAt, shot: Shot, width: int, height: int
) -> None:
    await city.event(titles=TITLES, descriptions=ABOUT, seats=12, place="Stadtteilbüro, Königstraße 3")
    await residents(city.app.services.uow, 3)
    token = await city.invitation(InvitationKind.COORDINATOR)
    steps = iter(range(1, 20))
    async with (
        page_at(width, height, "de-DE", touch=width < 500) as page,
        page_at(390, 844, "ar", touch=True) as reader,
    ):

        async def keep(what: str) -> None:
            await shot(page, f"announce-{width}-{next(steps):02}-{what}")

        await reader.goto(f"{city.url}/?start=topic_all")
        await tap(reader, "نعم، من فضلكم")
        await tap(reader, "نعم، 16 عامًا أو أكثر")
        await page.goto(f"{city.url}/?start=staff_{token}")
        await tap(page, "Annehmen")
        await say(page, "/staff")
        await tap(page, "Unsere Veranstaltungen")
        await page.locator(".key", has_text="Nähcafé").last.click()
        await heard(page, "Veröffentlicht. Tippen Sie an")
        await keep("event")
        await tap(page, "Ankündigen")
        await heard(page, "Wer soll die Mitteilung bekommen?")
        await keep("audience")
        await tap(page, "Alles")
        await page.locator(".key", has_text="✓ Alles").last.wait_for()
        await tap(page, "Weiter")
        await heard(page, "noch hat ihn niemand erhalten")
        await keep("card")
        await tap(page, "Vorschau")
        await heard(page, "So sehen es Ihre")
        await keep("preview")
        await tap(page, "Zurück")
        await tap(page, "Jetzt senden")
        await heard(page, "jetzt an 1 Person senden?")
        await keep("confirm")
        await tap(page, "Ja, senden")
        await heard(page, "können Sie sie zurücknehmen")
        await keep("undo")
        city.clock.advance(UNDO_WINDOW)
        await heard(reader, "مقهى الخياطة")
        await shot(reader, f"announce-{width}-reader-ar")
        await _report(page)
        await keep("report")
        await tap(page, "Was geschehen ist")
        await heard(page, "allein freigegeben")
        await keep("log")


async def _report(page: Page) -> None:
    await heard(page, "Ihre Mitteilung")
    await page.locator(".key", has_text="Bericht").last.click()
    await page.locator(".key", has_text="Was geschehen ist").last.wait_for()
