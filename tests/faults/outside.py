"""People on Telegram who want something and do not give up: whatever dies meanwhile, they try again."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.bot.bot_api import Json
from tests.telegram.chat import Bubble, Chat, Telegram

PATIENCE = 150.0
TRIES = 40
THROUGH = ("You are registered", "You are on the waiting list", "registered for this event before")


@dataclass
class Outside(Telegram):
    """The messenger's side of programs that come and go. Each update is given out in so many `copies`;
    `answered` says when one was done with."""

    answered: list[float] = field(default_factory=list)
    copies: int = 1

    async def until(self, holds: Callable[[], bool]) -> None:
        """Waits, also until the next program has started."""
        async with asyncio.timeout(PATIENCE):
            await self.api.until(holds)

    async def _poll(self, update: Json) -> None:
        await self.api.push(*[update] * self.copies)
        await self.until(lambda: self.api.confirmed > int(str(update["update_id"])))
        self.answered.append(time.monotonic())


@dataclass
class Caller:
    """Somebody who taps what leads on, as it is on their screen, and begins anew where nothing does.

    Between two tries they wait for `pause` seconds.
    """

    side: Telegram
    number: int
    name: str
    pause: float = 0.0

    def __post_init__(self) -> None:
        self.chat: Chat = self.side.private(self.number)

    def seen(self, piece: str) -> int:
        """How many messages contain it."""
        return sum(piece in bubble.text for bubble in self.shown())

    def shown(self) -> list[Bubble]:
        """All messages of the bot to them."""
        return self.side.shown(self.number)

    def offers(self, label: str) -> bool:
        """Whether the newest message with buttons has this one."""
        newest = next((one for one in reversed(self.shown()) if one.buttons), None)
        return newest is not None and any(label in one for one in newest.labels)

    async def fills_in(self, event_id: int) -> None:
        """Goes on until only the last tap is missing."""
        while not self.offers("Yes, "):
            await self._next_step(event_id)

    async def registers(self, event_id: int) -> None:
        """Goes on until told that it is done."""
        for _ in range(TRIES):
            if any(map(self.seen, THROUGH)) or self.offers("Café"):
                return
            before = len(self.shown())
            await self._next_step(event_id)
            await asyncio.sleep(self.pause)
            if len(self.shown()) == before:
                # The answer was lost, and so is the button that it had. What is typed has the open question
                # asked again, and this shows what they have.
                await self.chat.says("/my")
        raise AssertionError(f"{self.name} cannot register: {[one.text for one in self.shown()[-3:]]}")

    async def _next_step(self, event_id: int) -> None:
        shown = self.shown()
        if shown and "What is your name?" in shown[-1].text:
            await self.chat.says(self.name)
            return
        for label in ("Yes, ", "No support needed", "1", "Register", "Join the waiting list"):
            if self.offers(label):
                await self.chat.taps(label)
                return
        await self.chat.says(f"/start ev_{event_id}")

    async def taps_until(self, begin: str, *labels: str, done: Callable[[], Awaitable[bool]]) -> None:
        """Writes `begin` and taps these one after the other; again from the beginning until it is done."""
        for _ in range(TRIES):
            if await done():
                return
            label = next((one for one in reversed(labels) if self.offers(one)), None)
            await (self.chat.taps(label) if label else self.chat.says(begin))
        raise AssertionError(f"{self.name}: {begin} leads to {[one.text for one in self.shown()[-3:]]}")
