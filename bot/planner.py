"""Plans announcements when they are due: to the moment, however long the sending of others takes."""

import asyncio
import logging
from datetime import timedelta

from civic.announcement_occurrences import follow_series
from civic.announcement_sending import plan_due
from handlers.services import Services

log = logging.getLogger(__name__)
# The bells ring each second; what is due in between rings one of its own.
AHEAD = timedelta(seconds=1.5)


class Planner:
    """One pass (`look`) does everything that is due and can be repeated at any time. `bell` asks for one."""

    def __init__(self, services: Services) -> None:
        self.bell = asyncio.Event()
        self._services = services
        # Whoever asks for a pass finds everything planned that was due then.
        self._one_pass = asyncio.Lock()
        self._next: asyncio.TimerHandle | None = None

    async def look(self) -> bool:
        """Plans what is due, and wakes up for what is about to be; whether there are new copies to send."""
        async with self._one_pass:
            services = self._services
            rules = services.news_rules
            try:
                await follow_series(services.uow, services.clock, rules.hours)
            except Exception:
                # What is planned already must not wait for a series that cannot go on.
                log.exception("the series of announcements failed; the next pass goes on")
            planned = await plan_due(services.uow, services.clock, rules)
            async with services.uow.reading() as r:
                due_at = await r.announcements.next_due(services.clock())
            if self._next is not None:
                self._next.cancel()
            wait = due_at - services.clock() if due_at is not None else AHEAD
            if timedelta() < wait < AHEAD:
                self._next = asyncio.get_running_loop().call_later(wait.total_seconds(), self.bell.set)
        return bool(planned)
