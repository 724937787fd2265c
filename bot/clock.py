"""The clock: APScheduler rings bells, and nothing more. What is due stands in the tables."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.ending import cut_off
from civic.time import Clock

log = logging.getLogger(__name__)
TICK = timedelta(seconds=1)
LATE_AFTER = timedelta(seconds=30)
CATCH_UP_EVERY = 10.0


class Bells:
    """Rings `every_second` each second, and starts `every_hour` at once and then each hour.

    `every_hour` returns whether it was done: it may be another process's, or have to wait.
    """

    def __init__(
        self, clock: Clock, every_second: Callable[[], None], every_hour: Callable[[], Awaitable[bool]]
    ) -> None:
        self._clock = clock
        self._every_second = every_second
        self._every_hour = every_hour
        self._rang_at: datetime | None = None
        self._started_at: datetime | None = None
        self.cleaned_at: datetime | None = None
        self._beside: list[asyncio.Task[None]] = []
        self._begun: set[asyncio.Task[None]] = set()
        # A bell that was missed rings once, however long the pause was.
        defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(job_defaults=defaults, timezone="UTC")

    @property
    def is_late(self) -> bool:
        """Whether the bells have fallen silent."""
        return self._rang_at is None or self.lag > LATE_AFTER

    @property
    def lag(self) -> timedelta:
        """How long ago the last bell was, or before the first the start; by a clock that was set back since,
        how far off."""
        since = self._rang_at or self._started_at
        return abs(self._clock() - since) if since else timedelta()

    def every(self, seconds: float, work: Callable[[], Awaitable[object]]) -> None:
        """Begins some further work every so many seconds; it logs its own failures."""
        self._scheduler.add_job(self._owned(work), "interval", seconds=seconds)

    @property
    def since_cleaning(self) -> float | None:
        """Seconds since a clean-up went well; None where none has, where the last one had to wait, and where
        it is another process's."""
        return (self._clock() - self.cleaned_at).total_seconds() if self.cleaned_at else None

    def beside(self, seconds: float, work: Callable[[], Awaitable[object]]) -> None:
        """Begins some work every so many seconds; it goes on where the bells fall silent."""
        self._beside.append(asyncio.create_task(_repeat(seconds, self._owned(work))))

    def start(self, *, at_once: bool = True) -> None:
        """Begins to ring, in the running event loop; without `at_once` for each hour only after one."""
        self._started_at = self._clock()
        self._scheduler.add_job(self._ring, "interval", seconds=TICK.total_seconds())
        # The scheduler's own time: ours may be one that a test moves.
        first = datetime.now(UTC) + (timedelta() if at_once else timedelta(hours=1))
        clean = self._owned(self._clean)
        self._scheduler.add_job(clean, "interval", hours=1, next_run_time=first)
        self._scheduler.start()
        self.beside(CATCH_UP_EVERY, self.catch_up)

    async def catch_up(self) -> None:
        """After the clock was set back, lets no bell wait for the time at which it would have rung before."""
        now = datetime.now(UTC)
        for job in self._scheduler.get_jobs():
            if job.next_run_time - now > job.trigger.interval:
                job.modify(next_run_time=now)

    async def stop(self) -> None:
        """No more bells; what was begun is cut off, and over when this returns."""
        if self._scheduler.running:
            self._scheduler.pause()
            # What was rung for just now begins, so that it is known.
            await asyncio.sleep(0)
        await cut_off({*self._begun, *self._beside}, "bells")
        # Only now: it cancels its jobs as well, which would break off their cleaning up.
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

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
            done = await self._every_hour()
        except Exception:
            log.exception("the hourly clean-up failed; it is tried again in an hour")
        else:
            self.cleaned_at = self._clock() if done else None


async def _repeat(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        await work()
