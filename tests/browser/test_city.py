"""A visit as people make it: a resident, a newcomer in Arabic and a coordinator in their browsers at once."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, expect

from civic.announcement_readiness import UNDO_WINDOW
from civic.staff import InvitationKind
from tests.browser.looks import PageAt, Shot
from tests.fakes import FakeClock
from tests.handlers.city import City

pytestmark = pytest.mark.browser


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


async def say(page: Page, text: str) -> None:
    await page.locator("#input").fill(text)
    # On a phone the enter key makes a new line.
    await page.locator("button.send").click()


async def tap(page: Page, label: str) -> None:
    """Taps the newest button whose label ends like this."""
    await page.locator(
        ".key", has_text=re.compile(rf"(^|\W){re.escape(label)}( \(\d+\))?[\u2069]*$")
    ).last.click()


def newest(page: Page) -> Locator:
    return page.locator("#messages .message.bot").last


async def heard(page: Page, text: str) -> None:
    await expect(page.locator("#messages .message.bot", has_text=text).last).to_be_visible()


async def test_three_people_at_once(city: City, page_at: PageAt, shot: Shot) -> None:
    await city.event(
        titles={"de": "Demokratie-Café", "en": "Democracy café", "ar": "مقهى الديمقراطية"},
        place="Königstraße",
        seats=1,
    )
    token = await city.invitation(InvitationKind.COORDINATOR)
    async with (
        page_at(1280, 800, "de-DE") as resident,
        page_at(390, 844, "ar", touch=True) as newcomer,
        page_at(1280, 800, "en-US") as coordinator,
    ):
        await resident.goto(city.url)
        await newcomer.goto(f"{city.url}/?start=topic_all")
        await coordinator.goto(f"{city.url}/?start=staff_{token}")
        await shot(newcomer, "city-ar-deep-link")
        await _register(resident, "Demokratie-Café", "Ada", shot)
        await _wait_in_arabic(newcomer, shot)
        await _cancel(resident)
        await tap(newcomer, "أخذ المكان")
        await heard(newcomer, "رمزكم")
        await shot(newcomer, "city-ar-seat-freed")
        await _announce(coordinator, shot, city.clock)
        await heard(newcomer, "تفتح الأبواب")
        await shot(newcomer, "city-ar-announcement")


async def _register(page: Page, title: str, name: str, shot: Shot) -> None:
    await heard(page, "Stadt Kaiserslautern")
    await shot(page, "city-de-welcome")
    await tap(page, "Veranstaltungen")
    await tap(page, title)
    await tap(page, "Anmelden")
    await heard(page, "Schritt 1")
    await say(page, name)
    await heard(page, "Wie viele Personen")
    await tap(page, "1")
    await heard(page, "Unterstützung")
    await tap(page, "Keine Unterstützung")
    await heard(page, "1 Person")
    await shot(page, "city-de-summary")
    await tap(page, "Ja, anmelden")
    await heard(page, "Code")
    await expect(page.locator("a.file[href*='/chat/files/']")).to_be_visible()
    await shot(page, "city-de-registered")


async def _wait_in_arabic(page: Page, shot: Shot) -> None:
    await tap(page, "نعم، من فضلكم")
    await heard(page, "هل عمركم 16 عامًا أو أكثر؟")
    await shot(page, "city-ar-age")
    await tap(page, "نعم، 16 عامًا أو أكثر")
    await say(page, "/events")
    await tap(page, "مقهى الديمقراطية")
    await tap(page, "الانضمام لقائمة الانتظار")
    await shot(page, "city-ar-event")
    await heard(page, "/privacy")
    await say(page, "علي")
    await heard(page, "علي")
    await tap(page, "1")
    await tap(page, "لا حاجة إلى دعم")
    await shot(page, "city-ar-needs")
    await tap(page, "نعم، أريد التسجيل")
    await heard(page, "1")
    await shot(page, "city-ar-waiting")


async def _cancel(page: Page) -> None:
    await say(page, "/my")
    await heard(page, "Ihre Anmeldungen")
    await tap(page, "Demokratie-Café")
    await tap(page, "Wieder abmelden")
    await tap(page, "Ja, abmelden")


async def _announce(page: Page, shot: Shot, clock: FakeClock) -> None:
    await tap(page, "Accept")
    await heard(page, "Welcome to the staff")
    await say(page, "/announce")
    await heard(page, "What is the title")
    await say(page, "Doors")
    await heard(page, "Please write the announcement")
    await say(page, "Doors open at six.")
    await tap(page, "Text in a language")
    await tap(page, "العربية · missing")
    await heard(page, "What is the title in")
    await say(page, "الأبواب")
    await heard(page, "Please write the announcement in")
    await say(page, "تفتح الأبواب في الساعة السادسة.")
    await heard(page, "تفتح الأبواب")
    await shot(page, "city-en-draft")
    await tap(page, "Send now")
    await tap(page, "Yes, send")
    await heard(page, "You can take it back until")
    clock.advance(UNDO_WINDOW)
    await heard(page, "Your announcement has been sent")
    await shot(page, "city-en-report")


@pytest.mark.parametrize(
    ("locale", "question", "part"),
    [
        ("de-DE", "Wie viele Gruppen hat das Netzwerk Engagierte Stadt?", "112"),
        ("en-US", "How many local groups are in the Engagierte Stadt network?", "112"),
        ("uk-UA", "Що таке Engagierte Stadt?", "Engagierte Stadt"),
        ("ar", "ما هي Engagierte Stadt؟", "Engagierte Stadt"),
    ],
)
async def test_asking_in_four_languages(
    city: City, page_at: PageAt, shot: Shot, locale: str, question: str, part: str
) -> None:
    async with page_at(320, 640, locale) as page:
        await page.goto(city.url)
        await expect(page.locator(".message.bot")).to_have_count(1)
        await say(page, question)
        await expect(page.locator(".message.bot")).to_have_count(2)
        assert part in await newest(page).inner_text()
        await shot(page, f"city-ask-{locale}", direction="rtl" if locale == "ar" else "ltr")
