"""The pictures of announcements on their way out: uploaded once for each bot, known by name from then on."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from civic.ports import UnitOfWork


class StoredPhotos:
    """Implements `handlers.screen.PhotoShelf` on our rows. Names are remembered; they are asked for often."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._names: dict[tuple[int, int], str] = {}
        self._first: defaultdict[tuple[int, int], asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def first(self, photo_id: int, bot_id: int) -> AsyncIterator[None]:
        """Held by whoever sends a picture that has no name yet, so that it is sent up once."""
        async with self._first[photo_id, bot_id]:
            yield

    async def name(self, photo_id: int, bot_id: int) -> str:
        """The name of its file; empty where it has none (any more)."""
        known = self._names.get((photo_id, bot_id))
        if known:
            return known
        async with self._uow.reading() as r:
            found = await r.pictures.file_id(photo_id, bot_id)
        if found:
            self._names[photo_id, bot_id] = found
        return found

    async def note(self, photo_id: int, bot_id: int, name: str) -> None:
        """Remembers the name; an empty one forgets it."""
        self._names.pop((photo_id, bot_id), None)
        async with self._uow.writing() as w:
            if await w.pictures.get(photo_id) is None:
                return
            await w.pictures.set_file_id(photo_id, bot_id, name)
            await w.commit()

    async def content(self, photo_id: int) -> bytes | None:
        """The picture itself, if it is still there."""
        async with self._uow.reading() as r:
            found = await r.pictures.get(photo_id)
        return found.content if found else None
