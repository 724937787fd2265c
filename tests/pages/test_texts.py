"""The text page as browsers get it without scripts, what its script asks for, and who gets in."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from aiohttp import ClientSession, CookieJar
from sqlmodel import delete

from bot import text_pages
from bot.text_pages import TRIES
from civic.announcements import AnnouncementStatus, Body
from civic.event_texts import TextState
from civic.residents import Resident
from civic.text_links import end_all
from civic.text_sheets import SheetKey, SheetKind
from storage.tables import StaffRow
from tests.fakes import FakeClock
from tests.handlers.city import City
from tests.text_pages import OUR_PAGE, Browser, a_browser, a_colleague, a_draft, a_key

every_kind = pytest.mark.parametrize("kind", SheetKind)
TEXTS = {
    SheetKind.ANNOUNCEMENT: {"title": "Summer <b>party</b>", "text": "Come & all!\n_*[]()"},
    SheetKind.EVENT: {"title": "Repair <b>café", "description": "Let us & repair."},
    SheetKind.ENTRY: {"question": "When <b>open?", "text": "On & Mondays."},
}


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    city = await City.open(sqlite_url, clock)
    yield city
    await city.close()


@pytest.fixture
async def colleague(city: City) -> Resident:
    return await a_colleague(city.app.services.uow)


@pytest.fixture
async def browser(city: City, colleague: Resident) -> AsyncIterator[Browser]:
    """Somebody with the page of an announcement open."""
    key = await a_key(city.app.services.uow, SheetKind.ANNOUNCEMENT, colleague)
    async with a_browser(city, key, colleague) as one:
        await one.enters()
        yield one


@every_kind
async def test_a_form_saves_a_text(city: City, colleague: Resident, kind: SheetKind) -> None:
    key = await a_key(city.app.services.uow, kind, colleague)
    async with a_browser(city, key, colleague) as browser:
        assert (await browser.enters()).status == 200
        shown = await browser.saves("en", **TEXTS[kind])
        assert (shown.status, "It is saved." in shown.words) == (200, True)
        opened = await browser.opened()
    assert opened.sheet.state("en") is TextState.UP_TO_DATE
    assert {k: v for k, v in opened.sheet.values("en").items() if v} == TEXTS[kind]
    # What people write is text, also in the preview.
    assert "<b>party</b>" not in shown.text.replace("<b>Summer &lt;b&gt;party&lt;/b&gt;</b>", "")
    assert next(iter(TEXTS[kind].values())) in shown.words or kind is not SheetKind.EVENT


async def test_the_link_is_used_by_its_button_only(city: City, colleague: Resident) -> None:
    key = await a_key(city.app.services.uow, SheetKind.EVENT, colleague)
    async with a_browser(city, key, colleague) as browser:
        for _ in range(3):
            shown = await browser.ask("GET", f"/texts/{browser.token}")
            assert (shown.status, "Open" in shown.words) == (200, True)
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as preview:
            await Browser(city, preview, browser.token, key).ask("GET", f"/texts/{browser.token}")
        assert "Event · Reparaturcafé" in (await browser.enters()).words
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as stranger:
            other = Browser(city, stranger, browser.token, key)
            assert (await other.enters()).status == 404
            assert (await other.ask("GET", browser.here)).status == 404
        # The same browser may tap twice, and comes back by the same link.
        assert (await browser.enters()).status == 200


async def test_the_cookie_is_for_this_page_only(city: City, colleague: Resident) -> None:
    key = await a_key(city.app.services.uow, SheetKind.EVENT, colleague)
    async with a_browser(city, key, colleague) as browser:
        await browser.enters()
        [mine] = [
            one
            for one in browser.session.cookie_jar
            if one.key.startswith("text_") and "browser" not in one.key
        ]
        assert (mine["path"], mine["samesite"], mine["httponly"]) == (browser.here, "Strict", True)
        assert int(mine["max-age"]) == 12 * 3600
        async with a_browser(city, key, colleague) as other:
            # Two sheets beside each other in one browser.
            second = Browser(city, browser.session, other.token, key)
            await second.enters()
            assert second.here != browser.here
            assert [(await one.get()).status for one in (browser, second)] == [200, 200]


async def test_over_https_the_cookie_is_secure(sqlite_url: str, clock: FakeClock) -> None:
    city = await City.open(sqlite_url, clock, public_url="https://bot.city.example")
    colleague = await a_colleague(city.app.services.uow)
    key = await a_key(city.app.services.uow, SheetKind.EVENT, colleague)
    async with a_browser(city, key, colleague) as browser:
        shown = await browser.ask("GET", f"/texts/{browser.token}")
        assert "Secure" in shown.headers["Set-Cookie"]
    await city.close()


async def test_access_ends(city: City, colleague: Resident, clock: FakeClock, browser: Browser) -> None:
    clock.advance(timedelta(hours=12))
    assert (await browser.get()).status == 404
    assert await browser.script("draft", language="en", seen="") == (404, {"error": "ended"})
    async with a_browser(city, browser.key, colleague) as again:
        await again.enters()
        assert "closed now" in (await again.post("end")).words
        assert (await again.get()).status == 404
    async with a_browser(city, browser.key, colleague) as third:
        await third.enters()
        await end_all(city.app.services.uow, clock, browser.key)
        assert (await third.get()).status == 404


async def test_whoever_leaves_the_staff_is_out_at_once(city: City, browser: Browser) -> None:
    fields = (await browser.get()).hidden("en")
    async with city.app.database.writing() as s:
        await s.exec(delete(StaffRow))
        await s.commit()
    assert (await browser.post("save", **fields, title="T", text="Text")).status == 404
    assert "en" not in (await browser.opened()).sheet.texts


async def test_another_site_cannot_send_forms(browser: Browser) -> None:
    fields = (await browser.get()).hidden("en")
    browser.headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    for what in ("save", "draft", "volunteer", "accept", "refuse", "end", "take", "file"):
        assert (await browser.post(what, **fields, title="T", text="Text")).status == 403
    assert (await browser.ask("POST", f"/texts/{browser.token}")).status == 403
    browser.headers = dict(OUR_PAGE)
    assert (await browser.get()).status == 200
    assert "en" not in (await browser.opened()).sheet.texts


async def test_the_pages_are_nobodys_business(browser: Browser) -> None:
    shown = await browser.get()
    policy = shown.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "no-store" in shown.headers["Cache-Control"]
    assert "noindex" in shown.headers["X-Robots-Tag"]
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    invitation = await browser.ask("GET", f"/texts/{browser.token}")
    assert "script-src" not in invitation.headers["Content-Security-Policy"]


async def test_somebody_who_tries_tokens_is_stopped(city: City) -> None:
    async with ClientSession() as session:
        statuses = []
        for number in range(TRIES + 1):
            async with session.get(f"{city.url}/texts/{number:022}") as response:
                statuses.append(response.status)
        assert set(statuses[:-1]) == {404}
        assert statuses[-1] == 429
        assert int(response.headers["Retry-After"]) > 0


async def test_a_page_that_asks_without_end_is_stopped(
    sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_pages, "REQUESTS", 5)
    city = await City.open(sqlite_url, clock)
    colleague = await a_colleague(city.app.services.uow)
    key = await a_key(city.app.services.uow, SheetKind.EVENT, colleague)
    async with a_browser(city, key, colleague) as browser:
        await browser.enters()
        statuses = [(await browser.get()).status for _ in range(5)]
        assert statuses == [200, 200, 200, 200, 429]
        clock.advance(text_pages.PERIOD)
        assert (await browser.get()).status == 200
    await city.close()


async def test_two_editors_without_scripts(city: City, colleague: Resident, browser: Browser) -> None:
    async with a_browser(city, browser.key, colleague) as other:
        await other.enters()
        mine, theirs = (await browser.get()).hidden("en"), (await other.get()).hidden("en")
        assert (await other.post("save", **theirs, title="Theirs", text="Their text")).status == 200
        shown = await browser.post("save", **mine, title="Mine", text="My text")
        assert shown.status == 409
        assert "Their text" in shown.words
        assert "My text" in shown.text
        assert (await browser.opened()).sheet.values("en")["text"] == "Their text"
        # Seen, and decided for one's own.
        again = await browser.post("save", **shown.hidden("en"), title="Mine", text="My text")
        assert again.status == 200
    assert (await browser.opened()).sheet.values("en")["text"] == "My text"


async def test_the_script_keeps_and_saves(browser: Browser) -> None:
    fields = (await browser.get()).hidden("en")
    status, kept = await browser.script("draft", **fields, title="T", text="Text")
    assert (status, kept["states"]) == (200, {**kept["states"], "en": ["draft", "draft"]})  # type: ignore[dict-item]
    assert "Text" in str(kept["preview"])
    assert int(str(kept["length"])) > len("T\n\nText"), "why people get it belongs to the message"
    assert "en" not in (await browser.opened()).sheet.texts
    # The page is opened again: the text is still there.
    assert "Text</textarea>" in (await browser.get()).text
    status, refused = await browser.script("draft", **fields, title="Other", text="Other")
    assert (status, refused["values"]) == (409, {"title": "T", "text": "Text"})
    sent = fields | {"seen": str(kept["seen"])}
    status, unfit = await browser.script("save", **sent, title="x" * 61, text="")
    assert status == 422
    assert unfit["unfit"] == {
        "title": "This is 1 character too long.",
        "text": "Please write something here.",
    }
    sent["seen"] = str(unfit["seen"])
    status, saved = await browser.script("save", **sent, title="T", text="Text")
    assert (status, saved["states"]) == (200, {**saved["states"], "en": ["up_to_date", "up to date"]})  # type: ignore[dict-item]
    assert (await browser.opened()).sheet.values("en") == {"title": "T", "text": "Text"}


async def test_a_save_that_met_a_newer_text_can_be_decided(
    city: City, colleague: Resident, browser: Browser
) -> None:
    """The script's way: what was typed stays a draft, and "Keep mine" saves it in the end."""
    fields = (await browser.get()).hidden("en")
    async with a_browser(city, browser.key, colleague) as other:
        await other.enters()
        await other.saves("en", title="Theirs", text="Their text")
    fields["seen"] = str((await browser.script("draft", **fields, title="M", text="Mine"))[1]["seen"])
    status, conflict = await browser.script("save", **fields, title="M", text="Mine")
    assert (status, conflict["values"]) == (409, {"title": "Theirs", "text": "Their text"})
    fields |= {"seen": str(conflict["seen"]), "base": str(conflict["base"])}
    _, kept = await browser.script("draft", **fields, title="M", text="Mine")
    fields |= {"seen": str(kept["seen"]), "base": str(kept["base"])}
    assert (await browser.script("save", **fields, title="M", text="Mine"))[0] == 200
    assert (await browser.opened()).sheet.values("en")["text"] == "Mine"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"language": 3}', b'{"language": "xx"}', b"\xff", b"[" * 9000]
)
async def test_nonsense_is_refused(browser: Browser, body: bytes) -> None:
    for what in ("draft", "save"):
        headers = OUR_PAGE | {"Content-Type": "application/json"}
        shown = await browser.ask("POST", f"{browser.here}/{what}", data=body, headers=headers)
        assert shown.status == 400
    shown = await browser.ask("POST", f"{browser.here}/save", data=b"language=%ff&text=%ff")
    assert shown.status == 400
    assert (await browser.post("draft", language="en", text="x" * 300_000)).status == 413


async def test_warnings_and_lengths(city: City, colleague: Resident) -> None:
    main = Body("Fest", "Guten Tag {name}, https://city.example/fest (Straße 5).")
    draft = await a_draft(city.app.services.uow, colleague, bodies={"de": main})
    async with a_browser(city, SheetKey(SheetKind.ANNOUNCEMENT, draft.id), colleague) as browser:
        await browser.enters()
        fields = (await browser.get()).hidden("en")
        _, kept = await browser.script("draft", **fields, title="Party", text="Hello <b>{nom}</b>")
    assert kept["warnings"] == [
        "{name} is missing. It has to stay exactly like this.",
        "The web address https://city.example/fest is missing.",
    ]


async def test_a_sent_announcement_is_only_shown(city: City, colleague: Resident) -> None:
    draft = await a_draft(city.app.services.uow, colleague)
    key = SheetKey(SheetKind.ANNOUNCEMENT, draft.id)
    async with a_browser(city, key, colleague) as browser:
        await browser.enters()
        fields = (await browser.get()).hidden("en")
        async with city.app.services.uow.writing() as w:
            await w.announcements.update(replace(draft, status=AnnouncementStatus.SENT))
            await w.commit()
        shown = await browser.post("save", **fields, title="T", text="Text")
        assert "can no longer be changed" in shown.words
        assert await browser.script("draft", **fields, title="T", text="Text") == (410, {"error": "closed"})
    assert "en" not in (await browser.opened()).sheet.texts


async def test_a_volunteer_writes_one_language(city: City, colleague: Resident, browser: Browser) -> None:
    link = await browser.post("volunteer", language="uk")
    assert "Українська" in link.words
    async with a_browser(city, browser.key, colleague, "uk") as volunteer:
        shown = await volunteer.ask("GET", f"/texts/{volunteer.token}")
        assert "from Deutsch into Українська" in shown.words
        shown = await volunteer.enters()
        assert "Kommen Sie alle!" in shown.words
        for path in ("/texts.yaml", "/texts.csv"):
            assert (await volunteer.get(path)).status == 404
        for what in ("volunteer", "accept", "file", "take"):
            assert (await volunteer.post(what, language="en")).status == 404
        fields = shown.hidden("uk")
        status, kept = await volunteer.script("draft", **fields, title="Свято", text="Приходьте")
        assert (status, "Приходьте" in str(kept["preview"])) == (200, True)
        assert "Приходьте" in (await volunteer.get()).text
        empty = await volunteer.post("save", **(fields | {"seen": str(kept["seen"])}), title="", text=" ")
        assert (empty.status, "Please write something" in empty.words) == (422, True)
        done = await volunteer.post("save", **fields, title="Свято", text="Приходьте всі")
        assert "Thank you very much" in done.words
        again = await volunteer.post("save", **fields, title="Інше", text="Інше")
        assert "Thank you very much" in again.words
    shown = await browser.get()
    assert "A volunteer has translated this: Title Свято Text Приходьте всі" in shown.words
    assert "uk" not in (await browser.opened()).sheet.texts
    number = shown.text.partition('name="number" value="')[2].partition('"')[0]
    assert "taken over" in (await browser.post("accept", number=number)).words
    assert "decided before" in (await browser.post("accept", number=number)).words
    sheet = (await browser.opened()).sheet
    assert (sheet.values("uk")["text"], sheet.state("uk")) == ("Приходьте всі", TextState.UP_TO_DATE)


async def test_a_volunteers_work_for_something_else_cannot_be_accepted_here(
    city: City, colleague: Resident, browser: Browser
) -> None:
    other = await a_key(city.app.services.uow, SheetKind.EVENT, colleague)
    async with a_browser(city, other, colleague, "uk") as volunteer:
        await volunteer.enters()
        fields = (await volunteer.get()).hidden("uk")
        await volunteer.post("save", **fields, title="Кафе", description="Опис")
        number = volunteer.here.rpartition("/")[2]
    assert "decided before" in (await browser.post("accept", number=number)).words
    assert "decided before" in (await browser.post("refuse", number=number)).words


async def test_a_volunteers_text_can_be_thrown_away(
    city: City, colleague: Resident, browser: Browser
) -> None:
    async with a_browser(city, browser.key, colleague, "uk") as volunteer:
        await volunteer.enters()
        await volunteer.post("save", **(await volunteer.get()).hidden("uk"), title="Т", text="Текст")
        number = volunteer.here.rpartition("/")[2]
    assert "thrown away" in (await browser.post("refuse", number=number)).words
    assert "A volunteer has translated" not in (await browser.get()).words
    assert "uk" not in (await browser.opened()).sheet.texts


def changed_yaml(downloaded: bytes, old: str, new: str) -> bytes:
    assert old.encode() in downloaded
    return downloaded.replace(old.encode(), new.encode())


@every_kind
@pytest.mark.parametrize("ending", ["yaml", "csv"])
async def test_a_file_goes_out_and_comes_back(
    city: City, colleague: Resident, kind: SheetKind, ending: str
) -> None:
    key = await a_key(city.app.services.uow, kind, colleague)
    async with a_browser(city, key, colleague) as browser:
        await browser.enters()
        await browser.saves("en", **TEXTS[kind])
        file = await browser.get(f"/texts.{ending}")
        assert file.headers["Content-Disposition"] == f'attachment; filename="{kind.value}-{key.id}.{ending}"'
        assert "There is nothing to change" in (await browser.uploads(file.body)).words
        name, old = next(iter(TEXTS[kind].items()))
        shown = await browser.uploads(changed_yaml(file.body, old, "=1+1"))
        assert f"1 text would change English · {name.title()} until now {old} then =1+1" in shown.words
        assert (await browser.opened()).sheet.values("en")[name] == old
        taken = unescape(shown.text.partition('name="taken" value="')[2].partition('"')[0])
        assert "taken over" in (await browser.post("take", taken=taken)).words
        sheet = (await browser.opened()).sheet
        assert (sheet.values("en")[name], sheet.state("en")) == ("=1+1", TextState.UP_TO_DATE)
        # Taken a second time it changes nothing.
        assert "taken over" in (await browser.post("take", taken=taken)).words
        assert (await browser.opened()).sheet == sheet


async def test_what_somebody_wrote_since_the_look_at_a_file_stays(browser: Browser) -> None:
    await browser.saves("en", title="T", text="Old")
    file = (await browser.get("/texts.yaml")).body
    shown = await browser.uploads(changed_yaml(file, "text: Old", "text: From the file"))
    await browser.saves("en", title="T", text="Newer")
    taken = unescape(shown.text.partition('name="taken" value="')[2].partition('"')[0])
    assert "somebody else changed them" in (await browser.post("take", taken=taken)).words
    assert (await browser.opened()).sheet.values("en")["text"] == "Newer"


async def test_a_file_from_before_the_main_text_changed_is_outdated(browser: Browser) -> None:
    file = (await browser.get("/texts.yaml")).body
    await browser.saves("de", title="Neu", text="Ganz neu")
    late = changed_yaml(file, "  en:\n    title: ''\n    text: ''", "  en:\n    title: T\n    text: Text")
    late = re.sub(rb"  de:\n.*?(?=  en:)", b"", late, flags=re.S)
    shown = await browser.uploads(late)
    taken = unescape(shown.text.partition('name="taken" value="')[2].partition('"')[0])
    await browser.post("take", taken=taken)
    assert (await browser.opened()).sheet.state("en") is TextState.OUTDATED


async def test_a_main_text_and_its_translations_come_in_one_file(browser: Browser) -> None:
    new = b"texts:\n  en: {title: T, text: New}\n  de: {title: T, text: Neu}\n"
    shown = await browser.uploads(new)
    taken = unescape(shown.text.partition('name="taken" value="')[2].partition('"')[0])
    await browser.post("take", taken=taken)
    sheet = (await browser.opened()).sheet
    assert [sheet.state(code) for code in ("de", "en")] == [TextState.UP_TO_DATE] * 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"texts:\n  en: {text: \xff}\n", "Line 2, column 14 · The file is not UTF-8"),
        (b"texts:\n  en:\n    text: a\n    text: b\n", "Line 4, column 5 · English · “text” is there twice."),
        (b"texts:\n  xx:\n    text: a\n", "Line 3, column 11 · I do not know the language “xx”."),
        (b"field,en\ntitle," + b"x" * 61, "Line 2, column 2 · English · This text is too long: title (60)"),
        (b"x" * 1_000_001, "The file is larger than 1 MB."),
        (b"", "I cannot read this."),
    ],
)
async def test_a_wrong_file_changes_nothing(browser: Browser, content: bytes, said: str) -> None:
    before = await browser.opened()
    shown = await browser.uploads(content)
    assert (shown.status, said in shown.words) == (422, True), shown.words
    assert await browser.opened() == before


async def test_nonsense_for_files_is_refused(browser: Browser) -> None:
    assert (await browser.post("file", file="x")).status == 400
    for taken in (
        "",
        "{",
        "[]",
        '{"texts": 3}',
        '{"texts": {"xx": {"text": "a"}}, "bases": {}, "source": ""}',
    ):
        assert (await browser.post("take", taken=taken)).status == 400
    multipart = OUR_PAGE | {"Content-Type": "multipart/form-data; boundary=x"}
    for body in (b"", b"--x\r\nbroken", b"--y--"):
        shown = await browser.ask("POST", f"{browser.here}/file", data=body, headers=multipart)
        assert shown.status == 400
