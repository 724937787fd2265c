"""The clock: APScheduler rings bells, and nothing more. What is due stands in the tables."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from civic.time import Clock

log = logging.getLogger(__name__)
TICK = timedelta(seconds=1)
LATE_AFTER = timedelta(seconds=30)


class Bells:
    """Rings `every_second` each second, and starts `every_hour` at once and then each hour."""

    def __init__(
        self, clock: Clock, every_second: Callable[[], None], every_hour: Callable[[], Awaitable[None]]
    ) -> None:
        self._clock = clock
        self._every_second = every_second
        self._every_hour = every_hour
        self._rang_at: datetime | None = None
        self._begun: set[asyncio.Task[None]] = set()
        # A bell that was missed rings once, however long the pause was.
        defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(job_defaults=defaults, timezone="UTC")

    @property
    def is_late(self) -> bool:
        """Whether the bells have fallen silent."""
        return self._rang_at is None or self._clock() - self._rang_at > LATE_AFTER

    def every(self, seconds: float, work: Callable[[], Awaitable[object]]) -> None:
        """Begins some further work every so many seconds; it logs its own failures."""
        self._scheduler.add_job(self._owned(work), "interval", seconds=seconds)

    def start(self) -> None:
        """Begins to ring, in the running event loop."""
        self._scheduler.add_job(self._ring, "interval", seconds=TICK.total_seconds())
        clean = self._owned(self._clean)
        self._scheduler.add_job(clean, "interval", hours=1, next_run_time=self._clock())
        self._scheduler.start()

    async def stop(self) -> None:
        """No more bells; what was begun is cut off, and over when this returns."""
        self._scheduler.shutdown(wait=False)
        for task in self._begun:
            task.cancel()
        await asyncio.gather(*self._begun, return_exceptions=True)

    def _owned(self, work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
        """The same work, with its task among those that `stop` ends: the scheduler waits for none."""

        async def owned() -> None:
            task = asyncio.current_task()
            assert task is not None
            self._begun.add(task)
            try:
                await work()
            finally:
                self._begun.discard(task)

        return owned

    async def _ring(self) -> None:
        self._rang_at = self._clock()
        self._every_second()

    async def _clean(self) -> None:
        try:
            await self._every_hour()
        except Exception:
            log.exception("the hourly clean-up failed; it is tried again in an hour")
