"""What goes wrong meanwhile: when, for how long, and how it is done."""

import asyncio
import random
import signal
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text

from benchmarks.soak.doors import TelegramDoor
from benchmarks.soak.messenger import Messenger, Trouble
from benchmarks.soak.running import Running
from storage.database import Database

FIRST, LAST, LAST_RESTART = 0.06, 0.9, 0.55
"""Parts of the time between which faults begin, and until which the program is started anew: afterwards its
memory is watched for the rest of the time."""
EVERY = 30.0
"""Seconds from one fault to the next, if the time is long enough for one of each kind."""
DAYS_BACK = 3 * 24 * 3600


class Kind(StrEnum):
    """What goes wrong."""

    KILL = "kill -9"
    STOP = "SIGTERM"
    FLOOD = "Telegram: 429"
    BROKEN = "Telegram: 500"
    PAGE = "Telegram: HTML"
    SILENCE = "Telegram: silence"
    TWICE = "updates twice"
    OLD = "old dates"
    DATABASE = "database"


RESTARTS = (Kind.KILL, Kind.STOP)
TROUBLES = {
    Kind.FLOOD: Trouble.FLOOD,
    Kind.BROKEN: Trouble.BROKEN,
    Kind.PAGE: Trouble.PAGE,
    Kind.SILENCE: Trouble.SILENCE,
}
LASTS = dict.fromkeys(Kind, 4.0) | {Kind.KILL: 0.0, Kind.STOP: 0.0, Kind.DATABASE: 1.5}


@dataclass
class Fault:
    """One of them; times in seconds since the beginning. `over`: from when on all could be well again;
    `ready`: when the program had started anew."""

    kind: Kind
    at: float
    lasts: float
    begun: float = 0.0
    over: float = 0.0
    ready: float = 0.0

    @property
    def is_done(self) -> bool:
        """Whether it came to it."""
        return self.over > 0


def plan(seconds: float, seed: int) -> list[Fault]:
    """Each kind at least once, in an order by chance; restarts come in the first part of the time."""
    chance, kinds = random.Random(seed), list(Kind)
    number = max(len(kinds), int((LAST - FIRST) * seconds / EVERY))
    chosen = [kinds[n % len(kinds)] for n in range(number)]
    restarts = [one for one in chosen if one in RESTARTS]
    others = [one for one in chosen if one not in RESTARTS]
    gap = (LAST - FIRST) * seconds / number
    times = [seconds * FIRST + gap * (n + chance.uniform(0.0, 0.4)) for n in range(number)]
    early = [one for one in times if one < seconds * LAST_RESTART]
    taken = sorted(chance.sample(early, min(len(restarts), len(early))))
    chance.shuffle(restarts)
    chance.shuffle(others)
    rest = [one for one in times if one not in taken]
    pairs = [*zip(taken, restarts, strict=False), *zip(rest, others, strict=False)]
    return [Fault(kind, at, min(LASTS[kind], gap / 2)) for at, kind in sorted(pairs)]


@dataclass
class Breaker:
    """Breaks things in their turn."""

    running: Running
    side: Messenger
    door: TelegramDoor
    database: Database
    now: Callable[[], float]
    faults: Sequence[Fault]

    async def breaks(self, fault: Fault) -> None:
        """One thing, and waits until its cause is gone."""
        fault.begun = self.now()
        match fault.kind:
            case Kind.KILL | Kind.STOP:
                await self.running.end(signal.SIGKILL if fault.kind is Kind.KILL else signal.SIGTERM)
                fault.over = self.now()
                await self.running.begin()
                fault.ready = self.now()
            case Kind.TWICE:
                self.door.twice = True
                await asyncio.sleep(fault.lasts)
                self.door.twice = False
            case Kind.OLD:
                self.door.older = DAYS_BACK
                await asyncio.sleep(fault.lasts)
                self.door.older = 0
            case Kind.DATABASE:
                await self._disturbs_database(fault.lasts)
            case _:
                self.side.trouble = TROUBLES[fault.kind]
                await asyncio.sleep(fault.lasts)
                self.side.mends()
        fault.over = fault.over or self.now()

    async def _disturbs_database(self, seconds: float) -> None:
        file = self.database.file
        if file is not None:
            locked = sqlite3.connect(file, isolation_level=None, timeout=30, check_same_thread=False)
            try:
                await asyncio.to_thread(locked.execute, "BEGIN IMMEDIATE")
                await asyncio.sleep(seconds)
                locked.execute("ROLLBACK")
            finally:
                locked.close()
            return
        async with self.database.engine.connect() as connection:
            await connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
