"""A whole web chat for one test: gateway, Bot API, public side, and a browser that visits it."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Self

from aiohttp import ClientSession, ClientWebSocketResponse, CookieJar, web

from tests.webchat.fake_rooms import FakeRooms
from webchat.browser import add_routes
from webchat.errors import Fault
from webchat.gateway import Gateway
from webchat.guard import PublicSide
from webchat.news import News
from webchat.server import BotApi

Json = dict[str, object]

PUBLIC = PublicSide("http://chat.example")


@dataclass
class Clock:
    """Time that stands still until it is moved."""

    now: datetime = datetime(2027, 3, 1, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **units: float) -> None:
        self.now += timedelta(**units)


@dataclass
class Faults:
    """Answers instead of the real ones, by method name; each is given once."""

    planned: dict[str, list[Fault]] = field(default_factory=dict)
    calls: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    called: asyncio.Event = field(default_factory=asyncio.Event)

    def plan(self, method: str, fault: Fault) -> None:
        self.planned.setdefault(method, []).append(fault)

    def __call__(self, method: str, params: Mapping[str, object]) -> Fault | None:
        self.calls.append((method, params))
        self.called.set()
        waiting = self.planned.get(method)
        return waiting.pop(0) if waiting else None


class House:
    """Both servers on free ports. `rooms` may be those of an earlier house: that is a restart."""

    def __init__(
        self, rooms: FakeRooms | None = None, clock: Clock | None = None, public: PublicSide = PUBLIC
    ) -> None:
        self.rooms = rooms or FakeRooms()
        self.clock = clock or Clock()
        self.faults = Faults()
        self.gateway = Gateway(self.rooms, self.clock, "Stadtbote", news=News(poll_seconds=30))
        self.api = BotApi(self.gateway, self.faults)
        self.public = public
        self.api_url = ""
        self.url = ""
        self.site = web.Application()
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self.api_url = await self.api.start()
        self._stack.push_async_callback(self.api.stop)
        add_routes(self.site, self.gateway, self.public)
        runner = web.AppRunner(self.site, shutdown_timeout=1)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        self.http = await self._stack.enter_async_context(ClientSession())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def browser(self) -> "Browser":
        """Another browser with an empty cookie jar."""
        session = ClientSession(self.url, cookie_jar=CookieJar(unsafe=True))
        await self._stack.enter_async_context(session)
        return Browser(session, self.url)

    async def call(self, method: str, **params: object) -> tuple[int, Json]:
        """A Bot API call with a JSON body, as it comes back."""
        url = f"{self.api_url}/bot{self.api.token}/{method}"
        async with self.http.post(url, json=params) as response:
            return response.status, await response.json()

    async def refused(self, method: str, **params: object) -> str:
        """The code and the reason with which a call is refused."""
        status, answer = await self.call(method, **params)
        assert answer["ok"] is False
        assert answer["error_code"] == status
        return f"{status} {answer['description']}"

    async def updates(self, **params: object) -> list[Json]:
        """What waits for the bot."""
        found = await self.result("getUpdates", **params)
        assert isinstance(found, list)
        return found

    async def result(self, method: str, **params: object) -> object:
        """The result of a call that must succeed."""
        status, answer = await self.call(method, **params)
        assert (status, answer["ok"]) == (200, True), answer
        return answer["result"]


class Browser:
    """What the page does, without a page."""

    def __init__(self, session: ClientSession, origin: str) -> None:
        self.session = session
        self.headers = {"Origin": origin}

    async def post(self, path: str, body: object, **headers: str) -> tuple[int, Json]:
        async with self.session.post(path, json=body, headers={**self.headers, **headers}) as response:
            return response.status, await response.json()

    async def start(self, payload: str = "", language: str = "de") -> None:
        status, answer = await self.post("/chat/start", {"payload": payload, "language": language})
        assert status == 200, answer

    async def say(self, text: str) -> tuple[int, Json]:
        return await self.post("/chat/messages", {"text": text})

    async def events(self, after: int = 0, **headers: str) -> Json:
        async with self.session.get(f"/chat/events?after={after}", headers=headers) as response:
            assert response.status == 200
            answer: Json = await response.json()
            return answer

    async def messages(self, after: int = 0) -> list[Json]:
        found = (await self.events(after))["messages"]
        assert isinstance(found, list)
        return found

    async def live(self, after: int = 0) -> ClientWebSocketResponse:
        return await self.session.ws_connect(f"/chat/live?after={after}", headers=self.headers)
