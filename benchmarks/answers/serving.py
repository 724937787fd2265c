"""`python -m benchmarks.answers.serving PASSAGES DATABASE`: one process as after a restart of the bot, whose
vectors are all kept. Prints what it cost as one line of JSON."""

import asyncio
import importlib
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.answers.questions import TUNING, Question, read
from benchmarks.answers.synthetic import of_size
from bot.allocator import give_back, trim
from civic.answers.asking import Answerer
from civic.answers.embedding import Vectors
from civic.answers.knowledge import load
from civic.answers.passages import passages_of
from civic.answers.shipped_vectors import FILE
from civic.answers.vectors import PassageVectors
from civic.answers.worker_process import WorkerProcess
from civic.time import utc_now
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork

PACK = Path("content") / "kaiserslautern"
QUESTIONS, BEFORE = 200, 10


@dataclass(frozen=True, slots=True)
class Served:
    """`reading` and `building` in seconds on the clock, `building_cpu` on the processor; milliseconds of each
    question for its vector and for the decision; memory in MB that belongs to the process alone, with its
    part of what it shares."""

    entries: int
    passages: int
    reading: float
    building: float
    building_cpu: float
    embedding: list[float]
    deciding: list[float]
    main_memory: float
    worker_memory: float


async def serve(passages: int, database: Path) -> Served:
    """Builds the answerer and asks it."""
    give_back()  # as the program does
    importlib.import_module("bot.app")  # the memory of the whole program, not only of its answers
    knowledge = of_size(load(PACK), passages)
    worker = WorkerProcess()
    if not await worker.start() or worker.pid is None:
        raise RuntimeError(f"the embedding worker is not available: {worker.state}")
    try:
        began = time.perf_counter()
        texts = [one.text for one in passages_of(knowledge)]
        vectors = await _kept(database, worker, texts)
        read_at, cpu = time.perf_counter(), time.process_time()
        answerer = Answerer(knowledge).with_vectors(vectors, worker.model)
        built_at, built_cpu = time.perf_counter(), time.process_time()
        del vectors
        trim()
        embedding, deciding = await _asked(answerer, worker, _questions())
        return Served(
            entries=len(knowledge.entries),
            passages=len(texts),
            reading=read_at - began,
            building=built_at - read_at,
            building_cpu=built_cpu - cpu,
            embedding=embedding,
            deciding=deciding,
            main_memory=memory("self"),
            worker_memory=memory(str(worker.pid)),
        )
    finally:
        await worker.close()


async def _kept(database: Path, worker: WorkerProcess, texts: Sequence[str]) -> Vectors:
    """All of them from the content's file and the database; that none is embedded is made sure of."""
    steps: list[tuple[int, int]] = []
    store = Database(f"sqlite:///{database}")
    try:
        kept = PassageVectors(SqlUnitOfWork(store), utc_now, worker, PACK / FILE)
        vectors = await kept.vectors_for(texts, lambda done, total: steps.append((done, total)))
    finally:
        await store.close()
    if vectors is None or steps[0][0] != steps[0][1]:
        raise RuntimeError(f"not all vectors were kept: {steps[:1]}")
    return vectors


def _questions() -> list[Question]:
    """Different ones, in all languages: the worker remembers none of them."""
    different = list({one.text: one for one in read(TUNING)}.values())
    return different[:: max(1, len(different) // (QUESTIONS + BEFORE))][: QUESTIONS + BEFORE]


async def _asked(
    answerer: Answerer, worker: WorkerProcess, questions: Sequence[Question]
) -> tuple[list[float], list[float]]:
    """Milliseconds for the vector and for the decision, of each question but the first few."""
    embedding, deciding = [], []
    for number, question in enumerate(questions):
        began = time.perf_counter()
        vector = await worker.question(question.text)
        embedded_at = time.perf_counter()
        answerer.decide(question.text, question.language, None, vector)
        decided_at = time.perf_counter()
        if vector is None:
            raise RuntimeError("a question got no vector")
        if number >= BEFORE:
            embedding.append(1000 * (embedded_at - began))
            deciding.append(1000 * (decided_at - embedded_at))
    return embedding, deciding


def memory(process: str) -> float:
    """Megabytes of a process: its own pages, and its part of those that it shares."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the system does not tell")


if __name__ == "__main__":
    served = asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
    sys.stdout.write(json.dumps(asdict(served)) + "\n")
