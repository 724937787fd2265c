"""A whole running bot for tests, and people who talk to it through the web chat's public side."""

import asyncio
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from aiohttp import ClientSession

from bot.app import App, Hooks
from bot.polling import Poller
from bot.services import read_content
from bot.settings import Settings
from civic.events import Event, create_event
from civic.staff import InvitationKind
from civic.staff_invitations import invite
from tests.factories import an_event
from tests.fakes import FakeClock

read_once = functools.cache(read_content)
"""Indexing the shipped content takes most of a start; the tests share one index."""
TAP = re.compile(r"\[(.+)\]")
PATIENCE = 20.0


@dataclass(frozen=True)
class Line:
    """One line of a transcript as the page gets it."""

    id: int
    seq: int
    sender: str
    text: str
    buttons: Sequence[Sequence[Mapping[str, str]]]
    file: Mapping[str, object] | None
    photo: Mapping[str, object] | None = None

    def button(self, label: str) -> Mapping[str, str] | None:
        """The button whose label contains this text."""
        every = [one for row in self.buttons for one in row]
        exact = [one for one in every if one["text"] == label]
        return next(iter(exact or [one for one in every if label in one["text"]]), None)

    @property
    def labels(self) -> list[str]:
        """What stands on the buttons."""
        return [one["text"] for row in self.buttons for one in row]


@dataclass
class City:
    """A running bot with a clock that stands still."""

    app: App
    clock: FakeClock

    @classmethod
    async def open(cls, database_url: str, clock: FakeClock, **settings: object) -> "City":
        """Starts a bot on a database; two in a row on the same one are a restart."""
        values: dict[str, object] = {
            "controller": "Stadt Kaiserslautern",
            "human_contact": "Rathaus, 0631 000",
        }
        values |= {"database_url": database_url, "web_port": 0, "embeddings": "off", **settings}
        # Whoever tests what happens after days is not to log in anew each time.
        idle = None if "staff_idle_hours" in settings else timedelta(days=400)
        hooks = Hooks(clock=clock, read=read_once, staff_idle=idle)
        app = await App.build(Settings.model_validate(values), hooks)
        await app.start()
        return cls(app, clock)

    async def close(self) -> None:
        """Stops the bot as SIGTERM does."""
        await self.app.stop()

    @property
    def url(self) -> str:
        """Where the page is served."""
        return f"http://127.0.0.1:{self.app.port}"

    async def settled(self) -> None:
        """Waits until every update is handled and everything that is due is delivered."""
        async with asyncio.timeout(PATIENCE):
            # An update that has somebody forgotten goes with them before it is answered.
            while await self.app.gateway.rooms.count_updates() or self._is_busy():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        await self.app.rounds.tick()
        await self.app.deliverer.tick()

    def _is_busy(self) -> bool:
        sources = [line.source for line in self.app.channels.lines]
        return any(isinstance(source, Poller) and source.is_busy for source in sources)

    async def event(self, **changes: object) -> Event:
        """Publishes an event."""
        event = replace(an_event(), starts_at=self.clock() + timedelta(days=10))
        event = replace(event, ends_at=event.starts_at + timedelta(hours=2), deadline=event.starts_at)
        return await create_event(self.app.services.uow, replace(event, **changes))  # type: ignore[arg-type]

    async def invitation(self, kind: InvitationKind) -> str:
        """A fresh one-time token."""
        return await invite(self.app.services.uow, self.clock, kind)


@dataclass
class Person:
    """Somebody with the page open."""

    city: City
    language: str
    session: ClientSession
    seen: int = 0
    transcript: list[str] = field(default_factory=list)
    newest: dict[int, Line] = field(default_factory=dict)

    async def start(self, payload: str = "") -> list[Line]:
        """Opens the page, perhaps by a deep link."""
        return await self._do("start", {"payload": payload, "language": self.language}, f"/start {payload}")

    async def says(self, text: str) -> list[Line]:
        """Writes a message; returns what the bot answers."""
        return await self._do("messages", {"text": text, "language": self.language}, text)

    async def sends(self, content: bytes, mime: str = "image/jpeg") -> list[Line]:
        """Sends a picture; returns what the bot answers."""
        self.transcript.append("> (a picture)")
        headers = {"Origin": self.city.url, "Content-Type": mime}
        url = f"{self.city.url}/chat/pictures"
        async with self.session.post(url, data=content, headers=headers) as response:
            assert response.status == 200, await response.text()
        return await self.hears()

    async def fetches(self, photo: Mapping[str, object]) -> bytes:
        """Loads a picture as the page shows it."""
        async with self.session.get(f"{self.city.url}/chat/files/{photo['id']}") as response:
            assert response.status == 200
            return await response.read()

    async def taps(self, label: str) -> list[Line]:
        """Taps the newest button whose label contains a text."""
        return await self._do("taps", self.tap(label), f"[{label}]")

    async def agrees_to_news(self) -> list[Line]:
        """Says yes to the news that were offered, and to being 16 or older, in any language."""
        for _ in range(2):
            heard = await self.taps(max(self.newest.values(), key=lambda one: one.id).labels[0])
        return heard

    def tap(self, label: str) -> Mapping[str, object]:
        """The request of that tap."""
        for line in sorted(self.newest.values(), key=lambda one: -one.id):
            button = line.button(label)
            if button is not None and "data" in button:
                return {"message": line.id, "data": button["data"]}
        raise AssertionError(f"no button {label!r} in {[one.labels for one in self.newest.values()]}")

    async def follows(self, transcript: str, heard: Sequence[Line] = ()) -> None:
        """Plays a transcript: `> said`, `> [button]`, `< part of the answer`, `<! what must not be in it`.

        In what is said, ⏎ begins a new line.
        """
        for raw in filter(None, map(str.strip, transcript.splitlines())):
            mark, _, text = raw.partition(" ")
            if mark == ">":
                tapped = TAP.fullmatch(text)
                heard = await (self.taps(tapped[1]) if tapped else self.says(text.replace(" ⏎ ", "\n")))
                continue
            answered = "\n".join("\n".join([one.text, *one.labels]) for one in heard)
            found = text in plain(answered)
            assert found is (mark == "<"), f"{raw!r} in\n{answered}\nafter\n" + "\n".join(
                self.transcript[-6:]
            )

    async def hears(self) -> list[Line]:
        """What came in since the last look."""
        await self.city.settled()
        async with self.session.get(f"{self.city.url}/chat/events", params={"after": self.seen}) as response:
            body = await response.json()
        self.seen = max(self.seen, body["last"])
        lines = [_line(one) for one in body["messages"] if not one["deleted"]]
        self.newest |= {one.id: one for one in lines}
        heard = [one for one in lines if one.sender == "bot"]
        self.transcript += [f"< {one.text} {one.labels}" for one in heard]
        notices = [Line(0, one["seq"], "notice", one["text"], (), None) for one in body["notices"]]
        return heard + notices

    async def _do(self, what: str, body: Mapping[str, object], shown: str) -> list[Line]:
        self.transcript.append(f"> {shown}")
        await self.post(what, body)
        return await self.hears()

    async def post(self, what: str, body: Mapping[str, object]) -> int:
        """Sends a request as the page does, without waiting for the bot; returns the status."""
        headers = {"Origin": self.city.url}
        async with self.session.post(f"{self.city.url}/chat/{what}", json=body, headers=headers) as response:
            assert response.status < 500, await response.text()
            if response.status == 409 and (await response.json())["error"] == "again":
                return await self.post(what, body)  # with the new cookie, as the page does
            if response.status == 200 and (await response.json()).get("seq", self.seen + 1) <= self.seen:
                self.seen, self.newest = 0, {}  # forgotten meanwhile: a new chat, as the page begins it
            return response.status


def _line(one: Mapping[str, object]) -> Line:
    buttons, file, photo = one["buttons"], one["document"], one["photo"]
    assert isinstance(buttons, list)
    assert file is None or isinstance(file, dict)
    assert photo is None or isinstance(photo, dict)
    numbers = int(str(one["id"])), int(str(one["seq"]))
    return Line(*numbers, str(one["from"]), str(one["text"]), buttons, file, photo)


def plain(text: str) -> str:
    """A text without direction marks, as a reader compares it."""
    return re.sub("[\u2066-\u2069\u200e\u200f]", "", text)


def sqlite_at(folder: Path) -> str:
    """The address of a database file in a folder."""
    return f"sqlite+aiosqlite:///{folder / 'stadtbote.db'}"
