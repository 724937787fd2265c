"""What people type comes out as text: one evening of payloads through the chat, looked at at every exit."""

import csv
import io
import json
import logging
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest
import vobject
from aiohttp import ClientSession
from icalendar import Calendar
from prometheus_client import generate_latest
from pypdf import PdfReader

from bot.logs import QUIET, configure
from bot.secrets import Redactor
from civic.staff import InvitationKind
from tests.bot.mail_server import CERTIFICATE, MailServer, running
from tests.fakes import FakeClock
from tests.handlers.city import City, Person, plain
from tests.handlers.conftest import NewPerson
from tests.handlers.payloads import (
    FORMULA,
    JSON_END,
    LINES,
    MARKDOWN,
    MARKUP,
    SQL,
    TEMPLATE,
    TERMINAL,
)
from tests.handlers.test_announcements import staff

TITLE = f"{FORMULA} <b>Tea</b> {SQL}"[:100]
PLACE = f"{MARKUP}{LINES}"[:190]
DESCRIPTION = f"{MARKUP} {MARKDOWN}{LINES}\n{TEMPLATE}{TERMINAL}{JSON_END}"
CONTACT = f"@SUM(A1) {MARKDOWN}{TERMINAL}"
COST = f"-2+3 {MARKUP}"[:70]
NAME = f"{FORMULA}{MARKUP}{TERMINAL}"[:75]
QUESTION = f"Where is the flea circus of Quarkenheim? {SQL} {MARKUP} {MARKDOWN} {TEMPLATE}{LINES}{TERMINAL}"
ANSWER = f"It is closed. {MARKUP} {MARKDOWN} {SQL}{LINES}{JSON_END}"
NEWS = f"{MARKUP} {MARKDOWN}\n{FORMULA}{LINES}{TERMINAL}{TEMPLATE}"
BROKEN = f"Nobody knows this: {TERMINAL}{LINES}\n2027-01-01T00:00:00Z INFO     bot: forged {SQL}"

# Direction marks of ours are around what people wrote; nothing else of that kind may come out.
TURNING = re.compile("[\u202a-\u202e\x00-\x08\x0b-\x1f\x7f]")


class Elements(HTMLParser):
    """The elements and attributes of a page, and the text between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes an element."""
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        """Notes a text."""
        self.words.append(data)

    def check(self) -> None:
        """Nothing that people wrote became an element, or an attribute that does something."""
        assert not {"b", "img", "iframe", "object", "svg", "base", "form"} & set(self.tags)
        assert not [name for name, _ in self.attributes if name.startswith("on")]
        assert not [v for name, v in self.attributes if name in ("href", "src") and "javascript:" in v]
        assert not [v for _, v in self.attributes if v.startswith("tg:")]


@dataclass
class Evening:
    """A city with its mail server, everything that is logged, and two people."""

    city: City
    mails: MailServer
    log: io.StringIO
    owner: Person
    guest: Person

    async def get(self, path: str) -> tuple[str, dict[str, str]]:
        """What a browser gets."""
        async with ClientSession() as session, session.get(f"{self.city.url}{path}") as response:
            assert response.status == 200, path
            return await response.text(), dict(response.headers)

    async def said_to(self, person: Person) -> list[dict[str, Any]]:
        """All that a page shows, with its entities."""
        async with person.session.get(f"{self.city.url}/chat/events?after=0") as response:
            found: list[dict[str, Any]] = (await response.json())["messages"]
            return [one for one in found if one["from"] == "bot"]

    async def file(self, person: Person, name: str) -> bytes:
        """The newest file of that kind that somebody got; its name is harmless in a header."""
        found = [
            one
            for one in await self.said_to(person)
            if (one["document"] or {}).get("name", "").endswith(name)
        ]
        address = f"{self.city.url}/chat/files/{found[-1]['document']['id']}"
        async with person.session.get(address) as response:
            assert re.fullmatch(
                r"attachment; filename\*=UTF-8''[\w.-]+", response.headers["Content-Disposition"]
            )
            return await response.read()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root, stream = logging.getLogger(), io.StringIO()
    earlier, level = list(root.handlers), root.level
    quiet = {name: logging.getLogger(name).level for name in QUIET}
    configure("INFO", Redactor(()), stream)
    yield stream
    root.handlers[:] = earlier
    root.setLevel(level)
    for name, before in quiet.items():
        logging.getLogger(name).setLevel(before)
    logging.captureWarnings(False)


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock, log: io.StringIO) -> AsyncIterator[City]:
    async with running(MailServer()) as server:
        more = {"smtp_url": f"smtp://127.0.0.1:{server.port}", "smtp_from": "bot@city.example"}
        city = await City.open(sqlite_url, clock, ca_bundle=CERTIFICATE, **more)
        city.app.mails = server  # type: ignore[attr-defined]
        yield city
        await city.close()


@pytest.fixture
async def evening(city: City, log: io.StringIO, new_person: NewPerson) -> Evening:
    """Everything is typed that can be typed; each field has its payload."""
    owner = await staff(city, new_person, "en-US", InvitationKind.OWNER)
    guest = await new_person("en-US")
    await guest.start()
    server: MailServer = city.app.mails  # type: ignore[attr-defined]
    one = Evening(city, server, log, owner, guest)
    await _writes_event(owner)
    await _registers(guest)
    await _asks(owner, guest)
    await _announces(owner)
    return one


async def _writes_event(owner: Person) -> None:
    for said in ("/newevent", TITLE, "18.12.2026 18:00", PLACE, "20"):
        await owner.says(said)
    for field, said in (("Description", DESCRIPTION), ("Contact", CONTACT), ("Cost", COST)):
        await owner.taps(field)
        await owner.says(said)
    await owner.taps("Publish")


async def _registers(guest: Person) -> None:
    await guest.start("ev_1")
    await guest.taps("Register")
    await guest.says(NAME)
    for label in ("1", "No support needed", "Yes, register", "No reminders"):
        await guest.taps(label)
    await guest.says("no")  # news of such events
    await guest.taps("Yes, leave an address")
    refused, *_ = await guest.says("x@x.example\r\nBcc: all@x.example")
    assert "That is not an e-mail address" in refused.text
    await guest.says("mira@home.org")


async def _asks(owner: Person, guest: Person) -> None:
    await guest.says(QUESTION)
    await guest.taps("Pass my question to a person")
    await owner.hears()
    await owner.taps("Answer")
    await owner.says(ANSWER)
    await owner.taps("Send")
    await guest.hears()


async def _announces(owner: Person) -> None:
    for said in ("/announce", "=1+1 <i>News</i>", NEWS):
        await owner.says(said)
    await owner.taps("Preview")


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


async def test_every_exit(evening: Evening) -> None:
    await _chat(evening)
    await _pages(evening)
    await _calendars(evening)
    await _tables(evening)
    await _own_data(evening)
    await _poster(evening)
    _mail(evening)
    await _log_and_figures(evening)
    _database(evening)


async def _chat(evening: Evening) -> None:
    """Payloads stand there as they were typed; no entity begins or ends inside of one."""
    seen = 0
    for person in (evening.owner, evening.guest):
        for one in await evening.said_to(person):
            text = one["text"]
            assert not TURNING.search(text.replace("\n", "").replace("\r", "")), text
            links = [e.get("url", "") for e in one["entities"]]
            assert not [url for url in links if url.startswith(("javascript:", "tg:")) or "x.example" in url]
            units = text.encode("utf-16-le")
            for entity in one["entities"]:
                inside = units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode(
                    "utf-16-le"
                )
                assert inside not in ("x", "b", "i", "c", "l", "s", "Tea", "News"), (inside, text)
            seen += "<script>alert(1)</script>" in plain(text)
    assert seen >= 8


async def _pages(evening: Evening) -> None:
    for path in ("/e/1?lang=en", "/events?lang=en", "/e/1?lang=ar"):
        page, _ = await evening.get(path)
        found = Elements(page)
        found.check()
        assert set(re.findall(r"<script[^>]*>", page)) <= {'<script type="application/ld+json">'}
        assert not TURNING.search(page.replace("\n", ""))
        assert "DROP TABLE" in page
    page, _ = await evening.get("/e/1?lang=en")
    assert "<script>alert(1)</script>" in "".join(Elements(page).words)
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert json.loads(data)["name"] == plain(TITLE)


async def _calendars(evening: Evening) -> None:
    for path in ("/events.ics", "/e/1/event.ics"):
        text, headers = await evening.get(path)
        assert re.fullmatch(r'(inline|attachment); filename="[\w.-]+"', headers["Content-Disposition"])
        _calendar(text)
    _calendar((await evening.file(evening.guest, ".ics")).decode())


def _calendar(text: str) -> None:
    """One entry with the properties that we write, read by two libraries."""
    unfolded = re.sub(r"\r\n[ \t]", "", text)
    assert "\n" not in unfolded.replace("\r\n", "")
    assert not [line for line in unfolded.split("\r\n") if line.startswith(("ATTENDEE", "Bcc"))]
    assert unfolded.count("\r\nBEGIN:VEVENT") == 1
    [entry] = Calendar.from_ical(text).walk("VEVENT")
    assert str(entry["summary"]) == TITLE
    read = vobject.readOne(text)
    assert len(read.vevent_list) == 1
    assert read.vevent.summary.value == TITLE


async def _tables(evening: Evening) -> None:
    await evening.owner.follows("""
        > /staff
        > [Our events]
        > [Tea]
        > [Participants]
        > [Lists, messages]
        > [List as CSV]
        > [Lists, messages]
        > [List to print]
        > /staff
        > [Log]
        > [Log as a table (CSV)]
    """)
    files = [one["document"] for one in await evening.said_to(evening.owner) if one["document"]]
    tables = [one for one in files if one["name"].endswith(".csv")]
    assert len(tables) == 2
    for table in tables:
        rows = rows_of(await evening.owner.fetches(table))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert not [cell for row in rows for cell in row if TURNING.search(cell) or "\n" in cell]
    assert "'=HYPERLINK" in str(rows_of(await evening.owner.fetches(tables[0]))[1])
    page = (await evening.file(evening.owner, ".html")).decode()
    Elements(page).check()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


async def _own_data(evening: Evening) -> None:
    heard = await evening.guest.says("/mydata")
    if not any(one.file for one in heard):
        heard = await evening.guest.taps("As a file")
    read = json.loads(await evening.file(evening.guest, ".json"))
    assert "<script>alert(1)</script>" in json.dumps(read)


async def _poster(evening: Evening) -> None:
    await evening.guest.start("ev_1")
    await evening.guest.taps("Poster")
    await evening.guest.taps("Make the poster")
    content = await evening.file(evening.guest, ".pdf")
    reader = PdfReader(io.BytesIO(content))
    assert not {"/AA", "/Names", "/AcroForm"} & set(reader.root_object)
    assert isinstance(reader.root_object["/OpenAction"], list)  # where to begin to read; no action
    (page,) = reader.pages
    assert "/Annots" not in page
    assert "HYPERLINK" in "".join(page.extract_text().split())


def _mail(evening: Evening) -> None:
    [mail] = evening.mails.received
    assert evening.mails.recipients == ["mira@home.org"]
    assert set(map(str.lower, mail.keys())) == {
        *("from", "to", "subject", "date", "message-id", "auto-submitted", "mime-version", "content-type"),
        "content-language",
    }
    assert mail["Subject"] == f"Your registration: {TITLE}"
    body = mail.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    assert "<script>alert(1)</script>" in str(body.get_content())
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == "event-1.ics"
    content = attached.get_content()
    _calendar(content if isinstance(content, str) else content.decode())


async def _log_and_figures(evening: Evening) -> None:
    """A failure quotes what somebody said; no line of theirs looks like one of ours."""

    async def fails(*_: Any) -> None:
        raise ValueError(f"cannot do {BROKEN}")

    library = evening.city.app.services.library
    asked = library.ask
    library.ask = fails  # type: ignore[method-assign, assignment]
    await evening.guest.says(BROKEN)
    library.ask = asked  # type: ignore[method-assign]
    logging.getLogger("bot").warning("refused: %s", BROKEN)
    written = evening.log.getvalue()
    assert "Traceback" in written
    assert not TURNING.search(written.replace("\n", ""))
    for line in written.splitlines():
        assert re.match(r"20\d\d-\d\d-\d\dT[\d:.]+Z (INFO|WARNING|ERROR) +[\w.]+: |  ", line), line
    assert "2027-01-01T00:00:00Z INFO     bot: forged" not in re.findall(r"^\S.*", written, re.M)
    figures = generate_latest(evening.city.app.operation.metrics.registry).decode()
    assert not [word for word in ("script", "HYPERLINK", "DROP", "Quarkenheim") if word in figures]


def _database(evening: Evening) -> None:
    """Every table is there, and what was typed stands in them once."""
    file = evening.city.app.database.file
    assert file is not None
    connection = sqlite3.connect(file)
    try:
        for table in ("resident", "event", "registration", "question"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] >= 1
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (1,)
    finally:
        connection.close()
