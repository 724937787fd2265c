"""The page of one registration in a real browser without scripts: its forms, its looks, its accessibility."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from civic.mail_addresses import leave_address
from civic.registrations import Need, Registered, register
from civic.return_links import give_link
from tests.browser.axe import violations
from tests.browser.looks import PageAt, Shot
from tests.factories import a_request, a_resident
from tests.fakes import FakeClock
from tests.handlers.city import City

pytestmark = pytest.mark.browser
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}
TITLES = {"de": "Demokratie-Café", "en": "Democracy café", "uk": "Кафе демократії", "ar": "مقهى الديمقراطية"}
NAMES = {"de": "Jürgen Groß", "ar": "ليلى حداد"}


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


async def a_link(city: City, language: str) -> str:
    """A registration of two people with support and an e-mail address; the address of its page."""
    uow, event = city.app.services.uow, await city.event(titles=TITLES, place="Stiftsplatz 1")
    resident = await a_resident(uow, language=language)
    request = replace(
        a_request(event, resident, people=2), name=NAMES[language], needs=frozenset((Need.STEP_FREE,))
    )
    outcome = await register(uow, city.clock, request)
    assert isinstance(outcome, Registered)
    await leave_address(uow, city.clock, outcome.registration.id, resident.id, "post@home.org")
    return f"{city.url}/r/{await give_link(uow, city.clock, outcome.registration.id)}"


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_page_looks_right(
    city: City, page_at: PageAt, shot: Shot, size: str, language: str
) -> None:
    link = await a_link(city, language)
    async with page_at(*SIZES[size], language) as page:
        await page.goto(link)
        await page.set_viewport_size({"width": SIZES[size][0], "height": 1500})
        await shot(page, f"registration-{size}-{language}")
        assert await violations(page) == []
        await page.goto(f"{link}/cancel?people=1")
        await shot(page, f"registration-cancel-{size}-{language}")
        assert await violations(page) == []


async def test_dark_and_unknown(city: City, page_at: PageAt, shot: Shot) -> None:
    link = await a_link(city, "de")
    async with page_at(390, 1500, "de", "dark") as page:
        await page.goto(link)
        await shot(page, "registration-phone-de-dark")
        assert await violations(page) == []
        await page.goto(f"{city.url}/r/unknown")
        await shot(page, "registration-unknown")
        assert await violations(page) == []


async def said(page: Page, text: str) -> None:
    await expect(page.get_by_role("status")).to_contain_text(text)


async def test_everything_works_without_scripts(city: City, page_at: PageAt) -> None:
    link = await a_link(city, "de")
    async with page_at(390, 844, "de", touch=True, scripts=False) as page:
        await page.goto(link)
        await page.get_by_label("Name").fill("Jürgen G.")
        await page.get_by_label("Dolmetschen").check()
        await page.get_by_role("button", name="Speichern").click()
        await said(page, "Es ist gespeichert.")
        assert page.url.startswith(f"{link}?")
        await page.reload()
        await expect(page.get_by_label("Name")).to_have_value("Jürgen G.")
        await page.get_by_role("link", name="Eine Person kommt nicht").click()
        await page.get_by_role("button", name="Ja, weniger Personen").click()
        await said(page, "Es kommen weniger Personen.")
        await page.get_by_role("button", name="Neue Adresse").click()
        await said(page, "Das ist Ihre neue Adresse.")
        await page.get_by_role("button", name="Diese Adresse beenden").click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("führt nirgendwohin")
        assert await page.context.cookies() == []


async def test_another_site_cannot_send_the_forms(city: City, page_at: PageAt) -> None:
    """Even one that knows the address: a real browser says where the form came from."""
    link = await a_link(city, "de")
    foreign = city.url.replace("127.0.0.1", "localhost")
    async with page_at(scripts=False) as page:
        # Served by another origin of the browser's view, with a form that leads to ours.
        form = f'<form method="post" action="{link}/end"><button>go</button></form>'

        async def serve(route: object) -> None:
            await route.fulfill(content_type="text/html", body=form)  # type: ignore[attr-defined]

        await page.route(f"{foreign}/evil", serve)
        await page.goto(f"{foreign}/evil")
        await page.get_by_role("button", name="go").click()
        await expect(page.locator("body")).to_contain_text("kam nicht von unserer Seite")
        await page.goto(link)
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Demokratie-Café")


async def test_the_link_in_the_chat_opens_the_page(city: City, page_at: PageAt, shot: Shot) -> None:
    event = await city.event(titles=TITLES)
    async with page_at(390, 844, "de-DE", touch=True) as page:
        await page.goto(f"{city.url}/?start=ev_{event.id}")

        async def tap(label: str) -> None:
            await page.locator(".key", has_text=re.compile(rf"(^|\W){re.escape(label)}$")).last.click()

        async def write(text: str) -> None:
            await page.locator("#input").fill(text)
            await page.locator("button.send").click()

        await tap("Anmelden")
        await expect(page.locator(".message.bot", has_text="Wie heißen Sie?").last).to_be_visible()
        await write("Ada")
        await tap("1")
        await tap("Keine Unterstützung")
        await tap("Ja, anmelden")
        link = page.locator(".message.bot a", has_text="/r/").last
        await expect(link).to_be_visible()
        await expect(page.locator(".message.bot img").last).to_be_visible()
        await shot(page, "chat-personal-link-phone-de")
        address = await link.get_attribute("href")
        assert address is not None
        await page.goto(f"{city.url}/r/{address.rpartition('/')[2]}")
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Demokratie-Café")
