"""What the program takes: installed, imported, started, at rest and after many messages.

`python -m benchmarks.footprint` writes that part of docs/benchmarks.md; a number makes fewer messages.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from benchmarks.answers.cold import run
from benchmarks.load.program import Memory, program
from benchmarks.page import write
from benchmarks.updates.ours import MENU, town
from benchmarks.updates.side import side
from storage.database import Database
from storage.migrate import upgrade
from tests.licences import required

MESSAGES, A_ROUND, ROUNDS = 100_000, 1000, 5
IMPORTS = ("aiogram", "telegram.ext", "bot.app")


@dataclass(frozen=True)
class Started:
    """Seconds from the beginning of the process until it is ready, and what it then has in memory."""

    seconds: float
    memory: Memory


def installed(name: str) -> tuple[int, float]:
    """How many packages it brings with itself, and their size in MB."""
    names = [one for one, version in required(name, {""}).items() if version != "not installed"]
    files = (file for one in names for file in distribution(one).files or ())
    paths = (Path(str(file.locate())) for file in files)
    return len(names), sum(path.stat().st_size for path in paths if path.is_file()) / 2**20


def imports() -> dict[str, list[float]]:
    """Seconds of whole processes that import one thing each, in turn."""
    found: dict[str, list[float]] = {name: [] for name in IMPORTS}
    for number in range(1 + ROUNDS):
        for name in IMPORTS:
            cost = run((sys.executable, "-c", f"import {name}"), {})
            if number:
                found[name].append(cost.wall)
    return found


async def started(folder: Path, *, embeddings: str) -> Started:
    """One start on a database that is there."""
    async with side() as one:
        begun = time.perf_counter()
        url = f"sqlite:///{folder}/f.db"
        async with program(folder, "f", url, one.base, embeddings=embeddings) as running:
            return Started(time.perf_counter() - begun, running.share())


async def starts(folder: Path) -> list[tuple[float, float]]:
    """Seconds of the import of aiogram alone, and of a whole start, in turn."""
    database = Database(f"sqlite:///{folder}/f.db")
    await upgrade(database)
    await database.close()
    pairs = []
    for _ in range(ROUNDS):
        alone = await asyncio.to_thread(run, (sys.executable, "-c", "import aiogram"), {})
        pairs.append((alone.wall, (await started(folder, embeddings="off")).seconds))
    return pairs


async def after_messages(folder: Path, messages: int) -> list[tuple[int, Memory]]:
    """Memory as messages are answered, at ten places on the way."""
    found = []
    async with (
        side() as one,
        town(one, f"sqlite:///{folder}/m.db", people=A_ROUND, embeddings="local") as running,
    ):
        jobs = await running.lead(MENU)
        found.append((0, running.running.share()))
        rounds = messages // A_ROUND
        for number in range(1, rounds + 1):
            await running.round(jobs, A_ROUND)
            if number % max(1, rounds // 10) == 0:
                found.append((number * A_ROUND, running.running.share()))
                print(found[-1], flush=True)
    return found


async def main(messages: int) -> None:
    """Everything, and the page."""
    sizes = {name: installed(name) for name in ("aiogram", "python-telegram-bot", "stadtbote")}
    imported = imports()
    with tempfile.TemporaryDirectory() as name:
        pairs = await starts(Path(name))
        idle = await started(Path(name), embeddings="local")
        memory = await after_messages(Path(name), messages)
    lines = ["| | packages | MB installed |", "|---|---|---|"]
    lines += [f"| {one} | {number} | {size:.0f} |" for one, (number, size) in sizes.items()]
    base = statistics.median(imported["aiogram"])
    lines += ["", "| `python -c` | ratio to `import aiogram` |", "|---|---|"]
    lines += [
        f"| `import {one}` | {statistics.median(found) / base:.2f} |" for one, found in imported.items()
    ]
    ratio = statistics.median(ready / alone for alone, ready in pairs)
    lines += [
        "",
        f"From start to ready, on a database that is there: **{ratio:.2f}** times `import aiogram` alone.",
    ]
    lines += ["", "| PSS, MB | main process | worker for meanings |", "|---|---|---|"]
    lines += [f"| at rest | {idle.memory.main:.0f} | {idle.memory.worker:.0f} |"]
    lines += [f"| after {number:,} menu taps | {one.main:.0f} | {one.worker:.0f} |" for number, one in memory]
    write("footprint", lines)
    print("\n".join(lines))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES))
