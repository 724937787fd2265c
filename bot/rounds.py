"""What is looked at every second besides deliveries: new knowledge, and digests that are due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.library_keeper import LibraryKeeper
from civic.digests import push_due
from handlers.services import Services

log = logging.getLogger(__name__)


class Rounds:
    """One round (`tick`) can be repeated at any time; whatever fails is tried again in the next one."""

    def __init__(self, services: Services, keeper: LibraryKeeper) -> None:
        self._services = services
        self._work: dict[str, Callable[[], Awaitable[object]]] = {
            "knowledge": keeper.look,
            "digests": self._digests,
        }
        self._bells = {what: asyncio.Event() for what in self._work}
        self._stopping = False

    def ring(self) -> None:
        """Says that something may be due."""
        for bell in self._bells.values():
            bell.set()

    def stop(self) -> None:
        """Ends `run` after the round in hand."""
        self._stopping = True
        self.ring()

    async def run(self) -> None:
        """A round at every ring, until `stop`. New knowledge may take minutes, which holds up no digest."""
        await asyncio.gather(*(self._rounds(what) for what in self._work))

    async def tick(self) -> None:
        """Everything once."""
        for what in self._work:
            await self._try(what)

    async def _rounds(self, what: str) -> None:
        while not self._stopping:
            await self._bells[what].wait()
            self._bells[what].clear()
            await self._try(what)

    async def _digests(self) -> object:
        services = self._services
        return await push_due(services.uow, services.clock, services.zone)

    async def _try(self, what: str) -> None:
        try:
            await self._work[what]()
        except Exception:
            log.exception("%s: a round failed; the next one goes on", what)
