"""People who write to several processes of one bot, and try another one where the first does not answer."""

import asyncio
import itertools
import json
import random
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp import ClientError, ClientSession, ClientTimeout, CookieJar

from bot.webhook import SECRET_HEADER
from tests.bot.bot_api import Call, Json, message_update

SECRET = "secret-of-the-webhook"
QUESTION, ANSWER = "Wie viele Beete hat der Gemeinschaftsgarten?", "40 Beete"
# Below the 20 messages a minute after which one is asked to pause.
BETWEEN_QUESTIONS = 5.0
PATIENCE = 90.0
_update_ids = itertools.count(1)


class Doors(Protocol):
    """Where the bot can be reached at present."""

    @property
    def urls(self) -> Sequence[str]:
        """The processes that are not known to be gone."""


@dataclass(frozen=True)
class Wait:
    """When somebody began to wait for an answer and when they had it, in monotonic seconds."""

    since: float
    until: float

    @property
    def seconds(self) -> float:
        """How long it was."""
        return self.until - self.since


@dataclass
class Visitor:
    """Somebody with the page open: registers for an event, then asks one question after the other."""

    doors: Doors
    http: ClientSession
    number: int
    asked: int = 0
    waits: list[Wait] = field(default_factory=list)
    messages: dict[int, Json] = field(default_factory=dict)
    seen: int = 0

    @property
    def answers(self) -> int:
        """How often the question was answered."""
        return sum(one["from"] == "bot" and ANSWER in str(one["text"]) for one in self.messages.values())

    async def lives(self, event_id: int, over: asyncio.Event) -> None:
        """Registers, and asks until it is over."""
        await self._says("start", {"payload": f"ev_{event_id}"}, lambda: self._button("Anmelden") is not None)
        await self._taps("Anmelden", "Schritt 1 von 4")
        await self._says("messages", {"text": f"Ada {self.number}"}, lambda: self._button("1") is not None)
        for label, heard in (("1", "Schritt 3"), ("Keine Unterstützung", "Schritt 4"), ("Ja, anmelden", "")):
            await self._taps(label, heard)
        while not over.is_set() or not self.asked:
            self.asked += 1
            await self._says("messages", {"text": QUESTION}, lambda: self.answers >= self.asked)
            await asyncio.sleep(BETWEEN_QUESTIONS)

    async def _taps(self, label: str, answer: str) -> None:
        # What came before may come twice after a crash, and is no answer to this tap.
        last = max(self.messages)
        button = self._button(label)
        assert button is not None, f"{label} is not in {self.messages[last]}"
        await self._says("taps", button, lambda: self._newer(last, answer))

    async def _says(self, what: str, body: Mapping[str, object], heard: Callable[[], bool]) -> None:
        since = time.monotonic()
        async with asyncio.timeout(PATIENCE):
            said, before = False, len(self._own())
            while not said:
                said = await self._post(what, body)
                await self._look()
                # Whoever died may have kept it before.
                said = said or len(self._own()) > before
            while not heard():
                await asyncio.sleep(0.1)
                await self._look()
        self.waits.append(Wait(since, time.monotonic()))

    def _newer(self, last: int, answer: str) -> bool:
        return any(answer in str(one["text"]) for number, one in self.messages.items() if number > last)

    def _own(self) -> list[Json]:
        return [one for one in self.messages.values() if one["from"] != "bot"]

    def _button(self, label: str) -> dict[str, object] | None:
        for number, one in sorted(self.messages.items(), reverse=True):
            rows: Any = one["buttons"]
            for button in itertools.chain(*rows):
                if label in button["text"] and "data" in button:
                    return {"message": number, "data": button["data"]}
        return None

    async def _post(self, what: str, body: Mapping[str, object]) -> bool:
        url = random.choice(self.doors.urls)
        content = {"language": "de", **body}
        try:
            async with self.http.post(f"{url}/chat/{what}", json=content, headers={"Origin": url}) as answer:
                return answer.status == 200
        except (ClientError, TimeoutError):
            await asyncio.sleep(0.1)
            return False

    async def _look(self) -> None:
        url = random.choice(self.doors.urls)
        try:
            async with self.http.get(f"{url}/chat/events", params={"after": self.seen}) as answer:
                answer.raise_for_status()
                found = await answer.json()
        except (ClientError, TimeoutError):
            await asyncio.sleep(0.1)
            return
        self.seen = found["last"]
        self.messages |= {one["id"]: one for one in found["messages"]}


@dataclass
class Writer:
    """Somebody on Telegram, whose messages come by webhook, each until it is taken."""

    doors: Doors
    http: ClientSession
    chat: int
    calls: Callable[[], Sequence[Call]]
    asked: int = 0
    waits: list[Wait] = field(default_factory=list)

    @property
    def answers(self) -> int:
        """How often the question was answered."""
        sent = (call.params for call in self.calls() if call.method == "sendMessage" and call.answer == "ok")
        return sum(one["chat_id"] == str(self.chat) and ANSWER in one["text"] for one in sent)

    async def lives(self, over: asyncio.Event) -> None:
        """Asks until it is over."""
        while not over.is_set() or not self.asked:
            self.asked += 1
            since = time.monotonic()
            await self._deliver(message_update(next(_update_ids), self.chat, QUESTION))
            self.waits.append(Wait(since, time.monotonic()))
            await asyncio.sleep(BETWEEN_QUESTIONS)

    async def _deliver(self, update: Json) -> None:
        """As Telegram does it: the same update, until somebody says that it was handled."""
        async with asyncio.timeout(PATIENCE):
            while True:
                url = random.choice(self.doors.urls)
                headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
                try:
                    async with self.http.post(
                        f"{url}/telegram", data=json.dumps(update), headers=headers
                    ) as got:
                        if got.status == 200:
                            return
                except (ClientError, TimeoutError):
                    await asyncio.sleep(0.05)
                await asyncio.sleep(0.05)


@asynccontextmanager
async def browser() -> AsyncIterator[ClientSession]:
    """A browser with cookies of its own."""
    limit = ClientTimeout(total=PATIENCE / 3)
    async with ClientSession(cookie_jar=CookieJar(unsafe=True), timeout=limit) as session:
        yield session
