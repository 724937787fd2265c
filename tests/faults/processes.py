"""Processes that a test starts and ends: the program, and Telegram's side with a log of its own."""

import asyncio
import json
import multiprocessing
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.bot.bot_api import Call
from tests.faults import program

ROOT = Path(__file__).resolve().parents[2]
LONGEST_RUN = 60.0

# Importing the libraries takes seconds: one server does it, and forks a fresh process for each run.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([program.__name__, "tests.faults.serving"])


def prepare() -> None:
    """Lets the fork server begin to import, so that it is ready when the first process is wanted."""
    forkserver.ensure_running()


def start(target: Callable[..., None], *arguments: object) -> ForkServerProcess:
    """Starts a function in a process of its own."""
    process = _FORKS.Process(target=target, args=arguments)
    process.start()
    return process


async def ended(process: ForkServerProcess, within: float = LONGEST_RUN) -> int:
    """The exit code, negative for a signal. TimeoutError, and a kill, if it goes on for longer."""
    await asyncio.to_thread(process.join, within)
    code = process.exitcode
    if code is None:
        process.kill()
        await asyncio.to_thread(process.join)
        raise TimeoutError(f"the process went on for more than {within} s")
    process.close()
    return code


class Peer:
    """Telegram's side in another process; the log of its calls outlives whatever it talked to."""

    def __init__(self, base: str, log: Path) -> None:
        self.base = base
        self._log = log

    @property
    def calls(self) -> list[Call]:
        """All calls so far."""
        return [Call(**json.loads(line)) for line in self._log.read_text(encoding="utf-8").splitlines()]


@asynccontextmanager
async def peer(folder: Path) -> AsyncIterator[Peer]:
    """Starts such a server, and ends it."""
    log = folder / "calls.jsonl"
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bot.bot_api", "--log", str(log)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert server.stdout is not None
    try:
        async with asyncio.timeout(LONGEST_RUN):
            base = (await server.stdout.readline()).decode().strip()
        yield Peer(base, log)
    finally:
        server.terminate()
        await server.wait()
