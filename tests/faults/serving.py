"""The program as a process that serves people on Telegram, dies at a write, and is started again."""

import asyncio
import contextlib
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.app import App, Hooks
from bot.deliverer import LEASE
from bot.settings import Settings
from tests.bot.bot_api import TOKEN
from tests.faults.deadly import Deadly
from tests.faults.outcomes import longest_silence
from tests.faults.processes import ended, start
from tests.faults.program import NEVER, QUICK

LATER = LEASE + timedelta(seconds=1)
LONGEST_SERVICE = 600.0


@dataclass(frozen=True)
class Serving:
    """One run. Its clock shows `now` at the start and goes on; `kill_at` says which write after it kills."""

    database_url: str
    telegram_api: str
    content: Path
    now: datetime
    kill_at: int | None = None


def serve(run: Serving) -> None:
    """Serves until SIGTERM, or until it kills itself."""
    asyncio.run(_serve(run))


async def _serve(run: Serving) -> None:
    begun, stopped = time.monotonic(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    settings = Settings(
        web_port=0,
        embeddings="off",
        send_rate=1000,
        controller="Stadt Kaiserslautern",
        human_contact="Rathaus",
        content=run.content,
        telegram_token=SecretStr(TOKEN),
        telegram_api=run.telegram_api,
        database_url=run.database_url,
    )

    def clock() -> datetime:
        return run.now + timedelta(seconds=time.monotonic() - begun)

    app = await App.build(settings, Hooks(clock=clock, lease=QUICK, staff_idle=NEVER))
    await app.start()
    if run.kill_at is not None:
        Deadly(run.kill_at).watch(app.database.engine.sync_engine)
    await stopped.wait()
    await app.stop()


@dataclass
class Kept:
    """Keeps such a program running: after each kill the next one begins, the last one is not killed.

    Each next program's clock is ahead by more than the lease of a message, so that nobody waits for those
    that the dead one had in hand.
    """

    run: Serving
    chance: random.Random
    kills: int
    writes: int
    look: Callable[[], Awaitable[None]] | None = None
    killed: int = 0
    points: list[int] = field(default_factory=list)
    started: list[float] = field(default_factory=list)
    _pid: int = 0
    _is_over: bool = False
    _task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "Kept":
        self._task = asyncio.create_task(self._keep())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._task is not None
        # It may die at its point while it ends, which is an end as well.
        self._is_over = True
        if not self._task.done():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGTERM)
        await self._task

    async def _keep(self) -> None:
        code: int = -signal.SIGKILL
        while code and not self._is_over:
            at = self.chance.randint(1, self.writes) if self.killed < self.kills else None
            run = replace(self.run, now=self.run.now + self.killed * LATER, kill_at=at)
            self.started.append(time.monotonic())
            process = start(serve, run)
            self._pid = process.pid or 0
            code = await ended(process, within=LONGEST_SERVICE)
            assert code in (0, -signal.SIGKILL), f"the program ended with {code}"
            if code:
                assert at is not None
                self.killed += 1
                self.points.append(at)
                if self.look is not None:
                    await self.look()

    def recovered(self, answered: Sequence[float]) -> float:
        """The longest time from a start after a kill until somebody had an answer, in seconds."""
        return longest_silence(self.started[1:], answered)
