"""Vectors for all passages: shipped ones, kept ones, and only for the rest the model is asked."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from civic.answers.embedding import BATCH, Embedder, Progress, Vectors, from_halves, passage_hash, to_halves
from civic.answers.shipped_vectors import read_shipped
from civic.ports import UnitOfWork
from civic.time import Clock

KEPT_UNUSED = timedelta(days=30)


def no_progress(done: int, total: int) -> None:
    """Nobody looks."""


class PassageVectors:
    """Vectors of passages that outlive the process. After a crash at most one batch is embedded again."""

    def __init__(
        self, uow: UnitOfWork, clock: Clock, embedder: Embedder, shipped: Path | None = None
    ) -> None:
        self._uow = uow
        self._clock = clock
        self._embedder = embedder
        self._shipped = shipped
        self._turn = asyncio.Lock()

    async def vectors_for(self, texts: Sequence[str], progress: Progress = no_progress) -> Vectors | None:
        """One vector of the embedder's present model for each text, in order; None: it is not available now,
        and what was embedded so far is kept for the next time. Can be cancelled, and run twice at once."""
        empty = await self._embedder.passages([])
        model = self._embedder.model
        if empty is None or not model:
            return None
        # In a thread: for thousands of texts it takes seconds, in which people want answers.
        hashes = await asyncio.to_thread(lambda: [passage_hash(text) for text in texts])
        wanted = dict(zip(hashes, texts, strict=True))
        found = await self._known(model, wanted, 2 * empty.shape[1])
        progress(len(found), len(wanted))
        missing = [key for key in wanted if key not in found]
        for start in range(0, len(missing), BATCH):
            batch = {key: wanted[key] for key in missing[start : start + BATCH]}
            added = await self._embed(model, batch, 2 * empty.shape[1])
            if added is None:
                return None
            found |= added
            progress(len(found), len(wanted))
        await self._tidy(model, list(wanted))
        if self._embedder.model != model:
            return None
        rows = [found[key] for key in hashes]
        return await asyncio.to_thread(from_halves, rows, model, empty.shape[1])

    async def _known(self, model: str, wanted: Mapping[str, str], size: int) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        if self._shipped is not None:
            shipped = await asyncio.to_thread(read_shipped, self._shipped, model)
            found = {key: shipped[key] for key in wanted.keys() & shipped.keys()}
            found = {key: value for key, value in found.items() if len(value) == size}
        return found | await self._kept(model, wanted.keys() - found.keys(), size)

    async def _kept(self, model: str, hashes: Collection[str], size: int) -> dict[str, bytes]:
        async with self._uow.reading() as r:
            found = await r.vectors.get_many(model, hashes)
        return {key: value for key, value in found.items() if len(value) == size}

    async def _embed(self, model: str, batch: Mapping[str, str], size: int) -> dict[str, bytes] | None:
        """One batch, kept before the next one begins. No transaction is open while the model works."""
        async with self._turn:
            found = await self._kept(model, batch.keys(), size)  # by somebody else with the same texts
            left = [key for key in batch if key not in found]
            if not left:
                return found
            vectors = await self._embedder.passages([batch[key] for key in left])
            if vectors is None or self._embedder.model != model:
                return None
            new = dict(zip(left, to_halves(vectors), strict=True))
            async with self._uow.writing() as w:
                await w.vectors.put_many(model, new, self._clock())
                await w.commit()
            return found | new

    async def _tidy(self, model: str, hashes: Sequence[str]) -> None:
        now = self._clock()
        async with self._uow.writing() as w:
            await w.vectors.touch(model, hashes, now)
            await w.vectors.forget_unused(now - KEPT_UNUSED)
            await w.commit()
