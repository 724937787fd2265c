"""`make answers-cost`: what answering costs in time and memory. Writes `docs/answers-cost.md`."""

import asyncio
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.answers.cold import Cost, in_turn
from benchmarks.answers.report import table
from benchmarks.answers.serving import PACK, Served
from benchmarks.answers.synthetic import of_size
from civic.answers.embedding import Vectors, parts, passage_hash, to_halves
from civic.answers.knowledge import load
from civic.answers.passages import passages_of
from civic.answers.shipped_vectors import FILE, read_shipped
from civic.answers.worker_process import WorkerProcess
from civic.time import utc_now
from storage.database import Database
from storage.migrate import upgrade
from storage.unit_of_work import SqlUnitOfWork

REPORT = Path("docs") / "answers-cost.md"
SIZES = (100, 1_000, 20_000)
TIMES = 7
SAMPLE = 200
AT_ONCE = 1000
QUESTION = "Wie kann ich bei der Engagierten Stadt mitmachen?"
IMPORT, ASK, BY_WORDS = '`python -c "import aiogram"`', "`stadtbote ask`", "`stadtbote ask`, by words alone"


def cold() -> dict[str, Cost]:
    """Whole processes."""
    stadtbote = str(Path(sys.executable).with_name("stadtbote"))
    with tempfile.TemporaryDirectory() as empty:
        settings = {"STADTBOTE_DATABASE_URL": f"sqlite:///{empty}/none.db"}
        asked = (stadtbote, "ask", QUESTION)
        return in_turn(
            {
                IMPORT: ((sys.executable, "-c", "import aiogram"), {}),
                ASK: (asked, settings),
                BY_WORDS: (asked, {**settings, "STADTBOTE_EMBEDDINGS": "off"}),
            },
            TIMES,
        )


async def prepared(passages: int, database: Path, model: str) -> list[str]:
    """A database with a vector for each passage that has none beside the content: random ones, since only
    their number matters here. Returns the texts."""
    texts = [one.text for one in passages_of(of_size(load(PACK), passages))]
    shipped = read_shipped(PACK / FILE, model)
    missing = sorted({passage_hash(text) for text in texts} - shipped.keys())
    chance = np.random.default_rng(1)
    store = Database(f"sqlite:///{database}")
    try:
        await upgrade(store)
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            async with SqlUnitOfWork(store).writing() as w:
                rows = to_halves(_random(chance, len(some), model))
                await w.vectors.put_many(model, dict(zip(some, rows, strict=True)), utc_now())
                await w.commit()
    finally:
        await store.close()
    return texts


def _random(chance: np.random.Generator, count: int, model: str) -> Vectors:
    table = chance.standard_normal((count, parts(model)[-1].stop)).astype(np.float32)
    for part in parts(model):
        table[:, part] /= np.linalg.norm(table[:, part], axis=1, keepdims=True)
    return table


async def indexed(worker: WorkerProcess, texts: Sequence[str]) -> float:
    """Seconds to embed a sample of passages."""
    began = time.perf_counter()
    if await worker.passages(texts) is None:
        raise RuntimeError("the embedding worker is not available")
    return time.perf_counter() - began


def served(passages: int, database: Path) -> Served:
    """In a process of its own, whose memory holds nothing else."""
    command = (sys.executable, "-m", "benchmarks.answers.serving", str(passages), str(database))
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=900)
    return Served(**json.loads(done.stdout))


def cold_part(costs: dict[str, Cost]) -> list[str]:
    """The table of whole processes."""
    base = costs[IMPORT]
    rows = [
        (
            name,
            f"{one.wall:.2f}",
            f"{one.wall / base.wall:.2f}",
            f"{one.cpu:.2f}",
            f"{one.cpu / base.cpu:.2f}",
            f"{one.memory:.0f}",
            f"{one.memory / base.memory:.2f}",
        )
        for name, one in costs.items()
    ]
    head = ("", "seconds", "ratio", "processor seconds", "ratio", "peak MB", "ratio")
    text = (
        f"Medians of {TIMES} runs, in turn (A B C A B C …). The processor's time includes the worker's; "
        "the peak is that of the larger of the two processes. `ask` reads the content and starts the worker."
    )
    return ["## One question on the command line", text, table(head, rows)]


def running_part(found: Sequence[Served]) -> list[str]:
    """The tables of running processes."""
    rows = []
    for one in found:
        both = [sum(pair) for pair in zip(one.embedding, one.deciding, strict=True)]
        rows.append((one.passages, one.entries, *map(_quantiles, (one.embedding, one.deciding, both))))
    head = ("passages", "entries", "embedding", "deciding", "together")
    questions = (
        f"Milliseconds, p50 / p95, of {len(found[0].embedding)} different questions in twelve languages. "
        "Each was embedded by the worker (none was remembered), then decided."
    )
    memory = [
        (
            one.passages,
            f"{one.main_memory:.0f}",
            f"{one.worker_memory:.0f}",
            f"{one.main_memory + one.worker_memory:.0f}",
        )
        for one in found
    ]
    return [
        "## Each question in the running bot",
        questions,
        table(head, rows),
        "## Resident memory",
        "MB (PSS) after these questions, with the whole program imported.",
        table(("passages", "main process", "worker", "together"), memory),
    ]


def _quantiles(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.1f} / {np.quantile(values, 0.95):.1f}"


def indexing_part(found: Sequence[Served], took: float) -> list[str]:
    """What happens once, and what at each start."""
    most = max(found, key=lambda one: one.passages)
    rows = [
        (one.passages, f"{one.reading:.1f}", f"{one.building:.1f}", f"{one.building_cpu:.1f}")
        for one in found
    ]
    scaled = took / SAMPLE * most.passages / 60
    return [
        "## Indexing, and starting again",
        f"Embedding {SAMPLE} of the {most.passages} passages, drawn at random, took {took:.1f} s. Scaled, "
        f"not measured: {scaled:.0f} minutes for all, once; the bot answers meanwhile.",
        "At a restart nothing is embedded. Seconds until questions are answered with all vectors; "
        "the bot answers meanwhile, too, with what it has:",
        table(("passages", "reading vectors", "building", "of it on the processor"), rows),
    ]


BEYOND = """\
## How it grows

The vector of a question costs the same whatever is known. Comparing it reads all vectors once, so its time
grows with the passages, and so does the memory of the main process, which also holds the words of each entry.
Beyond 20,000 passages, what has to take over is an index in the database server (PostgreSQL with pgvector and
its full-text search) behind the protocol `Retriever`; none is built."""


async def main() -> None:
    """Measures, prints and writes the page."""
    processes = cold()
    worker = WorkerProcess()
    await worker.start()
    found: list[Served] = []
    took = 0.0
    try:
        for size in SIZES:
            with tempfile.TemporaryDirectory() as folder:
                database = Path(folder) / "kept.db"
                texts = await prepared(size, database, worker.model)
                if size == max(SIZES):
                    took = await indexed(worker, random.Random(1).sample(texts, SAMPLE))
                found.append(await asyncio.to_thread(served, size, database))
    finally:
        await worker.close()
    machine = (
        f"Python {platform.python_version()}, numpy {version('numpy')}, {platform.machine()}, "
        f"{os.cpu_count()} processors, load {os.getloadavg()[1]:.1f}, {worker.model}"
    )
    note = "Knowledge: the shipped content cut short, or with imported pages of made-up words added."
    head = ["# What answers cost", f"Written by `make answers-cost` ({machine}). Do not edit.", note]
    body = [*cold_part(processes), *running_part(found), *indexing_part(found, took), BEYOND]
    text = "\n\n".join([*head, *body]) + "\n"
    sys.stdout.write(text)
    REPORT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
