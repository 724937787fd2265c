"""Updates per second and CPU per update: ours, and the bare echo bots of both libraries, in turn.

`python -m benchmarks.updates` writes that part of docs/benchmarks.md; a number makes fewer updates a round.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import uvloop

from benchmarks.page import write
from benchmarks.updates.bots import bot
from benchmarks.updates.ours import DOINGS, Doing, town
from benchmarks.updates.side import Door, Round, by_polling, by_webhook, side
from benchmarks.updates.turns import ROUNDS, Runner, in_turn, measured, table
from tests.bot.bot_api import Json
from tests.postgres import Postgres

UPDATES = 1000
FIRST_CHAT = 7_300_000_000
BASE = "aiogram, echo"


def greeting(number: int) -> tuple[int, Json]:
    """A message of somebody, as echo bots are sent."""
    chat = FIRST_CHAT + number
    who: Json = {"id": chat, "is_bot": False, "first_name": "Resident", "language_code": "de"}
    here: Json = {"id": chat, "type": "private", "first_name": "Resident"}
    about: Json = {"message_id": number + 1, "date": int(time.time()), "chat": here, "from": who}
    return chat, {"message": {**about, "text": "Hallo"}}


@asynccontextmanager
async def echo(name: str, module: str, mode: str) -> AsyncIterator[Runner]:
    """One of the small bots, with a server of its own."""
    async with side() as one, bot(module, mode, one.base) as running:
        one.keeps_screens = False
        given = 1

        async def run(updates: int) -> Round:
            nonlocal given
            first, given = given, given + updates
            jobs = [greeting(number) for number in range(updates)]
            way = (
                by_polling(one, jobs, first)
                if mode == "polling"
                else by_webhook(one, Door(running.port), jobs, first)
            )
            return await measured(running.worked, way)

        yield Runner(name, run)


@asynccontextmanager
async def ours(name: str, url: str, doing: Doing, people: int) -> AsyncIterator[Runner]:
    """The program, brought to where it is measured."""
    async with side() as one, town(one, url, people=people) as running:
        jobs = await running.lead(doing)

        async def run(updates: int) -> Round:
            return await running.round(jobs, updates)

        yield Runner(name, run)


async def webhooks(updates: int, server: Postgres, folder: str) -> list[str]:
    """Everything by webhook."""
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        runners = [
            await enter(echo("nothing (the cost of the other side)", "nothing", "webhook")),
            await enter(echo(BASE, "aiogram_echo", "webhook")),
            await enter(echo("python-telegram-bot, echo", "ptb_echo", "webhook")),
        ]
        for number, doing in enumerate(DOINGS):
            url = f"sqlite:///{folder}/{number}.db"
            runners.append(await enter(ours(f"ours, {doing.name}, SQLite", url, doing, updates)))
        for doing in DOINGS[:2]:
            url = await server.new_database()
            runners.append(await enter(ours(f"ours, {doing.name}, PostgreSQL", url, doing, updates)))
        await in_turn(runners, updates)
        return table(runners, BASE)


async def polls(updates: int) -> list[str]:
    """The echo bots, asking for updates."""
    async with AsyncExitStack() as stack:
        runners = [
            await stack.enter_async_context(echo(BASE, "aiogram_echo", "polling")),
            await stack.enter_async_context(echo("python-telegram-bot, echo", "ptb_echo", "polling")),
        ]
        await in_turn(runners, updates)
        return table(runners, BASE)


async def main(updates: int) -> None:
    """Both, and the page."""
    with tempfile.TemporaryDirectory() as folder:
        async with Postgres() as server:
            by_hook = await webhooks(updates, server, folder)
    asked = await polls(updates)
    said = f"{updates:,} updates a round, medians of {ROUNDS} rounds in turn."
    write(
        "updates",
        [said, "", "By webhook, 40 deliveries at once:", "", *by_hook, "", "By polling:", "", *asked],
    )


if __name__ == "__main__":
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else UPDATES))
