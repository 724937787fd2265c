"""How messages reach the bot: by Telegram's webhook and from pages in browsers, until they are there."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain, count
from typing import Any

import aiohttp

from benchmarks.load.people import Sent
from benchmarks.soak.people import Resident
from bot.webhook import SECRET_HEADER
from tests.faults.crowd import SECRET, browser

TRY_AGAIN_AFTER = 0.3
LOOK_EVERY = 0.25
GONE = {401, 409}
"""What a page is told whose button or chat is not there any more."""


@dataclass
class Way:
    """How often a message was sent, and when for the last time."""

    tries: int = 0
    last: float = 0.0
    refused: int = 0

    def begins(self) -> None:
        """One more try."""
        self.tries += 1
        self.last = time.perf_counter()


@dataclass
class TelegramDoor:
    """Telegram delivers an update until it is taken. `twice`: each of them two times at once; `older`: with a
    date that lies so many seconds back."""

    url: str
    client: aiohttp.ClientSession
    twice: bool = False
    older: int = 0
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    async def deliver(self, sent: Sent, way: Way) -> None:
        """Until it was answered with 200."""
        content = dict(sent.content)
        if "message" in content and self.older:
            message: Any = content["message"]
            content["message"] = {**message, "date": message["date"] - self.older}
        body = json.dumps({"update_id": next(self._numbers)} | content)
        await asyncio.gather(*(self._until_taken(body, way) for _ in range(2 if self.twice else 1)))

    async def _until_taken(self, body: str, way: Way) -> None:
        headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
        while True:
            way.begins()
            try:
                async with self.client.post(f"{self.url}/telegram", data=body, headers=headers) as got:
                    if got.status == 200:
                        return
                    way.refused = got.status
            except (aiohttp.ClientError, TimeoutError):
                pass  # it is not there at the moment
            await asyncio.sleep(TRY_AGAIN_AFTER)


@dataclass
class Page:
    """A browser with the chat open."""

    url: str
    client: aiohttp.ClientSession
    person: Resident
    _after: int = 0
    _own: int = 0

    async def deliver(self, sent: Sent, way: Way) -> None:
        """Until it was taken, and something came back."""
        await self.look()
        self.person.screen.listen()  # what came before is no answer
        own = self._own
        while not await self._post(sent, way):
            await asyncio.sleep(TRY_AGAIN_AFTER)
            await self.look()
            if self._own > own:  # whoever was ended meanwhile had kept it
                break
        while not self.person.screen.answers and way.refused not in GONE:
            await asyncio.sleep(LOOK_EVERY)
            await self.look()
        # An answer may have a second message.
        await asyncio.sleep(LOOK_EVERY)
        await self.look()

    async def _post(self, sent: Sent, way: Way) -> bool:
        way.begins()
        body = {**sent.content, "language": self.person.code}
        what = "taps" if "data" in body else "messages"
        try:
            async with self.client.post(
                f"{self.url}/chat/{what}", json=body, headers={"Origin": self.url}
            ) as got:
                way.refused = 0 if got.status == 200 else got.status
                again = got.status == 409 and (await got.json())["error"] == "again"
                return got.status == 200 or (got.status in GONE and not again)
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def look(self) -> None:
        """Takes in what is new."""
        try:
            async with self.client.get(f"{self.url}/chat/events", params={"after": self._after}) as got:
                found = await got.json() if got.status == 200 else None
        except (aiohttp.ClientError, TimeoutError):
            found = None
        if found is None:
            return
        if found["last"] < self._after:
            self._after = 0  # the chat was ended and begun anew, as for whoever is forgotten
            return
        screen = self.person.screen
        self._after = found["last"]
        for one in found["messages"]:
            if one["from"] != "bot":
                self._own += 1
            elif not one["deleted"]:
                datas = [each["data"] for each in chain(*one["buttons"]) if "data" in each]
                rows = [[{"callback_data": data} for data in datas]]
                screen.show(one["id"], one["text"], json.dumps({"inline_keyboard": rows}))
        for _ in found["notices"]:
            screen.hear()


@dataclass
class Visitor(Resident):
    """Somebody in the web chat, with the same life."""

    channel: str = "web"

    def _message(self, content: dict[str, Any], kind: str) -> Sent:
        return Sent(kind, {"text": content["text"]})

    def _taps(self, kind: str, name: str, *, ending: str = "", at: int = 0) -> Sent:
        query: Any = super()._taps(kind, name, ending=ending, at=at).content["callback_query"]
        return Sent(kind, {"message": query["message"]["message_id"], "data": query["data"]})


@asynccontextmanager
async def page(url: str, person: Resident) -> AsyncIterator[Page]:
    """Opens one, with cookies of its own."""
    async with browser() as client:
        yield Page(url, client, person)
