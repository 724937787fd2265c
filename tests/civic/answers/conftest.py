"""The shipped content with the models that ship, started once for all that asks them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from civic.answers.asking import Answerer
from civic.answers.embedding import from_halves, passage_hash
from civic.answers.knowledge import load
from civic.answers.library import Library
from civic.answers.passages import passages_of
from civic.answers.shipped_vectors import FILE, read_shipped, shipped_model
from civic.answers.worker_process import WorkerProcess

PACK = Path(__file__).parents[3] / "content" / "kaiserslautern"


@pytest.fixture(scope="session")
async def shipped() -> AsyncIterator[Library]:
    """A library of the shipped content, with its vectors and a real worker."""
    worker = WorkerProcess()
    assert await worker.start()
    knowledge = load(PACK)
    model = shipped_model(PACK / FILE)
    assert worker.model == model, "vectors.npz is of other models: run `stadtbote content vectors`"
    known = read_shipped(PACK / FILE, model)
    rows = [known[passage_hash(passage.text)] for passage in passages_of(knowledge)]
    vectors = from_halves(rows, model, len(rows[0]) // 2)
    answerer = Answerer(knowledge).with_vectors(vectors, model)  # as the running bot does
    yield Library(answerer, worker)
    await worker.close()
