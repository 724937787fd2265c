"""kill -9 in the middle of embedding: what was kept is not embedded again."""

import signal

import pytest

from civic.answers.embedding import BATCH
from civic.answers.vectors import PassageVectors
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.answers.fake_embedder import FakeEmbedder
from tests.fakes import FakeClock
from tests.faults.indexing import index
from tests.faults.processes import LONGEST_RUN, ended, start

pytestmark = [pytest.mark.faults, pytest.mark.timeout(LONGEST_RUN * 2)]
TEXTS = ["x" * (count + 1) for count in range(4 * BATCH)]


@pytest.mark.parametrize("batch", [1, 3])
async def test_killed_while_embedding(database_url: str, clock: FakeClock, batch: int) -> None:
    assert await ended(start(index, database_url, TEXTS, batch)) == -signal.SIGKILL
    database, embedder = Database(database_url), FakeEmbedder()
    vectors = await PassageVectors(SqlUnitOfWork(database), clock, embedder).vectors_for(TEXTS)
    await database.close()
    assert vectors is not None
    assert [int(place) for place in vectors.argmax(axis=1)] == list(range(1, len(TEXTS) + 1))
    assert embedder.embedded.keys() == set(TEXTS[(batch - 1) * BATCH :])
