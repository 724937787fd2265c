"""The public side of a whole city: the chat's requests and sockets, pages and forms, each out of shape."""

import itertools
import json
import struct
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode

from aiohttp import ClientSession, CookieJar
from hypothesis import strategies as st

from civic.return_links import give_link
from civic.text_sheets import SheetKind
from tests.fakes import FakeClock
from tests.fuzzing.drawing import HOSTILE, JSON, SAID, damaged
from tests.fuzzing.raw import Request, Response, ask, cookies, exchange
from tests.fuzzing.watching import SECRET, Finding, Target, Watch, far_off, no_leak, no_server_error, watching
from tests.handlers.city import City, Person
from tests.text_pages import a_browser, a_colleague, a_key

Headers = tuple[tuple[str, str], ...]

# Placeholders: what a visitor really has.
TOKEN, NUMBER, TEXTS = "(token)", "(number)", "(texts)"
FORMS = ("claim", "pass", "rejoin", "change", "cancel", "renew", "end", "unmail")
SHEETS = ("draft", "save", "volunteer", "accept", "refuse", "end", "file", "take")
PASSKEYS = ("ask-new", "new", "ask-login", "login", "remove")
PLACES = (
    *("/", "/events", "/veranstaltungen", "/events.ics", "/e/{}", "/e/{}/event.ics", "/feed/{}.ics", "/r/{}"),
    *("/r/{}/cancel", "/r/{}/qr.svg", "/texts/{}", "/texts/s/{}", "/texts/s/{}/texts.yaml"),
    *(
        "/texts/s/{}/texts.csv",
        "/static/{}",
        "/chat/files/{}",
        "/chat/events",
        "/passkey",
        "/health/ready",
        "/health/live",
    ),
    *(f"/r/{{}}/{what}" for what in FORMS),
    *(f"/texts/s/{{}}/{what}" for what in SHEETS),
    *(f"/passkey/{what}" for what in PASSKEYS),
)
_WORDS = (
    st.sampled_from([TOKEN, NUMBER, TEXTS])
    | st.sampled_from([TOKEN, NUMBER, TEXTS, "1", "2", "0", "x" * 22, *HOSTILE])
    | st.text(max_size=12)
)
_FIELDS = st.sampled_from(
    [
        *("after", "lang", "page", "said", "people", "name", "need", "phone", "email", "person", "order"),
        *("language", "seen", "base", "title", "text", "description", "question", "code", "id", "credential"),
    ]
)
_FORM = st.dictionaries(_FIELDS, _WORDS | st.sampled_from(["de", "en", "1", "99", "step_free"]), max_size=5)
_TYPES = st.sampled_from(
    [
        *("application/json", "application/x-www-form-urlencoded", "text/plain", "image/jpeg", ""),
        *("application/x-www-form-urlencoded; charset=x", "application/json; charset=utf-16"),
        *(
            "multipart/form-data; boundary=b",
            "multipart/form-data",
            "multipart/form-data; boundary=" + "b" * 90,
        ),
    ]
)
_HEADERS: st.SearchStrategy[tuple[str, str]] = st.tuples(
    st.sampled_from(
        [
            *("Accept-Language", "X-Forwarded-For", "If-None-Match", "If-Modified-Since", "Range", "Cookie"),
            *(
                "Origin",
                "Sec-Fetch-Site",
                "Content-Encoding",
                "Transfer-Encoding",
                "Expect",
                "X-Odd",
                "Referer",
            ),
        ]
    ),
    st.sampled_from(
        [
            *("de;q=x, ar", "1.2.3.4, ::1%x, ü", '"*", W/"', "Thu, 99 Feb 2027", "bytes=9-1", "bytes=-", "*"),
            *("visitor=x; =; visitor", "null", "http://127.0.0.1", "https://evil.example", "same-origin"),
            *("gzip", "chunked", "100-continue", "deflate", "x" * 9000, "\x00", "\ud800", "a\tb"),
        ]
    )
    | st.text(st.characters(exclude_characters="\r\n"), max_size=20),
)


def _bodies() -> st.SearchStrategy[bytes]:
    forms = _FORM.map(lambda one: urlencode(one, errors="replace").encode())
    multipart = st.binary(max_size=30).map(
        lambda inner: b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\n' + inner
    )
    return (
        forms
        | _FORM.map(lambda one: json.dumps(one).encode())
        | JSON.map(lambda one: json.dumps(one).encode())
        | multipart
        | st.binary(max_size=40)
    )


@dataclass(frozen=True)
class Visit:
    """A request as a page, a program or an attacker sends it."""

    method: str
    place: str
    word: str
    query: dict[str, str]
    headers: Headers
    kind: str
    body: bytes


@dataclass(frozen=True)
class Chatted:
    """A request of the chat's page with a JSON body."""

    what: str
    body: Any


@dataclass(frozen=True)
class Tapped:
    """A real button, counted from the newest."""

    button: int


@dataclass(frozen=True)
class Socket:
    """A WebSocket: the address' query, headers, and what is sent over it."""

    query: dict[str, str]
    headers: Headers
    frames: tuple[bytes, ...]


VISITS = st.builds(
    Visit,
    st.sampled_from(["GET", "GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "X"]),
    st.sampled_from(PLACES),
    _WORDS,
    _FORM,
    st.just(()) | st.lists(_HEADERS, max_size=2).map(tuple),
    _TYPES,
    _bodies(),
)
_WELL = [
    {"text": "When is the café?", "language": "en"},
    {"payload": "lang_de-ev_1", "language": "de"},
    {"message": 1, "data": "events"},
]
CHATS = (
    st.builds(Chatted, st.just("messages"), st.builds(lambda text: {"text": text}, SAID))
    | st.builds(Chatted, st.sampled_from(["start", "messages", "taps", "end", "pictures"]), damaged(_WELL))
    | st.builds(Tapped, st.integers(0, 12))
    | st.builds(Tapped, st.integers(0, 12))
)
OPCODES = st.sampled_from([0x81, 0x82, 0x01, 0x80, 0x88, 0x89, 0x8A, 0x83, 0xF1, 0xC1])


def _frame(opcode: int, payload: bytes) -> bytes:
    """A masked frame. Source: RFC 6455, 5.2."""
    mask = b"\x01\x02\x03\x04"
    length = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + struct.pack(">H", len(payload))
    return bytes([opcode]) + length + mask + bytes(c ^ mask[i % 4] for i, c in enumerate(payload))


_FRAMES = st.builds(_frame, OPCODES, st.binary(max_size=200) | st.just(b"x" * 2000)) | st.binary(max_size=20)
SOCKETS = st.builds(
    Socket,
    st.dictionaries(st.just("after"), _WORDS | st.integers(-5, 10**20).map(str), max_size=1),
    st.lists(_HEADERS, max_size=1).map(tuple),
    st.lists(_FRAMES, max_size=4).map(tuple),
)


@dataclass
class Public:
    """A city at work, somebody's secret in it, and a visitor who tries everything."""

    city: City
    watch: Watch
    visitor: Person
    token: str = ""
    texts: str = ""
    text_cookies: list[tuple[str, str]] = field(default_factory=list)
    _turn: "itertools.count[int]" = field(default_factory=itertools.count)

    async def visit(self, case: Visit) -> str:
        """Sends a request to any place and reads what comes back."""
        self._time()
        word = {TOKEN: self.token, NUMBER: "1", TEXTS: self.texts}.get(case.word, case.word)
        path = case.place.format(quote(word, safe="", errors="replace"))
        target = f"{path}?{urlencode(case.query, errors='replace')}" if case.query else path
        named = {name for name, _ in case.headers}
        headers = [*case.headers, ("Content-Type", case.kind)]
        if "Cookie" not in named:
            headers.append(cookies([("visitor", self._cookie()), *self.text_cookies]))
        if "Origin" not in named:
            headers.append(("Origin", "null"))
        response = await ask(self.city.app.port, Request(case.method, target, tuple(headers), case.body))
        return self._checked(response, path, all_of_it=path == "/health/ready")

    async def chat(self, case: Chatted | Tapped) -> str:
        """Writes or taps as the page does, and reads what the bot answers."""
        self._time()
        if isinstance(case, Chatted):
            what, body = case.what, case.body
        else:
            what, body = "taps", self._real_tap(case.button)
        headers = (
            ("Origin", self.city.url),
            ("Content-Type", "image/png" if what == "pictures" else "application/json"),
            cookies([("visitor", self._cookie())]),
        )
        request = Request("POST", f"/chat/{what}", headers, json.dumps(body).encode())
        response = await ask(self.city.app.port, request)
        kind = self._checked(response, what)
        if response.status == 200:
            if what == "end":
                await self._comes_anew()
            no_leak(*(f"{one.text}{one.labels}{one.file}" for one in await self.visitor.hears()))
            self.watch.check()
        elif response.status == 401:
            await self._comes_anew()
        return kind

    async def socket(self, case: Socket) -> str:
        """Opens a socket, sends what is in no order, and closes it."""
        self._time()
        query = f"?{urlencode(case.query, errors='replace')}" if case.query else ""
        named = {name for name, _ in case.headers}
        own = (("Origin", self.city.url), cookies([("visitor", self._cookie())]))
        headers = (
            ("Upgrade", "websocket"),
            ("Connection", "Upgrade"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            *(one for one in own if one[0] not in named),
            *case.headers,
        )
        lines = [f"GET /chat/live{query} HTTP/1.1", f"Host: 127.0.0.1:{self.city.app.port}"]
        lines += [f"{name}: {value}" for name, value in headers]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogatepass")
        response = await exchange(self.city.app.port, head, *case.frames, _frame(0x88, b""))
        return self._checked(response, "/chat/live")

    def _checked(self, response: Response, where: str, *, all_of_it: bool = False) -> str:
        if not all_of_it:
            no_server_error(response.status, where)
        no_leak(response.text)
        if "Traceback (most recent" in response.text:
            raise Finding(f"{where} shows how the program is made")
        self.watch.check()
        return response.kind

    def _time(self) -> None:
        self.city.clock.advance(timedelta(seconds=61))

    def _cookie(self) -> str:
        return next((one.value for one in self.visitor.session.cookie_jar if one.key == "visitor"), "")

    def _real_tap(self, button: int) -> Any:
        newest = sorted(self.visitor.newest.values(), key=lambda one: -one.id)[:4]
        every = [
            (one.id, each["data"]) for one in newest for row in one.buttons for each in row if "data" in each
        ]
        number, data = every[button % len(every)] if every else (1, "events")
        return {"message": number, "data": data}

    async def _comes_anew(self) -> None:
        self.visitor.session.cookie_jar.clear(lambda one: one.key == "visitor")
        self.visitor.seen, self.visitor.newest = 0, {}
        await self.visitor.start()


async def _keep_secret(city: City, ada: Person) -> None:
    """Somebody registers under a secret name and asks a secret question."""
    await ada.start("ev_1")
    await ada.taps("Register")
    await ada.says(f"Ada {SECRET}")
    for label in ("2", "No support needed", "Yes, register"):
        await ada.taps(label)
    await ada.says(f"Who can tell me about {SECRET} and its zebras?")


@asynccontextmanager
async def public_side(
    database_url: str, kinds: Iterable[str] = ("chat", "visit", "socket")
) -> AsyncIterator[list[Target]]:
    """A whole city with its targets: requests of the chat, of any place, and sockets."""
    city = await City.open(database_url, FakeClock())
    jars = [CookieJar(unsafe=True) for _ in range(2)]
    try:
        async with ClientSession(cookie_jar=jars[0]) as first, ClientSession(cookie_jar=jars[1]) as second:
            uow = city.app.services.uow
            await city.event(titles={"en": "Café"}, seats=5, **far_off(city.clock()))
            await _keep_secret(city, Person(city, "en", first))
            visitor = Person(city, "en", second)
            await visitor.start("ev_1")
            await visitor.taps("Register")
            await visitor.says("Mallory")
            for label in ("1", "No support needed", "Yes, register"):
                await visitor.taps(label)
            colleague = await a_colleague(uow)
            key = await a_key(uow, SheetKind.ENTRY, colleague)
            async with a_browser(city, key, colleague) as desk:
                await desk.enters()
                with watching() as watch:
                    public = Public(city, watch, visitor, await give_link(uow, city.clock, 2), desk.token)
                    public.text_cookies = [(one.key, one.value) for one in desk.session.cookie_jar]
                    every = {
                        "chat": Target("web chat", CHATS, public.chat),
                        "visit": Target("public pages", VISITS, public.visit),
                        "socket": Target("WebSocket", SOCKETS, public.socket),
                    }
                    yield [every[kind] for kind in kinds]
    finally:
        await city.close()
