"""Every answer of the running web server carries its headers: of each route, and where something is wrong."""

import logging
import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from gzip import compress
from html.parser import HTMLParser
from pathlib import Path

import pytest
from aiohttp import ClientResponse, ClientSession

from tests.bot.bot_api import BotApi
from tests.fakes import FakeClock
from tests.fuzzing.raw import Request, ask
from tests.telegram.chat import Telegram
from tests.telegram.conftest import HOOK
from webchat.guard import HOST_COOKIE

ROOT = Path(__file__).resolve().parents[2]
HTTPS = "https://bot.city.example"
PARTS = {"id": "1", "token": "x" * 22, "number": "1", "language": "de"}
# What a browser would run although it stands in the page itself.
INLINE = re.compile(r"on\w+|style")
STATIC = [one.name for folder in ("webchat", "pages") for one in (ROOT / folder / "static").iterdir()]


class Scripts(HTMLParser):
    """Collects what a policy without inline scripts and styles would forbid."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.inline += [f"{tag} {name}" for name in given if INLINE.fullmatch(name)]
        # About an event, for search engines; and the words of the chat page.
        is_data = given.get("type") in ("application/ld+json", "application/json")
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.inline.append(tag)


@pytest.fixture
async def side(sqlite_url: str, clock: FakeClock) -> AsyncIterator[Telegram]:
    """A bot with everything that is served: chat, pages, webhook, figures, a contact for faults."""
    async with BotApi() as api:
        values = {"webhook_url": HOOK, "public_url": HTTPS, "metrics_port": 0, "trusted_proxies": "127.0.0.1"}
        values["security_contact"] = "security@city.example"
        opened = await Telegram.open(api, sqlite_url, clock, **values)
        yield opened
        await opened.app.stop()


def routes(side: Telegram) -> Iterator[tuple[str, str]]:
    """Every method and path of the server, with something in the place of each part."""
    for route in side.app._runner.app.router.routes():
        assert route.resource is not None
        path = route.resource.canonical
        names = STATIC if path.startswith("/static/") else ["texts.csv"]
        for name in names if "{name}" in path else [""]:
            yield route.method, path.format(**PARTS, name=name)


async def check(response: ClientResponse, *, secure: bool = True) -> None:
    """What every answer has to say, and what a page must not hold."""
    headers, where = response.headers, f"{response.method} {response.url} {response.status}"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'"), where
    assert "frame-ancestors 'none'" in policy, where
    assert "unsafe" not in policy, where
    assert headers["X-Content-Type-Options"] == "nosniff", where
    assert headers["Referrer-Policy"] == "no-referrer", where
    assert "camera=()" in headers["Permissions-Policy"], where
    assert headers["Cache-Control"], where
    assert ("max-age" in headers.get("Strict-Transport-Security", "")) is secure, where
    assert headers["Server"] == "Stadtbote", where
    if response.content_type == "text/html":
        found = Scripts()
        found.feed(await response.text())
        assert found.inline == [], where


async def test_every_route_however_it_is_asked(side: Telegram) -> None:
    await side.event(titles={"en": "Café"})
    walked = list(routes(side))
    assert len(walked) > 60
    found = set()
    async with ClientSession(side.city.url) as session:
        asked = [*walked, *{("DELETE", path) for _, path in walked}]
        asked += [("GET", "/nowhere"), ("POST", "/"), ("OPTIONS", "/e/1"), ("GET", "/static/..%2fguard.py")]
        for method, path in asked:
            async with session.request(method, path, allow_redirects=False) as response:
                await check(response)
                found.add(response.status)
                assert response.status != 500, path
    assert {200, 401, 403, 404, 405} <= found


async def test_what_breaks_says_so_and_nothing_else(
    side: Telegram, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(hashed: bytes) -> None:
        raise RuntimeError("a secret of the database")

    monkeypatch.setattr(side.app.gateway.rooms, "visitor_by_token", broken)
    cookies = {HOST_COOKIE: "x"}
    async with (
        ClientSession(side.city.url, cookies=cookies) as session,
        session.get("/chat/events") as response,
    ):
        await check(response)
        assert response.status == 500
        assert "secret" not in await response.text()
    assert "a secret of the database" in caplog.text


@pytest.mark.parametrize("expected", ["\ud800", "200-please"])
@pytest.mark.parametrize("where", ["/chat/live", "/chat/start", "/nowhere"])
async def test_what_nobody_can_expect_is_refused(side: Telegram, where: str, expected: str) -> None:
    """By hand, since no client sends such a header. The second place takes no GET, the third is none."""
    answer = await ask(side.app.port, Request("GET", where, (("Expect", expected),)))
    assert answer.status == 417
    assert "please" not in answer.text


@pytest.mark.parametrize("where", ["/chat/start", "/passkey/ask-login", "/e/1", "/nowhere"])
async def test_what_says_it_is_compressed_is_no_error_of_ours(
    side: Telegram, caplog: pytest.LogCaptureFixture, where: str
) -> None:
    headers = (("Content-Encoding", "gzip"), ("Content-Type", "application/json"), ("Origin", HTTPS))
    for body in (b'{"payload": "no gzip"}', compress(b'{"payload": ""}')):
        answer = await ask(side.app.port, Request("POST", where, headers, body))
        assert 300 <= answer.status < 500
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_the_socket_and_the_figures_too(side: Telegram) -> None:
    async with ClientSession(side.city.url) as session:
        headers = {"Origin": HTTPS}
        async with session.post("/chat/start", json={}, headers=headers) as response:
            await check(response)
            cookie = response.headers["Set-Cookie"]
        assert {"HttpOnly", "Secure", "SameSite=Lax"} <= set(cookie.split("; "))
        headers["Cookie"] = cookie.partition(";")[0]
        async with session.ws_connect("/chat/live", headers=headers) as socket:
            await check(socket._response)
        assert side.app.operation.page is not None
        async with session.get(f"http://127.0.0.1:{side.app.operation.page.port}/metrics") as response:
            await check(response, secure=False)


@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded", "text/plain"])
async def test_another_site_changes_nothing_with_our_cookie(side: Telegram, kind: str) -> None:
    """As a browser would send it for a page of somebody else, if it sent the cookie at all."""
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Content-Type": kind}
    async with ClientSession(side.city.url) as session:
        async with session.post("/chat/start", json={}, headers={"Origin": HTTPS}) as response:
            foreign["Cookie"] = response.headers["Set-Cookie"].partition(";")[0]
        await side.city.settled()
        before = side.rows()
        for path in [path for method, path in routes(side) if method == "POST"]:
            async with session.post(path, data=b"{}", headers=foreign, allow_redirects=False) as response:
                assert response.status in (401, 403, 404), path
    await side.city.settled()
    assert side.rows() == before


async def test_whom_to_tell_of_faults(side: Telegram) -> None:
    """The fields of RFC 9116: one that expires within a year, and the address at which this is found."""
    async with ClientSession(side.city.url) as session, session.get("/.well-known/security.txt") as response:
        assert (response.status, response.content_type, response.charset) == (200, "text/plain", "utf-8")
        fields = dict(line.split(": ", 1) for line in (await response.text()).splitlines())
    expires = datetime.fromisoformat(fields.pop("Expires"))
    assert timedelta() < expires - side.now < timedelta(days=365)
    assert fields == {
        "Contact": "mailto:security@city.example",
        "Preferred-Languages": "de, en",
        "Canonical": f"{HTTPS}/.well-known/security.txt",
    }


async def test_where_somebody_comes_from_is_stored_nowhere(
    side: Telegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    headers = {"Origin": HTTPS, "X-Forwarded-For": "203.0.113.77"}
    async with ClientSession(side.city.url) as session:
        for path in ("/chat/start", "/chat/messages", "/r/unknown", "/texts/unknown"):
            body = {"text": "Hello", "language": "en"}
            async with session.post(path, json=body, headers=headers) as response:
                assert response.status < 500
    await side.city.settled()
    assert "203.0.113" not in f"{side.rows()}{caplog.text}"


async def test_without_https_and_a_contact_nothing_is_said_of_them(hooked: Telegram) -> None:
    async with ClientSession(hooked.city.url) as session:
        for path, status in (("/health/live", 200), ("/.well-known/security.txt", 404)):
            async with session.get(path) as response:
                await check(response, secure=False)
                assert response.status == status


def test_no_policy_allows_what_stands_in_the_page() -> None:
    for folder in ("bot", "webchat", "pages"):
        for file in (ROOT / folder).rglob("*.py"):
            assert "unsafe-" not in file.read_text("utf-8"), file
