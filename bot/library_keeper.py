"""Keeps the library at what is known: the city's own content, what was imported and is active, and what
coordinators published; with the vectors of its passages where there is a model."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from bot.allocator import trim
from bot.meaning import Meaning, vectors_of
from bot.staff_shelf import StaffShelf
from civic.answers.asking import Answerer
from civic.answers.embedding import Vectors
from civic.answers.importing import active_sources
from civic.answers.imports import joined
from civic.answers.knowledge import Knowledge
from civic.answers.library import Library
from civic.ports import UnitOfWork, Work

log = logging.getLogger(__name__)

Revision = tuple[int, ...]
Build = Callable[[Knowledge, Vectors | None, str], Answerer]


async def assembled(r: Work, pack: Knowledge) -> tuple[Knowledge, list[str]]:
    """The content with all that was imported, and the sources whose rows cannot be used."""
    sources, broken = await active_sources(r)
    return joined(pack, sources) if sources else pack, broken


class LibraryKeeper:
    """Looks for changes and exchanges the library; commands only write rows, and this sees them."""

    def __init__(
        self,
        uow: UnitOfWork,
        library: Library,
        staff: StaffShelf | None = None,
        meaning: Meaning | None = None,
        build: Build = Answerer,
    ) -> None:
        self._uow = uow
        self._library = library
        self._staff = staff
        self.meaning = meaning
        self._build = build
        self.pack = library.knowledge
        self._seen: Revision = ()
        self._turn = asyncio.Lock()
        self._indexing = self._unreadable = False

    async def look(self) -> bool:
        """Exchanges the library if the knowledge changed. What fails is logged, and the library stays."""
        async with self._turn:
            try:
                async with self._uow.reading() as r:
                    now = await self._revision(r)
                    if now == self._seen:
                        self._unreadable = False
                        return False
                    knowledge, broken = await assembled(r, self.pack)
                    if self._staff is not None:
                        knowledge = await self._staff.join(r, knowledge)
            except Exception:
                if not self._unreadable:  # asked every second, told once
                    log.exception("the knowledge in the database could not be read; the present one stays")
                self._unreadable = True
                return False
            self._seen = now  # a broken state is not tried again and again
            for source in broken:
                log.error("the rows of %s cannot be used and are left out; import it again", source)
            if knowledge is self._library.knowledge:
                return False
            # Where words are all there is, what is new does not wait until the old has its vectors.
            waits = self._library.model or not self._indexing
            found = await self._vectors(self.meaning if waits else None, knowledge)
            return await self._exchange(partial(self._build, knowledge, *found))

    async def index(self) -> None:
        """The model is ready, for the first time or again: the library gets its vectors. That can take long,
        and what becomes known meanwhile is not held up by it."""
        if self.meaning is not None and self._library.model == self.meaning.embedder.model:
            return  # it was away, and nothing has changed since
        self._indexing = True
        try:
            while not await self._indexed(self._library.knowledge):
                pass
        finally:
            self._indexing = False

    async def _indexed(self, knowledge: Knowledge) -> bool:
        """False where the knowledge changed meanwhile."""
        vectors, model = await self._vectors(self.meaning, knowledge)
        async with self._turn:
            if knowledge is not self._library.knowledge:
                return False
            await self._exchange(partial(self._library.with_vectors, vectors, model))
            return True

    async def _revision(self, r: Work) -> Revision:
        """Changes when the knowledge in the database does. Asked every second, so it must stay cheap."""
        staff = await self._staff.revision(r) if self._staff is not None else ()
        return (*await r.imports.revision(), *staff)

    async def _vectors(self, meaning: Meaning | None, knowledge: Knowledge) -> tuple[Vectors | None, str]:
        """The old knowledge answers until the new one has its vectors, if it can have any."""
        try:
            return await vectors_of(meaning, knowledge)
        except Exception:
            log.exception("there are no vectors of the new knowledge; it is found by words")
            return None, ""

    async def _exchange(self, make: Callable[[], Answerer]) -> bool:
        try:
            self._library.replace(await asyncio.to_thread(make))
        except Exception:
            log.exception("what is known could not be indexed; the present library stays")
            return False
        # An index is made of many short-lived lists, and vectors of copies.
        await asyncio.to_thread(trim)
        model, count = self._library.model, len(self._library.knowledge.entries)
        how = f"by words and with {model}" if model else "by words"
        log.info("the library now holds %d entries, found %s", count, how)
        return True
