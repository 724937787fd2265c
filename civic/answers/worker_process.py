"""The bot's side of the worker: starts it, asks it, gives up on it in time, and starts it again."""

import asyncio
import logging
import os
import sys
import time
from base64 import b64decode
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import numpy as np

from civic.answers.embedding import (
    Ready,
    Remembered,
    Starting,
    State,
    Unavailable,
    Vector,
    Vectors,
    Working,
    parts,
    stacked,
    unit_vectors,
)
from civic.answers.text import PASSAGE_LIMIT, clean
from civic.answers.worker_pipe import Gone, Message, Pipe

log = logging.getLogger(__name__)
COMMAND = (sys.executable, "-m", "civic.answers.worker")
# A question waits for one call at most: about half a second of work.
CALL_TEXTS, CALL_CHARACTERS = 8, 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds: until whoever asked goes on without a vector; without any answer until the worker counts as
    hung and is killed; from one start to the next; and for an end without a kill."""

    question: float = 3.0
    passages: float = 60.0
    hung: float = 30.0
    start: float = 60.0
    restart: float = 60.0
    end: float = 2.0


class WorkerProcess:
    """Implements `RunningEmbedder` by a process of its own, which may die at any moment."""

    def __init__(
        self,
        command: Sequence[str] = COMMAND,
        environ: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self.state: State = Starting()
        self.model = ""
        self._command = command
        self._environ = os.environ if environ is None else environ
        self._limits = limits or Limits()
        self._monotonic, self._sleep = monotonic, sleep
        self._worker: Pipe | None = None
        self._hopeless = False
        self._started_at = 0.0
        self._unanswered_since: float | None = None
        self._turn, self._indexing = asyncio.Lock(), asyncio.Lock()
        self._questions = 0
        self._no_question = asyncio.Event()
        self._no_question.set()
        self._remembered = Remembered()

    @property
    def pid(self) -> int | None:
        """The number of the process while it runs."""
        return self._worker.pid if self._worker is not None else None

    async def start(self) -> bool:
        """Starts the worker if it does not run; False where that failed, and `state` says why."""
        async with self._turn:
            return self._worker is not None or await self._open()

    async def run(self, ready: Ready) -> None:
        """Keeps the worker running until cancelled, with at least a minute from one start to the next.
        Returns only where no model can be used on this machine."""
        while not self._hopeless:
            if await self.start():
                try:
                    await ready()
                except Exception:
                    log.exception("vectors were ready, but not used; it is tried after the next start")
                if (worker := self._worker) is not None:
                    self._lost(worker, await worker.ended())
            if not self._hopeless:
                await self._sleep(max(0.0, self._started_at + self._limits.restart - self._monotonic()))

    async def question(self, text: str) -> Vector | None:
        """The vector of a question, which goes before passages; None while the worker is starting, dead, or
        busy for too long."""
        text = clean(text)
        found = self._remembered.get(self.model, text)
        if found is not None or not isinstance(self.state, Working):
            return found
        with self._going_first():
            try:
                async with asyncio.timeout(self._limits.question):
                    await self._turn.acquire()
            except TimeoutError:
                return None
            try:
                vectors = await self._call("question", [text], self._limits.question)
            finally:
                self._turn.release()
        if vectors is None:
            return None
        vector: Vector = vectors[0]
        self._remembered.put(self.model, text, vector)
        return vector

    async def passages(self, texts: Sequence[str]) -> Vectors | None:
        """The vectors of passages, in small calls between which questions are answered. Waits for a start
        that is under way."""
        done: list[Vectors] = []
        for call in _calls([clean(text, PASSAGE_LIMIT) for text in texts]):
            async with self._indexing:  # several of them take turns, so that a question waits for only one
                await self._no_question.wait()
                async with self._turn:
                    vectors = await self._call("passage", call, self._limits.passages)
            if vectors is None or (done and vectors.shape[1] != done[0].shape[1]):
                return None
            done.append(vectors)
        async with self._turn:
            if not isinstance(self.state, Working):
                return None
        return stacked(done, parts(self.model)[-1].stop)

    async def close(self) -> None:
        """Ends the worker."""
        worker, self._worker = self._worker, None
        self.state = Unavailable("closed")
        if worker is not None:
            await worker.close(self._limits.end)

    async def _open(self) -> bool:
        self.state, self._started_at, self._unanswered_since = Starting(), self._monotonic(), None
        try:
            worker = await Pipe.open(self._command, self._environ)
        except OSError as failure:
            self.state = Unavailable(f"the worker cannot be started ({type(failure).__name__})")
            return False
        self._worker = worker
        try:
            async with asyncio.timeout(self._limits.start):
                hello = await worker.line()
        except TimeoutError:
            self._lost(worker, f"the worker was not ready within {self._limits.start:g} s")
            await worker.kill()
            return False
        except Gone:
            self._lost(worker, await worker.kill())
            return False
        return await self._greet(worker, hello)

    async def _greet(self, worker: Pipe, hello: Message) -> bool:
        model, failed = str(hello["model"]), hello["failed"]
        assert isinstance(failed, dict)
        without = "; ".join(f"{name}: {why}" for name, why in failed.items())
        if not model:
            self._hopeless = True
            await worker.kill()
            self._lost(worker, without)
            return False
        self.model, self.state = model, Working(model, without)
        log.info("embedding model ready: %s%s", model, f", without {without}" if without else "")
        return True

    async def _call(
        self, kind: Literal["question", "passage"], texts: list[str], patience: float
    ) -> Vectors | None:
        """One request and its answer, in its turn."""
        worker = self._worker
        if worker is None or not isinstance(self.state, Working):
            return None
        since = self._monotonic() if self._unanswered_since is None else self._unanswered_since
        self._unanswered_since = since
        try:
            async with asyncio.timeout(patience):
                answer = await worker.exchange({"kind": kind, "texts": texts})
            self._unanswered_since = None
            if "error" not in answer:
                return self._read(answer, len(texts))
        except TimeoutError:
            # A busy machine is slow, too: the worker's late answer is skipped then, and no reason to kill it.
            if self._monotonic() - since >= self._limits.hung:
                self._lost(worker, f"the worker has not answered for {self._limits.hung:g} s")
                await worker.kill()
            return None
        except ValueError as fault:
            self._lost(worker, f"the worker answers with {fault}")
            await worker.kill()
            return None
        except Gone:
            self._lost(worker, await worker.kill())
            return None
        log.warning("the embedding model makes no sense of a text (%s)", answer["error"])
        return None

    def _read(self, answer: Message, count: int) -> Vectors:
        """ValueError where it does not hold vectors of this model."""
        numbers = np.frombuffer(b64decode(str(answer.get("data"))), dtype="<f4")
        table = numbers.reshape(count, parts(self.model)[-1].stop)
        return np.concatenate([unit_vectors(table[:, part], count) for part in parts(self.model)], axis=1)

    def _lost(self, worker: Pipe, reason: str) -> None:
        if self._worker is worker:  # else somebody has noticed before, or it was closed
            self._worker, self.state = None, Unavailable(reason)
            log.warning("no embedding model: %s", reason)

    @contextmanager
    def _going_first(self) -> Iterator[None]:
        self._questions += 1
        self._no_question.clear()
        try:
            yield
        finally:
            self._questions -= 1
            if not self._questions:
                self._no_question.set()


def _calls(texts: Sequence[str]) -> Iterator[list[str]]:
    call: list[str] = []
    for text in texts:
        if call and (len(call) == CALL_TEXTS or sum(map(len, call)) + len(text) > CALL_CHARACTERS):
            yield call
            call = []
        call.append(text)
    if call:
        yield call
