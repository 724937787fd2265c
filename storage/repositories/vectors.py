"""Vectors of passages by model and hash of the text."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.repositories.rows import insert_into
from storage.tables import VectorRow

_AT_ONCE = 500  # both databases limit the values of one statement
_DAY = timedelta(days=1)


class SqlVectors:
    """Implements `civic.vector_ports.VectorStore`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get_many(self, model: str, hashes: Collection[str]) -> dict[str, bytes]:
        """Those of them that are kept."""
        found: dict[str, bytes] = {}
        for some in _chunks(hashes):
            rows = select(VectorRow.text_hash, VectorRow.vector).where(
                VectorRow.model == model, col(VectorRow.text_hash).in_(some)
            )
            found.update((await self._session.exec(rows)).all())
        return found

    async def put_many(self, model: str, vectors: Mapping[str, bytes], now: datetime) -> None:
        """Keeps vectors, in the place of those that are there."""
        for some in _chunks(vectors):
            rows = [
                {"text_hash": key, "model": model, "vector": vectors[key], "created_at": now, "used_at": now}
                for key in some
            ]
            new = insert_into(self._session, VectorRow).values(rows)
            changed = {"vector": new.excluded.vector, "used_at": new.excluded.used_at}
            await self._session.exec(
                new.on_conflict_do_update(index_elements=["text_hash", "model"], set_=changed)
            )

    async def touch(self, model: str, hashes: Collection[str], now: datetime) -> None:
        """Notes that they are in use; at most once a day for each."""
        for some in _chunks(hashes):
            stale = update(VectorRow).where(
                col(VectorRow.model) == model,
                col(VectorRow.text_hash).in_(some),
                col(VectorRow.used_at) < now - _DAY,
            )
            await self._session.exec(stale.values(used_at=now))

    async def forget_unused(self, before: datetime) -> int:
        """Deletes what was not in use since; returns how many."""
        unused = delete(VectorRow).where(col(VectorRow.used_at) < before)
        return (await self._session.exec(unused)).rowcount


def _chunks(keys: Collection[str]) -> Iterator[list[str]]:
    # Sorted, so that two transactions that write the same rows do not wait for each other.
    ordered = sorted(keys)
    yield from (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))
