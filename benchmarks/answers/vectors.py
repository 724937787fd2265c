"""Vectors for benchmarks, from the embedder of the product, kept in `build/answers` between runs."""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from civic.answers.embedding import Vectors, from_halves, passage_hash, to_halves
from civic.answers.shipped_vectors import read_shipped, ship, write_shipped
from civic.answers.worker_process import WorkerProcess

CACHE = Path("build") / "answers"


class Bench:
    """Embeds passages and questions with the models that come with the program. RuntimeError without them."""

    def __init__(self, worker: WorkerProcess) -> None:
        self._worker = worker
        CACHE.mkdir(parents=True, exist_ok=True)

    @property
    def model(self) -> str:
        """The name of the model."""
        return self._worker.model

    async def passages(self, texts: Sequence[str], name: str) -> Vectors:
        """One vector for each text; `name` is that of the file in which they are kept."""
        path = CACHE / f"{name}.npz"
        if await ship(path, self._worker, texts, _progress(name)) is None:
            raise RuntimeError("the embedding worker is not available")
        return self._table(read_shipped(path, self.model), texts)

    async def questions(self, texts: Sequence[str]) -> Vectors:
        """One vector for each question."""
        path = CACHE / "questions.npz"
        known = read_shipped(path, self.model)
        progress = _progress("questions")
        missing = [text for text in dict.fromkeys(texts) if passage_hash(text) not in known]
        for number, text in enumerate(missing, start=1):
            vector = await self._worker.question(text)
            if vector is None:
                raise RuntimeError("the embedding worker is not available")
            known[passage_hash(text)] = to_halves(vector[None])[0]
            progress(number, len(missing))
        if missing:
            write_shipped(path, self.model, known)
        return self._table(known, texts)

    def _table(self, known: dict[str, bytes], texts: Sequence[str]) -> Vectors:
        rows = [known[passage_hash(text)] for text in texts]
        return from_halves(rows, self.model, np.frombuffer(rows[0], dtype="<f2").size)


class _progress:  # noqa: N801 - used like a function
    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, done: int, total: int) -> None:
        if total and (done == total or done % 200 == 0):
            sys.stderr.write(f"{self._name}: {done}/{total}\n")
