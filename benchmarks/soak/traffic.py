"""Everybody who writes, at their own pace, and what came of every message."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count

from benchmarks.load.people import FIRST_CHAT, Sent
from benchmarks.soak.doors import Page, TelegramDoor, Visitor, Way, page
from benchmarks.soak.messenger import Messenger
from benchmarks.soak.people import Resident
from benchmarks.soak.words import Told, Words

PAUSES = 3.5, 6.0
"""Seconds between an answer and the next message: below the 20 messages a minute that the bot reads."""
PATIENCE = 90.0
"""Seconds after which somebody is taken to wait for ever."""


@dataclass(frozen=True)
class Exchange:
    """A message and its answer; times in seconds since the beginning. `wait` is None where none came. `last`
    is when it was sent for the last time, of `tries` times."""

    kind: str
    language: str
    channel: str
    at: float
    last: float
    ended: float
    tries: int
    wait: float | None
    sorry: bool = False
    held_back: bool = False
    about: str = ""
    text: str = ""


@dataclass
class Traffic:
    """Who writes, and all that was exchanged. `people`: everybody who ever wrote; their pages stay open as
    long as `stack`."""

    url: str
    words: Words
    side: Messenger
    door: TelegramDoor
    stack: AsyncExitStack
    pauses: tuple[float, float] = PAUSES
    people: list[Resident] = field(default_factory=list)
    pages: dict[int, Page] = field(default_factory=dict)
    exchanges: list[Exchange] = field(default_factory=list)
    begun: float = field(default_factory=time.perf_counter)
    _numbers: "count[int]" = field(default_factory=count)

    def now(self) -> float:
        """Seconds since the beginning."""
        return time.perf_counter() - self.begun

    @property
    def living(self) -> list[Resident]:
        """Who was not forgotten."""
        return [one for one in self.people if one.gone is None]

    async def lives(self, code: str, channel: str, over: asyncio.Event) -> None:
        """One place in the crowd: whoever is forgotten is followed by somebody else."""
        while not over.is_set():
            person = self._somebody(code, channel)
            if channel == "web":
                self.pages[person.number] = await self.stack.enter_async_context(page(self.url, person))
            await self.acts(person, person.life(), over)

    async def acts(self, person: Resident, life: Iterator[Sent], over: asyncio.Event) -> None:
        """One message after the other, with pauses."""
        await self._rests(person, over)
        for sent in life:
            await self.exchange(person, sent)
            if over.is_set():
                return
            await self._rests(person, over)

    async def exchange(self, person: Resident, sent: Sent) -> Exchange:
        """Sends one message and waits for its answer."""
        screen, way, at = person.seen, Way(), self.now()
        screen.listen()
        deliver = self.pages[person.number].deliver if person.number in self.pages else self.door.deliver
        try:
            async with asyncio.timeout(PATIENCE):
                await deliver(sent, way)
        except TimeoutError:
            pass  # counted as unanswered below
        person.answered()
        wait = screen.answered_at - self.begun - at if screen.answers else None
        found = Exchange(
            kind=sent.kind,
            language=person.code,
            channel=person.channel,
            at=at,
            last=way.last - self.begun,
            ended=self.now(),
            tries=way.tries,
            wait=wait,
            sorry=self.words.told(Told.SORRY, screen.said),
            held_back=self.words.told(Told.TOO_MUCH, screen.said),
            text=_text_of(sent),
            about=f"{person.chat}: {str(sent.content)[-160:]}",
        )
        self.exchanges.append(found)
        return found

    async def _rests(self, person: Resident, over: asyncio.Event) -> None:
        try:
            async with asyncio.timeout(person.chance.uniform(*self.pauses)):
                await over.wait()
        except TimeoutError:
            pass

    def _somebody(self, code: str, channel: str) -> Resident:
        number = next(self._numbers)
        made: Callable[..., Resident] = Visitor if channel == "web" else Resident
        person = made(number, self.side.screens[FIRST_CHAT + number], code=code, words=self.words)
        self.people.append(person)
        return person


def _text_of(sent: Sent) -> str:
    """What somebody wrote; empty for taps and what is no text."""
    message = sent.content.get("message")
    said = message.get("text") if isinstance(message, dict) else sent.content.get("text")
    return said if isinstance(said, str) else ""
