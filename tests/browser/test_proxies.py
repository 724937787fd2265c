"""The web chat through nginx and Caddy with the examples of `deploy/`, over HTTPS, in a real browser."""

import io
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiohttp import ClientSession, DummyCookieJar, TCPConnector, WSServerHandshakeError
from playwright.async_api import Browser, WebSocket
from yarl import URL

from tests.browser.test_city import heard, say
from tests.fakes import FakeClock
from tests.handlers.city import City
from tests.proxies import PROXIES, Running, free_port, proxy_at
from webchat.guard import PublicSide

pytestmark = [pytest.mark.browser, pytest.mark.faults]
TOO_MUCH = 12 * 1024 * 1024
INSIDE = (
    "/health/live",
    "/health/ready",
    "/health",
    "/metrics",
    "/%68ealth/live",
    "//health/live",
    "/x/../health/live",
)


@pytest.fixture
async def city(sqlite_url: str, clock: FakeClock) -> AsyncIterator[City]:
    """A bot that knows its address outside, and believes the proxy."""
    url = f"https://localhost:{free_port()}"
    city = await City.open(sqlite_url, clock, public_url=url, trusted_proxies="127.0.0.1")
    yield city
    await city.close()


@pytest.fixture(params=PROXIES)
async def proxy(city: City, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Running]:
    async with proxy_at(request.param, city.app.settings.public_url, city.app.port, tmp_path) as running:
        yield running


@asynccontextmanager
async def somebody(address: str, **headers: str) -> AsyncIterator[ClientSession]:
    """Whoever writes from an address of this machine; keeps no cookies and checks no certificate."""
    connector = TCPConnector(local_addr=(address, 0), ssl=False)
    async with ClientSession(connector=connector, headers=headers, cookie_jar=DummyCookieJar()) as session:
        yield session


async def test_people_talk_through_the_proxy(proxy: Running, browser: Browser) -> None:
    context = await browser.new_context(locale="de-DE", ignore_https_errors=True)
    page = await context.new_page()
    sockets: list[WebSocket] = []
    news: list[str | bytes] = []

    def opened(socket: WebSocket) -> None:
        sockets.append(socket)
        socket.on("framereceived", lambda frame: news.append(frame))

    page.on("websocket", opened)
    refused: list[str] = []
    page.on("pageerror", lambda error: refused.append(str(error)))
    answer = await page.goto(proxy.url)
    assert answer is not None
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    await heard(page, "Stadt Kaiserslautern")
    await say(page, "/help")
    await heard(page, "/privacy")
    assert [socket.url.partition("?")[0] for socket in sockets] == [f"wss{proxy.url[5:]}/chat/live"]
    assert news
    [cookie] = await context.cookies()
    assert (cookie["secure"], cookie["httpOnly"]) == (True, True)
    assert not sockets[0].is_closed()
    assert not refused
    await context.close()


async def test_a_socket_is_for_the_own_page_only(proxy: Running) -> None:
    live = f"{proxy.url}/chat/live"
    async with somebody("127.0.0.1", Origin=proxy.url) as session:
        async with session.post(f"{proxy.url}/chat/start", json={}) as started:
            assert started.status == 200
            mine = {"Cookie": f"__Host-visitor={started.cookies['__Host-visitor'].value}"}
        async with session.ws_connect(live, headers=mine) as socket:
            assert (await socket.receive()).data
    async with somebody("127.0.0.1", Origin="https://evil.example") as session:
        with pytest.raises(WSServerHandshakeError, match="403"):
            await session.ws_connect(live, headers=mine)
        async with session.post(f"{proxy.url}/chat/start", json={}) as refused:
            assert refused.status == 403


async def test_the_limit_is_for_each_address_and_nobody_writes_their_own(proxy: Running) -> None:
    most = PublicSide(proxy.url).new_visitors
    start = f"{proxy.url}/chat/start"
    async with somebody("127.0.0.2", Origin=proxy.url) as session:
        for number in range(most + 1):
            forged = {"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": f"for=192.0.2.{number}"}
            async with session.post(start, json={}, headers=forged) as answer:
                assert answer.status == (200 if number < most else 429)
    async with somebody("127.0.0.3", Origin=proxy.url) as session, session.post(start, json={}) as answer:
        assert answer.status == 200


async def test_what_is_inside_stays_inside_and_nobody_sends_without_end(proxy: Running) -> None:
    async with somebody("127.0.0.1", Origin=proxy.url) as session:
        for path in INSIDE:
            async with session.get(URL(f"{proxy.url}{path}", encoded=True)) as answer:
                assert answer.status in (400, 404), path
                assert "status" not in await answer.text()
        async with session.post(f"{proxy.url}/chat/start", json={}) as started:
            mine = {
                "Cookie": f"__Host-visitor={started.cookies['__Host-visitor'].value}",
                "Content-Type": "image/png",
            }
        much = io.BytesIO(bytes(TOO_MUCH))
        async with session.post(f"{proxy.url}/chat/pictures", data=much, headers=mine) as answer:
            assert answer.status == 413
        async with session.get(proxy.plain_url, allow_redirects=False) as answer:
            assert answer.status in (301, 308)
            assert unquote(answer.headers["Location"]).startswith("https://")


@pytest.mark.parametrize("name", PROXIES)
async def test_nobody_is_written_down_not_even_when_the_bot_is_away(name: str, tmp_path: Path) -> None:
    secret = secrets.token_hex(16)
    nobody = free_port()
    async with proxy_at(name, f"https://localhost:{free_port()}", nobody, tmp_path) as proxy:
        async with (
            somebody("127.0.0.2", Origin=proxy.url) as session,
            session.get(f"{proxy.url}/r/{secret}") as answer,
        ):
            assert answer.status == 502
        assert secret not in proxy.said
        assert "127.0.0.2" not in proxy.said
