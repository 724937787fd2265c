"""What keeping vectors needs of a store."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol


class VectorStore(Protocol):
    """Vectors of passages as bytes, by model and hash of the text. Questions are never kept."""

    async def get_many(self, model: str, hashes: Collection[str]) -> dict[str, bytes]:
        """Those of them that are kept."""

    async def put_many(self, model: str, vectors: Mapping[str, bytes], now: datetime) -> None:
        """Keeps vectors, in the place of those that are there."""

    async def touch(self, model: str, hashes: Collection[str], now: datetime) -> None:
        """Notes that they are in use; at most once a day for each."""

    async def forget_unused(self, before: datetime) -> int:
        """Deletes what was not in use since; returns how many."""
