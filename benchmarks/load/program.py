"""The program as it is installed, in a process of its own, and what the system and the program tell of it."""

import asyncio
import json
import os
import re
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from tests.bot.bot_api import TOKEN
from tests.faults.crowd import SECRET

STARTED_WITHIN = 120.0
TICKS = os.sysconf("SC_CLK_TCK")
READY, WITH_MEANINGS = "Stadtbote is ready: ", "entries, found by words and with "


@dataclass(frozen=True)
class Memory:
    """Resident memory of the main process and of what compares meanings, in MB."""

    main: float
    worker: float


@dataclass(frozen=True)
class Effort:
    """Seconds of a processor, of the same two."""

    main: float
    worker: float


@dataclass
class Program:
    """One process."""

    pid: int
    url: str
    metrics_url: str
    log: Path
    process: asyncio.subprocess.Process | None = None

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.process is not None and self.process.returncode is None

    async def end(self, by: signal.Signals) -> int:
        """Ends it by a signal; returns its exit code, negative for a signal."""
        assert self.process is not None
        self.process.send_signal(by)
        return await self.process.wait()

    def memory(self) -> Memory:
        """At this moment."""
        return Memory(_resident(self.pid), sum(map(_resident, self._children())))

    def share(self) -> Memory:
        """The same as proportional set size: what is shared with others is divided among them."""
        return Memory(_proportional(self.pid), sum(map(_proportional, self._children())))

    def effort(self) -> Effort:
        """Since it was started."""
        return Effort(processor_seconds(self.pid), sum(map(processor_seconds, self._children())))

    def complaints(self) -> Counter[str]:
        """Lines of the log by level, from warnings on, and those that hold a traceback."""
        found: Counter[str] = Counter()
        for line in self.log.read_text("utf-8").splitlines():
            entry = json.loads(line) if line.startswith("{") else {}
            level = str(entry.get("level", "")).lower()
            if level not in ("", "debug", "info"):
                found[level] += 1
            found["traceback"] += "Traceback (most recent call last)" in line
        return +found

    async def figures(self, client: aiohttp.ClientSession) -> Counter[tuple[str, ...]]:
        """Its own counts: ("answers", outcome) for questions, and ("errors",) for updates that failed."""
        async with client.get(self.metrics_url) as page:
            families = text_string_to_metric_families(await page.text())
        found: Counter[tuple[str, ...]] = Counter()
        for sample in (one for family in families for one in family.samples):
            if sample.name == "stadtbote_answers_total":
                found["answers", sample.labels["outcome"]] += int(sample.value)
            elif sample.name == "stadtbote_errors_total":
                found["errors",] += int(sample.value)
        return found

    def _children(self) -> list[int]:
        return [int(one) for one in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]


def _resident(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


def _proportional(pid: int) -> float:
    found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    assert found is not None
    return int(found[1]) / 1024


def processor_seconds(pid: int) -> float:
    """Seconds of a processor that a process worked since its start."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def environment(folder: Path, database_url: str, telegram: str) -> dict[str, str]:
    """The settings of a program that answers people of this side of Telegram."""
    # Of a copy of the project beside the one that is installed, its own files are run.
    path = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return {
        **path,
        "HOME": str(folder),
        "STADTBOTE_DATABASE_URL": database_url,
        "STADTBOTE_WEB_PORT": "0",
        "STADTBOTE_TELEGRAM_TOKEN": TOKEN,
        "STADTBOTE_TELEGRAM_API": telegram,
        "STADTBOTE_WEBHOOK_URL": "https://bot.city.example/telegram",
        "STADTBOTE_WEBHOOK_SECRET": SECRET,
        "STADTBOTE_SEND_RATE": "1000",
        "STADTBOTE_PAID_BROADCAST": "true",
        "STADTBOTE_LOG_FORMAT": "json",
        "STADTBOTE_CONTROLLER": "Stadt Kaiserslautern",
        "STADTBOTE_HUMAN_CONTACT": "Rathaus, 0631 000",
    }


STADTBOTE = Path(sys.executable).with_name("stadtbote")
"""The command, as it is installed beside this interpreter."""


@asynccontextmanager
async def program(
    folder: Path,
    name: str,
    database_url: str,
    telegram: str,
    *,
    embeddings: str,
    roles: str = "",
    settings: Mapping[str, str] | None = None,
) -> AsyncIterator[Program]:
    """Starts one, waits until it can answer with all it has, and ends it as an operator does."""
    log, metrics_port = folder / f"{name}.log", free_port()
    environ = {
        **environment(folder, database_url, telegram),
        "STADTBOTE_METRICS_PORT": str(metrics_port),
        "STADTBOTE_EMBEDDINGS": embeddings,
        **(settings or {}),
    }
    arguments = ("run", "--roles", roles) if roles else ("run",)
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            STADTBOTE, *arguments, cwd=folder, env=environ, stdout=output, stderr=output
        )
        try:
            async with asyncio.timeout(STARTED_WITHIN):
                url = await _printed(process, log, READY)
                if embeddings != "off":
                    await _printed(process, log, WITH_MEANINGS)
            yield Program(process.pid, url, f"http://127.0.0.1:{metrics_port}/metrics", log, process)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _printed(process: asyncio.subprocess.Process, log: Path, wanted: str) -> str:
    """What follows on the line that holds this, once there is one."""
    while True:
        printed = await asyncio.to_thread(log.read_text, "utf-8")
        for line in printed.splitlines():
            if wanted in line:
                return line.partition(wanted)[2]
        if process.returncode is not None:
            raise RuntimeError(f"it did not start: {printed[-500:]}")
        await asyncio.sleep(0.1)


def free_port() -> int:
    """A port on which nobody listens at this moment."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
