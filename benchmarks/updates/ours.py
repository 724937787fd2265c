"""The program in a round: people who have come to where they can do the same thing again and again."""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count, cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.announcements.plan import fill
from benchmarks.load.people import Person, Sent, questions
from benchmarks.load.program import Program, program
from benchmarks.updates.side import Door, Round, Side, by_webhook
from benchmarks.updates.turns import measured
from bot.webhook import SECRET_HEADER
from civic.events import create_event
from civic.time import utc_now
from storage.database import Database
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.bot_api import Json
from tests.factories import an_event
from tests.faults.crowd import SECRET

PEOPLE = 1000
SEATS = 2000
FIRST_CHAT = 7_400_000_000


class Walker(Person):
    """Somebody on the way to a screen, and what they do there."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.chat = FIRST_CHAT + self.number

    def comes(self) -> Iterator[Sent]:
        """To the first screen."""
        yield self._says("/start", "command")

    def begins_to_register(self) -> Iterator[Sent]:
        """To the question which support is needed."""
        yield self._says("/events", "command")
        yield self._taps("registering", "event")
        yield self._taps("registering", "register")
        yield self._says(f"Ada B{self.number}", "registering")
        yield self._taps("registering", "people", ending="1")

    def opens_menu(self) -> Sent:
        """Taps a button of the first screen."""
        return self._taps("menu", "language")

    def ticks(self) -> Sent:
        """Ticks a kind of support, or takes the tick away: the answer is kept in the database."""
        return self._taps("registering", "need")

    def asks_something(self) -> Sent:
        """A question that the content answers."""
        known = questions(self.language, answered=True)
        return self._says(known[self.number % len(known)], "question")


@dataclass(frozen=True)
class Doing:
    """What is measured: how people come to it, and what each of them does."""

    name: str
    before: Callable[[Walker], Iterator[Sent]]
    deed: Callable[[Walker], Sent]


MENU = Doing("menu tap", Walker.comes, Walker.opens_menu)
STEP = Doing("step of a registration", Walker.begins_to_register, Walker.ticks)
QUESTION = Doing("question (found by words)", Walker.comes, Walker.asks_something)
DOINGS = (MENU, STEP, QUESTION)


class Town:
    """The running program and its people."""

    def __init__(self, side: Side, running: Program, people: int) -> None:
        self.side, self.running = side, running
        self.door = Door(urlsplit(running.url).port or 0, headers=f"{SECRET_HEADER}: {SECRET}\r\n")
        self.people = [Walker(number, side.chats[FIRST_CHAT + number]) for number in range(people)]
        self._numbers = count(1)

    async def lead(self, doing: Doing) -> list[tuple[int, Json]]:
        """Brings everybody to the place; what each of them does there."""
        self.side.keeps_screens = True
        ways = [(one, doing.before(one)) for one in self.people]
        while jobs := [(one.chat, sent.content) for one, way in ways if (sent := next(way, None))]:
            await self.deliver(jobs)
        self.side.keeps_screens = False
        return [(one.chat, doing.deed(one).content) for one in self.people]

    async def deliver(self, jobs: Sequence[tuple[int, Json]]) -> Round:
        """One round."""
        first = next(islice(self._numbers, len(jobs) - 1, None)) - len(jobs) + 1
        return await by_webhook(self.side, self.door, jobs, first)

    async def round(self, doings: Sequence[tuple[int, Json]], updates: int) -> Round:
        """So many updates, of everybody in turn, and what the program worked for them."""
        return await measured(self._worked, self.deliver(list(islice(cycle(doings), updates))))

    def _worked(self) -> float:
        effort = self.running.effort()
        return effort.main + effort.worker


@asynccontextmanager
async def town(
    side: Side, url: str, *, people: int = PEOPLE, others: int = 0, embeddings: str = "off"
) -> AsyncIterator[Town]:
    """A database with an event, and so many others in it who do nothing, and the program on it."""
    database = Database(url)
    await upgrade(database)
    if others:
        await fill(database, others)
    event = an_event(starts_at=utc_now() + timedelta(days=20), seats=SEATS)
    await create_event(SqlUnitOfWork(database, utc_now), event)
    await database.close()
    with tempfile.TemporaryDirectory() as folder:
        async with program(Path(folder), "ours", url, side.base, embeddings=embeddings) as running:
            yield Town(side, running, people)
