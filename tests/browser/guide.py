"""Takes the pictures of the German guide for coordinators: `python -m tests.browser.guide`.

A bot runs on a database of its own, two members of the staff work in a browser, and residents write to it.
"""

import asyncio
import io
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

from aiohttp import ClientSession, CookieJar
from PIL import Image
from playwright.async_api import Browser, FloatRect, Page, async_playwright, expect

from civic.announcement_readiness import UNDO_WINDOW
from civic.staff import InvitationKind
from storage.database import Database
from storage.migrate import upgrade
from tests.browser.conftest import FLAGS
from tests.browser.install import Ready, ensure
from tests.browser.looks import faults_of
from tests.browser.test_city import heard, say, tap
from tests.fakes import FakeClock
from tests.handlers.asking import asks
from tests.handlers.city import City, Person, sqlite_at

PICTURES = Path(__file__).parents[2] / "docs" / "de" / "bilder"
WIDTH, HEIGHT, MARGIN = 480, 1600, 12
TO_THE_END = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const all = document.getElementById('viewport');
  all.scrollTop = all.scrollHeight;
  await frame();
}"""


@asynccontextmanager
async def a_city(folder: Path) -> AsyncIterator[City]:
    """Reached by a name, so that passkeys are offered."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    database = Database(sqlite_at(folder))
    await upgrade(database)
    await database.close()
    name = f"http://localhost:{port}"
    city = await City.open(
        sqlite_at(folder), FakeClock(), web_port=port, public_url=name, staff_idle_hours=12, languages="de"
    )
    yield city
    await city.close()


async def colleague(city: City, browser: Browser, kind: InvitationKind) -> Page:
    """Somebody at a phone's width who has just opened an invitation."""
    page = await browser.new_page(
        viewport={"width": WIDTH, "height": HEIGHT},
        locale="de-DE",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        device_scale_factor=1.5,
    )
    page.set_default_timeout(15_000)
    url = city.app.services.office.public_url
    await page.goto(f"{url}/?start=staff_{await city.invitation(kind)}")
    await heard(page, "Sie sind ins Team eingeladen")
    return page


async def keep(page: Page, name: str, first: str) -> None:
    """Saves the messages from the newest with these words on; stops if something about them is wrong."""
    await page.evaluate("document.fonts.ready")
    await page.mouse.move(0, 0)
    await page.evaluate(TO_THE_END)
    top = await page.locator("#messages .message", has_text=first).last.bounding_box()
    end = await page.locator("#composer").bounding_box()
    assert top is not None
    assert end is not None
    clip = FloatRect(x=0, y=top["y"] - MARGIN, width=WIDTH, height=end["y"] - top["y"])
    content = await page.screenshot(clip=clip)
    # Few colours make a small file and no visible difference.
    Image.open(io.BytesIO(content)).convert("RGB").quantize(64).save(PICTURES / f"{name}.png", optimize=True)
    if faults := await faults_of(page):
        raise SystemExit(f"{name}: {'; '.join(faults)}")


async def write(page: Page, *words: tuple[str, str]) -> None:
    """Says one thing after the other, each after the question was asked."""
    for question, answer in words:
        await heard(page, question)
        await say(page, answer)


async def taps(page: Page, *labels: str) -> None:
    """One button after the other, each when it is there."""
    for label in labels:
        await tap(page, label)


async def register(person: Person, name: str, people: str, needs: Sequence[str]) -> None:
    """Takes part in the first event."""
    await person.start("ev_1")
    await person.taps("Anmelden")
    await person.says(name)
    await person.taps(people)
    for label in (*needs, "Ja, anmelden"):
        await person.taps(label)


async def take(city: City, browser: Browser, residents: Sequence[Person]) -> None:
    """The whole way, in the order of the guide."""
    page = await colleague(city, browser, InvitationKind.COORDINATOR)
    await taps(page, "Annehmen")
    await heard(page, "Das sind Ihre Ersatzcodes")
    await keep(page, "ersatzcodes", "Das sind Ihre Ersatzcodes")
    owner = await colleague(city, browser, InvitationKind.OWNER)
    await taps(owner, "Annehmen")
    await heard(owner, "Das sind Ihre Ersatzcodes")
    await questions(city, page, residents[0])
    await events(city, page, residents)
    await announcements(city, page, owner, residents)
    city.clock.advance(timedelta(hours=12))
    await page.goto(city.app.services.office.public_url)
    await say(page, "/staff")
    await heard(page, "Zur Sicherheit habe ich Ihren Arbeitsbereich")
    await page.reload()
    await heard(page, "Zur Sicherheit habe ich Ihren Arbeitsbereich")
    await keep(page, "gesperrt", "Zur Sicherheit")


async def questions(city: City, page: Page, resident: Person) -> None:
    """From the question to the preview of its answer."""
    await resident.start()
    await asks(resident, "Wie verlängere ich meinen Reisepass?")
    await city.settled()
    await heard(page, "Wie verlängere ich meinen Reisepass?")
    await tap(page, "Antworten")
    await heard(page, "Bitte schreiben Sie")
    await say(page, "Bitte kommen Sie mit Ihrem alten Pass und einem Foto ins Bürgercenter.")
    await heard(page, "Bürgercenter")
    await keep(page, "antwort", "Ein Mensch hat Ihre Frage beantwortet")
    await tap(page, "Senden")
    await heard(page, "unterwegs")


async def events(city: City, page: Page, residents: Sequence[Person]) -> None:
    """From the first word to the list of participants."""
    await say(page, "/newevent")
    await write(
        page,
        ("Wie heißt die Veranstaltung?", "Reparaturcafé"),
        ("Wann beginnt es?", "Fr 18.12. 18-20 Uhr"),
        ("Wo findet", "Stadtteilbüro, Königstraße"),
        ("Wie viele Plätze", "20"),
    )
    await heard(page, "Entwurf")
    await keep(page, "veranstaltung", "Entwurf")
    await tap(page, "Veröffentlichen")
    await heard(page, "Veröffentlicht!")
    await register(residents[0], "Olena Koval", "2", ["Keine Unterstützung"])
    await register(residents[1], "Ali Hassan", "1", ["Keine Unterstützung"])
    await say(page, "/staff")
    await tap(page, "Unsere Veranstaltungen")
    await page.locator(".key", has_text="Reparaturcafé").last.click()
    await tap(page, "Teilnehmende")
    await heard(page, "Olena Koval")
    await keep(page, "teilnehmende", "Hat einen Platz")


async def announcements(city: City, page: Page, owner: Page, residents: Sequence[Person]) -> None:
    """From the draft over the second person to the report."""
    for resident in residents:
        await resident.start("topic_all")
        await resident.agrees_to_news()
    await say(page, "/announce")
    await write(
        page,
        ("Wie lautet der Titel", "Reparaturcafé im Advent"),
        ("Bitte schreiben Sie die Mitteilung", "Am Freitag um 18 Uhr reparieren wir gemeinsam."),
    )
    await heard(page, "Länge mit Titel")
    await keep(page, "mitteilung", "Deutsch: Hauptsprache")
    await tap(page, "Jetzt senden")
    await heard(page, "ist gebeten")
    await city.settled()
    await heard(owner, "verschicken")
    await tap(owner, "Lesen")
    await heard(owner, "Darf sie hinaus?")
    await keep(owner, "freigabe", "verschicken")
    await tap(owner, "Freigeben")
    await heard(owner, "Die Mitteilung geht an")
    city.clock.advance(UNDO_WINDOW)
    await city.settled()
    await heard(page, "Ihre Mitteilung ist versendet.")
    for resident in residents:
        await resident.hears()
    await tap(page, "Bericht")
    await heard(page, "Zugestellt: 2")
    await expect(page.locator(".key", has_text="Was geschehen ist")).to_be_visible()
    await keep(page, "bericht", "Im Empfängerkreis")


async def main() -> None:
    """Makes every picture anew."""
    found = ensure()
    if not isinstance(found, Ready):
        raise SystemExit(found.reason)
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        city = await stack.enter_async_context(a_city(folder))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=found.executable, args=FLAGS)
        stack.push_async_callback(browser.close)
        residents = [
            Person(
                city,
                "de-DE",
                await stack.enter_async_context(ClientSession(cookie_jar=CookieJar(unsafe=True))),
            )
            for _ in range(2)
        ]
        await take(city, browser, residents)
    for file in sorted(PICTURES.glob("*.png")):
        sys.stdout.write(f"{file.name}: {file.stat().st_size} bytes\n")


if __name__ == "__main__":
    asyncio.run(main())
