"""The bot's side of the web chat: any call with any parameters in any encoding, on real tables."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from storage.database import Database
from storage.rooms import SqlRooms
from tests.fuzzing.drawing import HOSTILE, JSON
from tests.fuzzing.raw import Request, ask
from tests.fuzzing.watching import SECRET, Target, Watch, no_leak, no_server_error, watching
from tests.webchat.fake_rooms import FakeRooms
from tests.webchat.house import Browser, House
from webchat.guard import PublicSide
from webchat.methods import METHODS

ADA, MALLORY = 1, 2
_KEYBOARD = {"inline_keyboard": [[{"text": "Tap", "callback_data": "x:1"}]]}
_GOOD: dict[str, list[Any]] = {
    "chat_id": [ADA, MALLORY, str(MALLORY), 99],
    "message_id": [1, 2, 3, 2**63 - 1],
    "text": ["Hello", "<b>Hello</b>", "&amp;", *HOSTILE],
    "parse_mode": ["HTML", "html", "Markdown"],
    "reply_markup": [_KEYBOARD, json.dumps(_KEYBOARD), {"remove_keyboard": True}],
    "reply_parameters": [{"message_id": 1}, '{"message_id": 1}'],
    "offset": [0, -1, 2**63 - 1],
    "commands": [[{"command": "start", "description": "Begin"}]],
    "scope": [{"type": "chat", "chat_id": MALLORY}, {"type": "default"}],
    "callback_query_id": ["2-1796115600-x", "1-9-"],
    "photo": ["attach://f", "f"],
    "document": ["attach://f"],
    "action": ["typing"],
}


@dataclass(frozen=True)
class Call:
    """A call of the Bot API; `encoding`: json, form, multipart or query."""

    method: str
    params: dict[str, Any]
    encoding: str


@st.composite
def _calls(draw: DrawFn) -> Call:
    name = draw(st.sampled_from(sorted(METHODS)))
    known = sorted(METHODS[name].parameters - {"timeout"})
    params = {}
    for parameter in draw(st.lists(st.sampled_from(known or ["none"]), max_size=6, unique=True)):
        good = _GOOD.get(parameter)
        params[parameter] = draw(st.sampled_from(good) | JSON if good else JSON)
    for parameter in ("chat_id", "text", "message_id"):
        if parameter in known and draw(st.booleans()):
            params[parameter] = draw(st.sampled_from(_GOOD[parameter]))
    return Call(name, params, draw(st.sampled_from(["json", "form", "multipart", "query"])))


CALLS = _calls() | _calls() | _calls() | st.builds(Call, st.text(max_size=20), st.just({}), st.just("json"))


@dataclass
class Bot:
    """Whoever has the bot's token, and a visitor whose page must not show what was said to another."""

    house: House
    watch: Watch
    visitor: Browser
    seen: int = 0

    async def attempt(self, case: Call) -> str:
        """Sends a call, and looks at the other visitor's page."""
        self.house.clock.advance(seconds=1)
        port = urlsplit(self.house.api_url).port
        assert port is not None
        response = await ask(port, self._request(case))
        no_server_error(response.status, case.method)
        events = await self.visitor.events(self.seen)
        self.seen = int(str(events["last"]))
        no_leak(json.dumps(events))
        self.watch.check()
        return response.kind

    def _request(self, case: Call) -> Request:
        path = f"/bot{self.house.api.token}/{''.join(c for c in case.method if c.isalnum())}"
        values = {name: _plain(value) for name, value in case.params.items()}
        match case.encoding:
            case "json":
                body = json.dumps(case.params).encode()
                return Request("POST", path, (("Content-Type", "application/json"),), body)
            case "form":
                body = urlencode(values, errors="replace").encode()
                return Request("POST", path, (("Content-Type", "application/x-www-form-urlencoded"),), body)
            case "query":
                return Request("GET", f"{path}?{urlencode(values, errors='replace')}")
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in values.items()
        ]
        parts.append(
            '--b\r\nContent-Disposition: form-data; name="f"; filename="ü"\r\n\r\n\x89PNG\r\n--b--\r\n'
        )
        body = "".join(parts).encode("utf-8", "replace")
        return Request("POST", path, (("Content-Type", "multipart/form-data; boundary=b"),), body)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


@asynccontextmanager
async def bot_api(database_url: str) -> AsyncIterator[Target]:
    """The gateway with its public side, without a bot."""
    database = Database(database_url)
    rooms = cast(FakeRooms, SqlRooms(database))
    try:
        with watching() as watch:
            public = PublicSide("http://chat.example", new_visitors=10_000, actions=10_000, looks=10_000)
            async with House(rooms, public=public) as house:
                ada, mallory = await house.browser(), await house.browser()
                await ada.start()
                await ada.say(SECRET)
                await mallory.start()
                await house.result("sendMessage", chat_id=ADA, text=SECRET)
                yield Target("Bot API gateway", CALLS, Bot(house, watch, mallory).attempt)
    finally:
        await database.close()
