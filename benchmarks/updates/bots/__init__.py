"""Echo bots as each library's documentation has them, and a server that does nothing; how each starts."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks.load.program import processor_seconds
from benchmarks.wire import ROOT
from tests.bot.bot_api import TOKEN

STARTED_WITHIN = 60.0


@dataclass(frozen=True)
class Running:
    """A bot in a process of its own."""

    pid: int
    port: int

    def worked(self) -> float:
        """Seconds of a processor since it was started."""
        return processor_seconds(self.pid)


@asynccontextmanager
async def bot(name: str, mode: str, server: str) -> AsyncIterator[Running]:
    """Starts one of the modules here, waits until it listens or polls, and ends it."""
    port = free_port()
    command = (sys.executable, "-m", f"benchmarks.updates.bots.{name}", mode, server, TOKEN, str(port))
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=dict(os.environ), stdout=asyncio.subprocess.DEVNULL
    )
    try:
        if mode == "webhook":
            async with asyncio.timeout(STARTED_WITHIN):
                while not await _listens(port):
                    assert process.returncode is None, f"{name} did not start"
                    await asyncio.sleep(0.05)
        yield Running(process.pid, port)
    finally:
        process.terminate()
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def free_port() -> int:
    """One that nobody listens on at present."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
