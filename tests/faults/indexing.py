"""An indexing that kills its own process at a batch."""

import asyncio
import os
import signal

from civic.answers.vectors import PassageVectors
from civic.time import utc_now
from storage.database import Database
from storage.unit_of_work import SqlUnitOfWork
from tests.civic.answers.fake_embedder import FakeEmbedder


def index(database_url: str, texts: list[str], batch: int) -> None:
    """Embeds the texts; dies when a batch was embedded and is not kept yet."""
    asyncio.run(_index(database_url, texts, batch))


async def _index(database_url: str, texts: list[str], batch: int) -> None:
    embedder = Dying(batch)
    await PassageVectors(SqlUnitOfWork(Database(database_url)), utc_now, embedder).vectors_for(texts)


class Dying(FakeEmbedder):
    """Dies with all around it."""

    def __init__(self, batch: int) -> None:
        super().__init__()
        self.before = self._count
        self._left = batch

    async def _count(self) -> None:
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)
