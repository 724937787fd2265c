"""Things to write texts for, and a browser without scripts that has the text page open."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from html import unescape

from aiohttp import ClientSession, CookieJar, FormData

from civic.announcements import Announcement, AnnouncementStatus, Body
from civic.ports import UnitOfWork
from civic.residents import Resident
from civic.staff import Role
from civic.staff_entries import EntryText, StaffEntry
from civic.text_editing import Opened, open_sheet
from civic.text_links import link_for_staff, link_for_volunteer
from civic.text_sheets import SheetKey, SheetKind
from tests.factories import NOW, a_kept_event, a_resident, an_announcement
from tests.handlers.city import City

OUR_PAGE = {"Sec-Fetch-Site": "same-origin", "Origin": "null", "Accept-Language": "en"}
PRIVATE_MARKS = re.compile("[\u2066-\u2069\u200e\u200f]")


async def a_colleague(uow: UnitOfWork, language: str = "en") -> Resident:
    """A coordinator."""
    return await a_resident(uow, language=language, role=Role.COORDINATOR)


async def a_draft(uow: UnitOfWork, author: Resident, **changes: object) -> Announcement:
    """An announcement that is being written, with a German main text."""
    kept = await an_announcement(uow, author, status=AnnouncementStatus.DRAFT, due_at=None)
    bodies = {"de": Body("Sommerfest", "Kommen Sie alle!")}
    one = replace(kept, **{"bodies": bodies, **changes})  # type: ignore[arg-type]
    async with uow.writing() as w:
        await w.announcements.update(one)
        await w.commit()
    return one


async def a_key(uow: UnitOfWork, kind: SheetKind, by: Resident) -> SheetKey:
    """Something of each kind whose main language is German."""
    match kind:
        case SheetKind.ANNOUNCEMENT:
            return SheetKey(kind, (await a_draft(uow, by)).id)
        case SheetKind.EVENT:
            return SheetKey(kind, (await a_kept_event(uow)).id)
        case SheetKind.ENTRY:
            texts = {"de": EntryText("Wann ist offen?", "Montags.", written_by=by.id)}
            async with uow.writing() as w:
                entry = await w.entries.add(StaffEntry(0, "de", texts, NOW, created_by=by.id))
                await w.commit()
            return SheetKey(kind, entry.id)


@dataclass
class Answer:
    """What a browser gets."""

    status: int
    text: str
    headers: Mapping[str, str]
    path: str
    body: bytes = b""

    @property
    def words(self) -> str:
        """The text as it is read."""
        plain = unescape(re.sub(r"<[^>]*>", " ", self.text))
        return re.sub(r"\s+", " ", PRIVATE_MARKS.sub("", plain))

    def hidden(self, language: str) -> dict[str, str]:
        """The hidden fields of a language's box."""
        form = re.search(rf'<form [^>]*data-language="{language}".*?</form>', self.text, re.S)
        assert form is not None, self.text
        found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form[0])
        return {name: unescape(value) for name, value in found}


@dataclass
class Browser:
    """Somebody with a link; `here` is the page once it is open."""

    city: City
    session: ClientSession
    token: str
    key: SheetKey
    here: str = ""
    headers: dict[str, str] = field(default_factory=lambda: dict(OUR_PAGE))

    async def enters(self) -> Answer:
        """Opens the link and taps its button."""
        await self.ask("GET", f"/texts/{self.token}")
        found = await self.ask("POST", f"/texts/{self.token}")
        self.here = found.path
        return found

    async def get(self, below: str = "") -> Answer:
        """Opens the page, or one below it."""
        return await self.ask("GET", self.here + below)

    async def post(self, below: str, **fields: object) -> Answer:
        """Sends a form."""
        return await self.ask("POST", f"{self.here}/{below}", data={k: str(v) for k, v in fields.items()})

    async def script(self, below: str, **fields: object) -> tuple[int, dict[str, object]]:
        """What the page's script sends and gets."""
        url = f"{self.city.url}{self.here}/{below}"
        async with self.session.post(url, json=fields, headers=self.headers) as response:
            is_json = response.content_type == "application/json"
            return response.status, await response.json() if is_json else {}

    async def uploads(self, content: bytes, name: str = "texts.yaml") -> Answer:
        """Hands a file in."""
        form = FormData()
        form.add_field("file", content, filename=name, content_type="application/octet-stream")
        return await self.ask("POST", f"{self.here}/file", data=form)

    async def saves(self, language: str, **texts: str) -> Answer:
        """Opens the page, fills a box in and saves it."""
        fields = (await self.get()).hidden(language)
        return await self.post("save", **fields, **texts)

    async def ask(self, method: str, path: str, **more: object) -> Answer:
        """Any request."""
        url = f"{self.city.url}{path}"
        sent = {"headers": self.headers, **more}
        async with self.session.request(method, url, **sent) as response:  # type: ignore[arg-type]
            body = await response.read()
            text = body.decode("utf-8", "replace")
            return Answer(response.status, text, dict(response.headers), response.url.path, body)

    async def opened(self) -> Opened:
        """What is kept."""
        found = await open_sheet(self.city.app.services.uow, self.city.clock, self.key)
        assert found is not None
        return found


@asynccontextmanager
async def a_browser(city: City, key: SheetKey, by: Resident, language: str = "") -> AsyncIterator[Browser]:
    """A browser with a fresh link: to everything, or to one language for a volunteer."""
    uow, clock = city.app.services.uow, city.clock
    if language:
        token = await link_for_volunteer(uow, clock, key, language, by.id)
    else:
        token = await link_for_staff(uow, clock, key, by.id)
    assert token is not None
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield Browser(city, session, token, key)
