"""People who register, wait for a seat and have themselves forgotten, while something goes wrong.

Each run is a function of a stage, so that tests and a table of faults use the same ones.
"""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from bot.app import App
from civic.events import Event
from civic.registrations import Registration, RegistrationStatus
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import BotApi
from tests.civic.answers.packs import write_pack
from tests.faults.outcomes import SEED, Outcome, kills
from tests.faults.outside import PATIENCE, Caller, Outside
from tests.faults.serving import LATER, Kept, Serving
from tests.faults.towns import Towns, as_it_is
from tests.handlers.city import City
from tests.stored import everything

FIRST = 770_000
WRITES = 35
"""Among so many writes from its start a program dies."""
HELD = {RegistrationStatus.CONFIRMED, RegistrationStatus.OFFERED}
TAKEN, WAITING = "You are registered", "You are on the waiting list"
OFFER = "has become free"

Leave = Callable[["Stage", Caller], Awaitable[None]]
Wrong = Callable[["Stage"], AbstractAsyncContextManager[Kept | None]]


@dataclass
class Stage:
    """A database, the messenger's side, and people who talk to programs that come and go."""

    towns: Towns
    api: BotApi
    folder: Path
    kills: int
    oversold: int = 0
    database: Database = field(init=False)

    @property
    def uow(self) -> SqlUnitOfWork:
        """The database, seen from outside."""
        return SqlUnitOfWork(self.database)

    async def prepare(
        self,
        seats: int,
        people: int,
        below: Callable[[App], None] = as_it_is,
        changed: Mapping[str, object] | None = None,
    ) -> list[Caller]:
        """An event, and people who may write to the bot."""
        self.database = Database(self.towns.database_url)
        self.content = write_pack(self.folder / "content")
        settings = {"content": self.content, **(changed or {})}
        self.city: City = await self.towns.open(telegram=True, prepare=below, changed=settings)
        self.event: Event = await self.city.event(titles={"en": "Café"}, seats=seats)
        self.side = Outside(self.api, self.city)
        return [Caller(self.side, FIRST + n, f"Unmistakable {n}") for n in range(people)]

    @asynccontextmanager
    async def killed(self) -> AsyncIterator[Kept]:
        """From now on the program is one that dies, again and again."""
        await self.towns.close(self.city)
        async with Kept(self._run(), random.Random(SEED), self.kills, WRITES, self.look) as kept:
            yield kept

    @asynccontextmanager
    async def two_programs(self) -> AsyncIterator[Kept]:
        """From now on two programs with the same bot run, and the messenger gives each of them everything."""
        await self.towns.close(self.city)
        chance = random.Random(SEED)
        async with Kept(self._run(), chance, 0, 1) as first, Kept(self._run(), chance, 0, 1):
            yield first

    @asynccontextmanager
    async def all_twice(self) -> AsyncIterator[None]:
        """From now on each update comes twice."""
        self.side.copies = 2
        yield

    async def end(self) -> None:
        """Closes what was opened to look."""
        await self.database.close()

    def _run(self) -> Serving:
        return Serving(self.towns.database_url, self.api.base, self.content, self.towns.clock())

    async def registrations(self) -> list[Registration]:
        """All that are not cancelled."""
        async with self.uow.reading() as r:
            return await r.registrations.of_event(self.event.id)

    async def names(self) -> list[str]:
        """Of these."""
        return [one.name for one in await self.registrations()]

    async def held(self) -> dict[str, RegistrationStatus]:
        """How they stand, by name."""
        return {one.name: one.status for one in await self.registrations()}

    async def look(self) -> None:
        """Whether more seats are given away than there are."""
        # People's messages are of the time of the program that comes next.
        self.towns.clock.advance(LATER)
        held = sum(one.people for one in await self.registrations() if one.status in HELD)
        self.oversold += max(held - self.event.seats, 0)


def _killed(kept: Kept | None) -> tuple[int, str]:
    number = kept.killed if kept is not None else 0
    return number, kills(number) if number else "all the time"


async def registering(stage: Stage, wrong: Wrong) -> Outcome:
    """People register, three at a time, for fewer seats than there are people."""
    people = await stage.prepare(seats=2 * stage.kills, people=3 * stage.kills)
    waiting = list(people)
    async with wrong(stage) as kept:

        async def one_after_the_other() -> None:
            while waiting:
                await waiting.pop(0).registers(stage.event.id)

        await asyncio.gather(*(one_after_the_other() for _ in range(3)))
        recovered = kept.recovered(stage.side.answered) if kept and kept.killed else None
        await stage.look()
        found = await stage.registrations()
    killed, times = _killed(kept)
    confirmed = {one.name for one in found if one.status is RegistrationStatus.CONFIRMED}
    note = f"{len(confirmed)} of {stage.event.seats} seats taken, {len(found) - len(confirmed)} wait"
    lost, rows, told = compared(people, found)
    full = len(confirmed) == stage.event.seats and not stage.oversold
    keeps = full and not rows and 2 * killed >= (kept.kills if kept else 0)
    return Outcome(lost, rows + told, killed, recovered, times, note, keeps)


def compared(people: Sequence[Caller], found: Sequence[Registration]) -> tuple[int, int, int]:
    """How many have no registration, or not the seat they heard of; have several; heard of it twice."""
    by_name = Counter(one.name for one in found)
    confirmed = {one.name for one in found if one.status is RegistrationStatus.CONFIRMED}
    lost = sum(one.name not in (confirmed if one.seen(TAKEN) else by_name) for one in people)
    told = sum(max(one.seen(TAKEN) + one.seen(WAITING) - 1, 0) for one in people)
    return lost, by_name.total() - len(by_name), told


async def waiting_list(stage: Stage, wrong: Wrong) -> Outcome:
    """Who holds the only seat cancels, the next is offered it, takes it and cancels, and so on."""
    return await _passed_on(stage, wrong, _cancels)


async def forgetting(stage: Stage, wrong: Wrong) -> Outcome:
    """Who holds the only seat is forgotten, the next is offered it, takes it and is forgotten, and so on."""
    return await _passed_on(stage, wrong, _is_forgotten)


async def _cancels(stage: Stage, one: Caller) -> None:
    async def is_done() -> bool:
        return one.name not in await stage.names()

    labels = ("My registrations", "Café", "Cancel registration", "Yes, cancel")
    await one.taps_until("/my", *labels, done=is_done)


async def _is_forgotten(stage: Stage, one: Caller) -> None:
    """Asks and confirms, and does nothing more: whatever died meanwhile, it is done then."""

    async def is_asked() -> bool:
        return one.offers("Yes, delete everything")

    await one.taps_until("/forget", done=is_asked)
    await one.chat.taps("Yes, delete everything")
    async with asyncio.timeout(PATIENCE):
        while one.name in await everything(stage.database):  # noqa: ASYNC110 - rows, not an event
            await asyncio.sleep(0.1)


async def _passed_on(stage: Stage, wrong: Wrong, leave: Leave) -> Outcome:
    people = await stage.prepare(seats=1, people=1 + stage.kills)
    for one in people:
        await one.registers(stage.event.id)
    async with wrong(stage) as kept:
        for one, following in pairwise(people):
            await leave(stage, one)
            await _takes(stage, following)
        recovered = kept.recovered(stage.side.answered) if kept and kept.killed else None
        await stage.look()
        names = await stage.names()
    killed, times = _killed(kept)
    offers = [one.seen(OFFER) for one in people]
    lost = sum(not n for n in offers[1:]) + (names != [people[-1].name])
    twice = sum(max(n - 1, 0) for n in offers[1:]) + offers[0]
    note = f"the seat was passed on {len(people) - 1} times, each time to one person"
    keeps = not stage.oversold and 2 * killed >= (kept.kills if kept else 0)
    return Outcome(lost, twice, killed, recovered, times, note, keeps)


async def _takes(stage: Stage, one: Caller) -> None:
    async with asyncio.timeout(PATIENCE):
        await stage.api.until(lambda: one.seen(OFFER) > 0)

    async def is_done() -> bool:
        return (await stage.held()).get(one.name) is RegistrationStatus.CONFIRMED

    await one.taps_until("/my", "Take the seat", done=is_done)
