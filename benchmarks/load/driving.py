"""People who write: as fast as they are answered, or at a steady rate."""

import asyncio
import json
import random
import statistics
import time
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle

import aiohttp

from benchmarks.load.people import Person, Sent
from bot.webhook import SECRET_HEADER
from tests.faults.crowd import SECRET

AT_ONCE = 40
"""Deliveries that Telegram has open at once, unless the bot asks for another number."""


@dataclass
class Tally:
    """What came of messages. `waits`: seconds from the delivery to the first answer."""

    kinds: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)
    unanswered: int = 0
    apologies: int = 0
    held_back: int = 0
    seconds: float = 0.0

    @property
    def messages(self) -> int:
        """How many were delivered."""
        return sum(self.kinds.values())

    @property
    def refused(self) -> int:
        """How many deliveries were not answered with 200."""
        return self.messages - self.statuses["200"]

    @property
    def rate(self) -> float:
        """Messages per second."""
        return self.messages / self.seconds

    def percentile(self, hundredths: int) -> float:
        """So many of a hundred waits were no longer than this; seconds."""
        return statistics.quantiles(self.waits, n=100, method="inclusive")[hundredths - 1]


@dataclass
class Driver:
    """Delivers messages of a crowd to the addresses of one bot, in turn. `after` is called with the number
    of messages so far; `apology` and `brake` are texts that no message should be answered with."""

    urls: Sequence[str]
    client: aiohttp.ClientSession
    people: Sequence[Person]
    after: Callable[[int], None]
    apology: frozenset[str]
    brake: frozenset[str]

    def __post_init__(self) -> None:
        self._doors = cycle(self.urls)
        self._updates = count(1)
        self._waiting = deque((one, one.life()) for one in self.people)
        self._delivered = 0

    async def flat_out(self, messages: int) -> Tally:
        """So many deliveries are open at any time; everybody writes again when all others have."""
        tally, left = Tally(), iter(range(messages))

        async def deliver() -> None:
            for _ in left:
                await self._next(tally)

        return await self._timed(tally, [deliver() for _ in range(min(AT_ONCE, len(self.people)))])

    async def steadily(self, messages: int, rate: float) -> Tally:
        """So many messages per second, at random moments."""
        tally, chance, running = Tally(), random.Random(messages), set[asyncio.Task[None]]()

        async def deliver() -> None:
            due = time.perf_counter()
            for _ in range(messages):
                due += chance.expovariate(rate)
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                task = asyncio.ensure_future(self._next(tally))
                running.add(task)
                task.add_done_callback(running.discard)
            await asyncio.gather(*running)

        return await self._timed(tally, [deliver()])

    async def _timed(self, tally: Tally, work: Sequence[Coroutine[None, None, None]]) -> Tally:
        begun = time.perf_counter()
        await asyncio.gather(*work)
        tally.seconds = time.perf_counter() - begun
        return tally

    async def _next(self, tally: Tally) -> None:
        person, life = self._waiting.popleft()
        await self._send(tally, person, next(life))
        self._waiting.append((person, life))
        self._delivered += 1
        self.after(self._delivered)

    async def _send(self, tally: Tally, person: Person, sent: Sent) -> None:
        body = json.dumps({"update_id": next(self._updates)} | sent.content)
        headers = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
        screen = person.screen
        screen.listen()
        tally.kinds[sent.kind] += 1
        begun = time.perf_counter()
        try:
            async with self.client.post(f"{next(self._doors)}/telegram", data=body, headers=headers) as got:
                tally.statuses[str(got.status)] += 1
        except (aiohttp.ClientError, TimeoutError) as failure:
            tally.statuses[type(failure).__name__] += 1
        if not screen.answers:
            tally.unanswered += 1
            return
        tally.waits.append(screen.answered_at - begun)
        tally.apologies += screen.text in self.apology
        tally.held_back += screen.text in self.brake
