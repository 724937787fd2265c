"""The clock: APScheduler rings bells, and nothing more. What is due stands in the tables."""

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
        # A bell that was missed rings once, however long the pause was.
        defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(job_defaults=defaults, timezone="UTC")

    @property
    def is_late(self) -> bool:
        """Whether the bells have fallen silent."""
        return self._rang_at is None or self._clock() - self._rang_at > LATE_AFTER

    def start(self) -> None:
        """Begins to ring, in the running event loop."""
        self._scheduler.add_job(self._ring, "interval", seconds=TICK.total_seconds())
        self._scheduler.add_job(self._clean, "interval", hours=1, next_run_time=self._clock())
        self._scheduler.start()

    def stop(self) -> None:
        """No more bells; whoever was woken finishes on their own."""
        self._scheduler.shutdown(wait=False)

    async def _ring(self) -> None:
        self._rang_at = self._clock()
        self._every_second()

    async def _clean(self) -> None:
        try:
            await self._every_hour()
        except Exception:
            log.exception("the hourly clean-up failed; it is tried again in an hour")
