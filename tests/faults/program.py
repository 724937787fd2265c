"""The program as a process of its own: sends what is due and ends, or kills itself at a failpoint."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from bot.__main__ import main
from bot.announcing import CAREFUL, Pace
from bot.app import App, Hooks
from bot.settings import Settings
from civic.announcements import AnnouncementStatus
from civic.sender_leases import LeaseTimes
from tests.bot.bot_api import TOKEN
from tests.faults.deadly import Deadly
from tests.faults.steps import Steps

STEP = "step"
QUICK = LeaseTimes(beat=0.1, hold=0.5, takeover=1.0)
"""A program that is killed leaves its lease behind: nobody waits long for the next."""

A_DAY = timedelta(days=1)
NEVER = timedelta(days=400)
"""After how long the work area of staff locks itself where that is not the subject."""


@dataclass(frozen=True)
class Run:
    """One run. `now` is the time on its clock; `kill_at` names a failpoint and which passing of it kills,
    or `STEP` and which step of its writing."""

    database_url: str
    telegram_api: str
    content: Path
    now: datetime
    kill_at: tuple[str, int] | None = None
    pace: Pace = CAREFUL
    rate: float = 1000


def send_what_is_due(run: Run) -> None:
    """Runs until nothing waits to be sent."""
    asyncio.run(_send(run))


async def _send(run: Run) -> None:
    settings = Settings(
        web_port=0,
        embeddings="off",
        send_rate=run.rate,
        # Several announcements on one day are not put off to the next one.
        news_per_day=0,
        content=run.content,
        telegram_token=SecretStr(TOKEN),
        telegram_api=run.telegram_api,
        database_url=run.database_url,
    )
    deadly = _killing(*run.kill_at) if run.kill_at else lambda _: None

    async def failpoint(name: str, row: int) -> None:
        deadly(name)

    hooks = Hooks(clock=lambda: run.now, failpoint=failpoint, lease=QUICK, pace=run.pace, staff_idle=NEVER)
    app = await App.build(settings, hooks)
    app.services = replace(app.services, uow=Steps(app.services.uow, partial(deadly, STEP)))
    await app.start()
    while await _anything_left(app):  # noqa: ASYNC110 - the rows are the condition
        await asyncio.sleep(0.05)
    await app.stop()


def _killing(name: str, passing: int) -> Callable[[str], None]:
    passed = 0

    def reached(here: str) -> None:
        nonlocal passed
        passed += here == name
        if passed == passing:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


async def _anything_left(app: App) -> bool:
    async with app.services.uow.reading() as r:
        announced = await r.announcements.recent(10)
        waiting = await r.deliveries.oldest_open()
        changing = await r.changes.to_plan() or await r.changes.is_due(app.services.clock() + A_DAY)
    return (
        waiting is not None
        or bool(changing)
        or any(one.status is not AnnouncementStatus.SENT for one in announced)
    )


def run_command(environ: dict[str, str], output: Path, *arguments: str) -> None:
    """`stadtbote run` with only these settings; what it prints goes into a file."""
    any_command(environ, output, None, "run", *arguments)


def any_command(environ: dict[str, str], output: Path, kill_at: int | None, *words: str) -> None:
    """Any of its commands in the same way; it dies at that write, if one is said."""
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(output.parent)
    if kill_at is not None:
        Deadly(kill_at).watch()
    with output.open("w", buffering=1) as stream:
        sys.stdout = sys.stderr = stream
        sys.exit(main(list(words)))
