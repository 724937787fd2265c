"""The text page in a real browser: typing, two windows, no connection, Arabic, a translator, no script."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Dialog, Page, Route, expect

from civic.announcements import Announcement, Body
from civic.event_texts import TextState
from civic.people import utf16_length
from civic.residents import Resident
from civic.text_editing import Opened, open_sheet
from civic.text_links import end_all, link_for_staff, link_for_volunteer
from civic.text_sheets import SheetKey, SheetKind
from handlers.screen import plain
from handlers.views.announcement_message import why_you_get_it
from locales import Catalogues
from tests.browser.axe import violations
from tests.browser.looks import PageAt, Shot
from tests.fakes import FakeClock
from tests.handlers.city import City
from tests.text_pages import a_colleague, a_draft

pytestmark = pytest.mark.browser
SIZES = {"phone": 390, "desktop": 1280}
MAIN = Body(
    "Sommerfest im Stadtpark",
    "Liebe Nachbarinnen und Nachbarn,\n\nam Samstag feiern wir ab 15 Uhr. Anmeldung: https://city.example/fest\n\n"
    "Wir freuen uns auf Sie, {name}!",
)
ARABIC = Body("عيد الصيف في حديقة المدينة", "أعزاءنا الجيران، نحتفل يوم السبت من الساعة 15 (Stadtpark 5).")


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


async def a_sheet(city: City, language: str) -> tuple[SheetKey, Resident]:
    """An announcement with a German main text and an older Arabic one, and who writes it."""
    uow = city.app.services.uow
    colleague = await a_colleague(uow, language)
    draft = await a_draft(uow, colleague, bodies={"de": MAIN, "ar": ARABIC})
    return SheetKey(SheetKind.ANNOUNCEMENT, draft.id), colleague


async def enter(page: Page, city: City, key: SheetKey, by: Resident) -> None:
    """Opens a fresh link."""
    token = await link_for_staff(city.app.services.uow, city.clock, key, by.id)
    await page.goto(f"{city.url}/texts/{token}")
    await page.locator("main button").click()
    await expect(page.locator("#texts")).to_be_visible()
    await unfold(page)


async def unfold(page: Page) -> None:
    """Opens the boxes of two languages that are still missing; of many languages they are folded."""
    for code in ("en", "uk"):
        box = page.locator(f"details#box-{code}:not([open])")
        if await box.count():
            await box.locator("summary").first.click()


async def kept(city: City, key: SheetKey) -> Opened:
    found = await open_sheet(city.app.services.uow, city.clock, key)
    assert found is not None
    return found


def box(page: Page, code: str) -> "Box":
    return Box(page, code)


class Box:
    """The box of one language."""

    def __init__(self, page: Page, code: str) -> None:
        self.form = page.locator(f'form.text[data-language="{code}"]')
        self.title = self.form.locator("[name=title]")
        self.text = self.form.locator("[name=text]")
        self.told = self.form.locator("[data-told]")
        self.state = page.locator(f"#box-{code} [data-state]")
        self.save = self.form.locator("[data-save]")


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("size", SIZES)
async def test_the_page_looks_right(
    city: City, page_at: PageAt, shot: Shot, size: str, language: str
) -> None:
    key, colleague = await a_sheet(city, language)
    async with page_at(SIZES[size], 1800, language) as page:
        await enter(page, city, key, colleague)
        await expect(page.locator("html")).to_have_attribute("lang", language)
        await box(page, "uk").title.fill("Літнє свято")
        await box(page, "uk").text.fill("Святкуємо разом у суботу!")
        await expect(box(page, "uk").state).to_have_class(re.compile("draft"))
        await expect(box(page, "uk").form.locator("[data-warnings] li")).to_have_count(2)
        await box(page, "uk").form.locator("summary").click()
        await shot(page, f"texts-{size}-{language}")
        assert await violations(page) == []


async def test_typing_keeps_and_saving_saves(city: City, page_at: PageAt) -> None:
    key, colleague = await a_sheet(city, "de")
    async with page_at() as page:
        await enter(page, city, key, colleague)
        english = box(page, "en")
        await english.title.press_sequentially("Summer party")
        await english.text.press_sequentially("Come all! 😀")
        await expect(english.told).to_have_text(
            "Als Entwurf aufgehoben. Niemand sieht ihn, bevor Sie speichern."
        )
        await expect(page.locator("#said")).to_contain_text("aufgehoben")
        await expect(english.form.locator("[data-preview]")).to_contain_text("Come all! 😀")
        why = plain(why_you_get_it(Catalogues.load()["en"], Announcement(0, None, {})))
        length = utf16_length(f"Summer party\n\nCome all! 😀\n\n{why}")
        await expect(english.form.locator("[data-whole]")).to_have_text(f"{length} / 4096")
        assert "en" not in (await kept(city, key)).sheet.texts
        await page.reload()
        await expect(english.text).to_have_value("Come all! 😀")
        await english.text.focus()
        await page.keyboard.press("Control+s")
        await expect(english.told).to_have_text("Es ist gespeichert.")
        await expect(english.state).to_have_text("aktuell")
    sheet = (await kept(city, key)).sheet
    assert sheet.values("en") == {"title": "Summer party", "text": "Come all! 😀"}


async def test_saving_a_translation_saves_the_main_text_first(city: City, page_at: PageAt) -> None:
    key, colleague = await a_sheet(city, "de")
    async with page_at() as page:
        await enter(page, city, key, colleague)
        await box(page, "de").title.fill("Winterfest")
        await box(page, "en").title.fill("Winter party")
        await box(page, "en").text.fill("Come!")
        await box(page, "en").save.click()
        await expect(box(page, "en").told).to_have_text("Es ist gespeichert.")
        await expect(box(page, "ar").state).to_have_text("veraltet")
        await expect(box(page, "en").state).to_have_text("aktuell")
    sheet = (await kept(city, key)).sheet
    assert sheet.values("de")["title"] == "Winterfest"
    assert sheet.state("en") is TextState.UP_TO_DATE


async def test_an_arabic_box_runs_from_the_right_and_can_be_said_to_fit(city: City, page_at: PageAt) -> None:
    key, colleague = await a_sheet(city, "de")
    async with page_at() as page:
        await enter(page, city, key, colleague)
        arabic = box(page, "ar")
        await expect(arabic.state).to_have_text("veraltet")
        await expect(arabic.text).to_have_attribute("dir", "rtl")
        await expect(arabic.text).to_have_attribute("lang", "ar")
        await expect(arabic.form.locator("[data-preview]")).to_have_css("direction", "rtl")
        await expect(arabic.save).to_have_text("Passt: ist aktuell")
        await arabic.save.click()
        await expect(arabic.state).to_have_text("aktuell")
        await expect(arabic.save).to_have_text("Speichern")
    assert (await kept(city, key)).sheet.values("ar")["text"] == ARABIC.text


async def test_a_second_window_loses_nothing(city: City, page_at: PageAt, shot: Shot) -> None:
    key, colleague = await a_sheet(city, "de")
    async with page_at() as page, page_at(1280, 1400) as second:
        await enter(page, city, key, colleague)
        await enter(second, city, key, colleague)
        await box(page, "en").text.fill("From the first")
        await expect(box(page, "en").told).to_contain_text("aufgehoben.")
        mine = box(second, "en")
        await mine.text.fill("From the second")
        await expect(mine.told).to_contain_text("Bitte wählen Sie")
        await expect(mine.form.locator("[data-conflict]")).to_contain_text("From the first")
        await expect(mine.text).to_have_value("From the second")
        await shot(second, "texts-conflict")
        assert await violations(second) == []
        assert (await kept(city, key)).shown("en")["text"] == "From the first"
        await second.get_by_role("button", name="Meinen behalten").click()
        await expect(mine.told).to_contain_text("aufgehoben.")
        assert (await kept(city, key)).shown("en")["text"] == "From the second"
        # The other way round, the other text is taken.
        await box(page, "en").text.fill("Once more")
        await page.get_by_role("button", name="Den anderen nehmen").click()
        await expect(box(page, "en").text).to_have_value("From the second")


async def test_without_a_connection_the_text_stays_and_is_kept_later(city: City, page_at: PageAt) -> None:
    key, colleague = await a_sheet(city, "de")
    dialogs: list[str] = []

    async def stay(dialog: Dialog) -> None:
        dialogs.append(dialog.type)
        await dialog.dismiss()

    async with page_at() as page:
        await enter(page, city, key, colleague)
        page.on("dialog", stay)
        await page.context.set_offline(True)
        english = box(page, "en")
        await english.text.press_sequentially("Written under way")
        await expect(english.told).to_contain_text("Gerade keine Verbindung")
        await expect(english.text).to_have_value("Written under way")
        await page.close(run_before_unload=True)
        await page.context.set_offline(False)
        await expect(english.told).to_contain_text("Als Entwurf aufgehoben")
    assert dialogs == ["beforeunload"]
    assert (await kept(city, key)).shown("en")["text"] == "Written under way"


async def test_an_error_of_the_server_is_tried_again(city: City, page_at: PageAt) -> None:
    key, colleague = await a_sheet(city, "de")
    failures = [500, 502, 429]

    async def fail(route: Route) -> None:
        if failures:
            await route.fulfill(status=failures.pop(), body="<html>Bad Gateway", content_type="text/html")
        else:
            await route.continue_()

    async with page_at() as page:
        await enter(page, city, key, colleague)
        await page.route("**/draft", fail)
        await box(page, "en").text.fill("Through a storm")
        await expect(box(page, "en").told).to_contain_text("Als Entwurf aufgehoben", timeout=20_000)
    assert failures == []
    assert (await kept(city, key)).shown("en")["text"] == "Through a storm"


async def test_when_access_ends_the_text_can_be_copied(city: City, page_at: PageAt) -> None:
    key, colleague = await a_sheet(city, "de")
    async with page_at() as page:
        await enter(page, city, key, colleague)
        await end_all(city.app.services.uow, city.clock, key)
        await box(page, "en").text.fill("Too late")
        await expect(box(page, "en").told).to_contain_text("Ihr Zugang ist beendet")
        await expect(box(page, "en").text).to_have_value("Too late")


async def test_what_cannot_be_saved_is_marked(city: City, page_at: PageAt) -> None:
    key, colleague = await a_sheet(city, "de")
    async with page_at() as page:
        await enter(page, city, key, colleague)
        english = box(page, "en")
        await english.title.fill("x" * 62)
        await expect(english.form.locator(".head .count").first).to_have_class(re.compile("over"))
        await english.save.click()
        await expect(english.told).to_contain_text("markierten Felder")
        await expect(english.form.locator("#en-title-note")).to_have_text("Das ist 2 Zeichen zu lang.")
        await expect(english.title).to_have_attribute("aria-invalid", "true")
        await expect(english.title).to_be_focused()
        assert await violations(page) == []
        await english.title.fill("Short")
        await english.text.fill("Text")
        await english.save.click()
        await expect(english.told).to_have_text("Es ist gespeichert.")
        await expect(english.title).not_to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("size", SIZES)
async def test_a_translators_way(city: City, page_at: PageAt, shot: Shot, size: str, language: str) -> None:
    key, colleague = await a_sheet(city, "de")
    token = await link_for_volunteer(city.app.services.uow, city.clock, key, "ar", colleague.id)
    async with page_at(SIZES[size], 1300, language) as page:
        await page.goto(f"{city.url}/texts/{token}")
        assert await violations(page) == []
        await page.locator("main button").click()
        mine = box(page, "ar")
        await mine.title.fill(ARABIC.title)
        await mine.text.fill(ARABIC.text)
        await expect(mine.form.locator("[data-preview]")).to_contain_text("الجيران", use_inner_text=False)
        await mine.form.locator("summary").click()
        await shot(page, f"texts-volunteer-{size}-{language}")
        assert await violations(page) == []
        await page.reload()
        await expect(mine.text).to_have_value(ARABIC.text)
        await mine.save.click()
        await expect(page.get_by_role("heading", level=1)).to_contain_text(
            "Herzlichen Dank" if language == "de" else "شكر"
        )
        # The link is used up for everybody else.
        async with page_at() as other:
            await other.goto(f"{city.url}/texts/{token}")
            await other.locator("main button").click()
            await expect(other.get_by_role("heading", level=1)).to_contain_text("funktioniert nicht")


async def test_everything_works_without_a_script(city: City, page_at: PageAt, shot: Shot) -> None:
    key, colleague = await a_sheet(city, "de")
    async with page_at(390, 1400, "de", touch=True, scripts=False) as page:
        await enter(page, city, key, colleague)
        english = box(page, "en")
        await english.title.fill("Summer party")
        await english.text.fill("x" * 5000)
        await english.save.click()
        await expect(page.get_by_role("alert").first).to_contain_text("markierten Felder")
        await expect(english.text).to_have_value("x" * 5000)
        await english.text.fill("Come all!")
        await english.save.click()
        await expect(page.get_by_role("status").first).to_contain_text("Es ist gespeichert.")
        await expect(english.state).to_have_text("aktuell")
        await unfold(page)
        await page.locator("#box-uk form", has_text="übersetzen").locator("button").last.click()
        await expect(page.locator("code")).to_contain_text("/texts/")
        await page.get_by_role("link", name="Zurück zu den Texten").click()
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name="YAML").click()
        file = await (await downloading.value).path()
        changed = file.read_text("utf-8").replace("Come all!", "Come, =everybody!")
        upload = {"name": "t.yaml", "mimeType": "application/yaml", "buffer": changed.encode()}
        await page.locator("#file").set_input_files(upload)  # type: ignore[arg-type]
        await page.get_by_role("button", name="Ansehen, was sich ändern würde").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("1 Text würde sich ändern")
        await page.get_by_role("button", name="Übernehmen").click()
        await expect(page.get_by_role("status").first).to_contain_text("Texte der Datei sind übernommen")
    assert (await kept(city, key)).sheet.values("en")["text"] == "Come, =everybody!"
