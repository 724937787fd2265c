"""What processes of the seat tests do: give a seat back and die, or look for what is due."""

import asyncio
import os
import signal
from dataclasses import dataclass

from civic import changing
from civic.changing import cancel
from civic.offers import expire_due
from civic.residents import Cause, Channel
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.factories import BERLIN
from tests.fakes import FakeClock

CAUSE = Cause(Channel.TELEGRAM, 4711)


@dataclass(frozen=True)
class Giving:
    """Who gives which registration back, and whether the process dies `before` the commit or after it."""

    url: str
    registration_id: int
    resident_id: int
    before: bool


def give_back_and_die(giving: Giving) -> None:
    """Frees the seat; SIGKILL between freeing and offering it, or as soon as both are durable."""
    if giving.before:
        vars(changing)["move_list"] = _die
    asyncio.run(_give_back(giving))
    os.kill(os.getpid(), signal.SIGKILL)


def look_for_what_is_due(url: str, times: int) -> None:
    """The tick of the running program, again and again."""
    asyncio.run(_look(url, times))


async def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


async def _give_back(giving: Giving) -> None:
    uow = SqlUnitOfWork(Database(giving.url))
    await cancel(uow, FakeClock(), BERLIN, giving.registration_id, giving.resident_id, CAUSE)


async def _look(url: str, times: int) -> None:
    database = Database(url)
    uow = SqlUnitOfWork(database)
    for _ in range(times):
        await expire_due(uow, FakeClock(), BERLIN)
    await database.close()
