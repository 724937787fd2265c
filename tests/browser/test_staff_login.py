"""Staff come back with a passkey in a real browser whose authenticator is a virtual one."""

import socket
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from civic.residents import Address, Channel
from civic.staff import InvitationKind, Role
from civic.staff_sessions import STAFF_IDLE, is_open
from tests.browser.axe import violations
from tests.browser.looks import PageAt, Shot
from tests.fakes import FakeClock
from tests.handlers.city import City
from tests.handlers.test_staff_sessions import weeks_pass

pytestmark = pytest.mark.browser
PATIENCE = 20_000.0  # milliseconds; the page loads itself anew in between
SIZES = {"phone": (390, 844), "desktop": (1280, 800)}


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    """Reached by a name, since browsers make no keys for numbers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://localhost:{port}"
    city = await City.open(sqlite_url, clock, web_port=port, public_url=address, staff_idle_hours=12)
    yield city
    await city.close()


async def give_authenticator(page: Page) -> None:
    """What a phone has: keys that are kept in it, and a finger that is always the right one."""
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    await devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


async def says(page: Page, city: City, words: str) -> None:
    await page.locator("#composer textarea").fill(words)
    await page.keyboard.press("Enter")
    await city.settled()


async def seen_at(page: Page, shot: Shot, name: str) -> None:
    for size, (width, height) in SIZES.items():
        await page.set_viewport_size({"width": width, "height": height})
        await shot(page, f"{name}-{size}")


async def test_a_passkey_leads_back_after_a_night_and_after_eight_weeks(
    city: City, page_at: PageAt, shot: Shot
) -> None:
    url = city.app.services.office.public_url
    async with page_at(390, 844) as page:
        await give_authenticator(page)
        await page.goto(f"{url}/?start=staff_{await city.invitation(InvitationKind.COORDINATOR)}")
        await page.get_by_role("button", name="Annehmen").click()
        await expect(page.get_by_text("Das sind Ihre Ersatzcodes")).to_be_visible(timeout=PATIENCE)
        await seen_at(page, shot, "staff-codes")
        await page.goto(f"{url}/passkey")
        await page.get_by_role("button", name="Passkey einrichten").click()
        await expect(page.get_by_text("Der Passkey ist eingerichtet.")).to_be_visible(timeout=PATIENCE)
        await seen_at(page, shot, "staff-passkeys")
        assert await violations(page) == []

        city.clock.advance(STAFF_IDLE)
        await page.goto(url)
        await says(page, city, "/staff")
        await expect(page.get_by_text("Zur Sicherheit habe ich Ihren Arbeitsbereich")).to_be_visible(
            timeout=PATIENCE
        )
        await expect(page.get_by_text("Das sind Ihre Ersatzcodes")).to_have_count(0, timeout=PATIENCE)
        await seen_at(page, shot, "staff-locked")
        link = page.get_by_role("link", name="Mit einem Passkey")
        assert await link.get_attribute("href") == f"{url}/passkey"
        await page.goto(f"{url}/passkey")
        await seen_at(page, shot, "staff-passkey-login")
        assert await violations(page) == []
        await page.get_by_role("button", name="Mit Passkey anmelden").click()
        await expect(page.get_by_text("Sie sind angemeldet.")).to_be_visible(timeout=PATIENCE)
        await page.goto(url)
        await expect(page.get_by_text("Das sind Ihre Ersatzcodes")).to_have_count(1, timeout=PATIENCE)

        await page.goto("about:blank")
        await weeks_pass(city)
        await page.context.clear_cookies()
        await page.goto(url)
        await expect(page.locator(".message").first).to_be_visible(timeout=PATIENCE)
        await page.goto(f"{url}/passkey")
        await page.get_by_role("button", name="Mit Passkey anmelden").click()
        await expect(page.get_by_text("Sie sind angemeldet.")).to_be_visible(timeout=PATIENCE)
        assert await role_at_work(city, 2) is Role.COORDINATOR

        await page.get_by_role("button", name="Entfernen").click()
        await expect(page.get_by_text("Sie haben noch keinen Passkey.")).to_be_visible(timeout=PATIENCE)
        city.clock.advance(STAFF_IDLE)
        await page.goto(f"{url}/passkey")
        await page.get_by_role("button", name="Mit Passkey anmelden").click()
        await expect(page.get_by_text("Das hat nicht geklappt.")).to_be_visible(timeout=PATIENCE)
        assert await role_at_work(city, 2) is None


async def role_at_work(city: City, chat_id: int) -> Role | None:
    address = Address(Channel.WEB, chat_id)
    async with city.app.services.uow.reading() as r:
        resident = await r.residents.at(address)
        member = await r.staff.member(resident.id) if resident else None
        return member.role if member and await is_open(r, address, city.clock()) else None


async def test_an_open_page_shows_nothing_of_before_once_it_looks_again(city: City, page_at: PageAt) -> None:
    url = city.app.services.office.public_url
    async with page_at(390, 844) as page:
        await page.goto(f"{url}/?start=staff_{await city.invitation(InvitationKind.COORDINATOR)}")
        await page.get_by_role("button", name="Annehmen").click()
        await expect(page.get_by_text("Das sind Ihre Ersatzcodes")).to_be_visible(timeout=PATIENCE)
        city.clock.advance(STAFF_IDLE)
        await says(page, city, "/staff")
        await expect(page.get_by_text("Das sind Ihre Ersatzcodes")).to_have_count(0, timeout=PATIENCE)
        await expect(page.get_by_text("Zur Sicherheit habe ich Ihren Arbeitsbereich")).to_be_visible(
            timeout=PATIENCE
        )
