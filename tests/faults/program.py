"""The program as a process of its own: sends what is due and ends, or kills itself at a failpoint."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from bot.__main__ import main
from bot.app import App, Hooks
from bot.deliverer import Failpoint, no_failpoint
from bot.settings import Settings
from civic.announcements import AnnouncementStatus
from tests.bot.bot_api import TOKEN


@dataclass(frozen=True)
class Run:
    """One run. `now` is the time on its clock; `kill_at` names a failpoint and which passing of it kills."""

    database_url: str
    telegram_api: str
    content: Path
    now: datetime
    kill_at: tuple[str, int] | None = None


def send_what_is_due(run: Run) -> None:
    """Runs until nothing waits to be sent."""
    asyncio.run(_send(run))


async def _send(run: Run) -> None:
    settings = Settings(
        web_port=0,
        embeddings="off",
        send_rate=1000,
        content=run.content,
        telegram_token=SecretStr(TOKEN),
        telegram_api=run.telegram_api,
        database_url=run.database_url,
    )
    failpoint = _killing(*run.kill_at) if run.kill_at else no_failpoint
    app = await App.build(settings, Hooks(clock=lambda: run.now, failpoint=failpoint))
    await app.start()
    while await _anything_left(app):  # noqa: ASYNC110 - the rows are the condition
        await asyncio.sleep(0.05)
    await app.stop()


def _killing(name: str, passing: int) -> Failpoint:
    passed = 0

    async def failpoint(here: str, row: int) -> None:
        nonlocal passed
        passed += here == name
        if passed == passing:
            os.kill(os.getpid(), signal.SIGKILL)

    return failpoint


async def _anything_left(app: App) -> bool:
    async with app.services.uow.reading() as r:
        announced = await r.announcements.recent(10)
        waiting = await r.deliveries.oldest_open()
    return waiting is not None or any(one.status is not AnnouncementStatus.SENT for one in announced)


def run_command(environ: dict[str, str], output: Path) -> None:
    """`stadtbote run` with only these settings; what it prints goes into a file."""
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(output.parent)
    with output.open("w", buffering=1) as stream:
        sys.stdout = sys.stderr = stream
        sys.exit(main(["run"]))
