"""Whether the clock on the wall can be believed: nothing ends for good by a clock that has just jumped."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from civic.alerts import Trouble
from civic.ports import UnitOfWork
from civic.time import Clock

log = logging.getLogger(__name__)
JUMP = timedelta(hours=2)
"""A smaller difference changes nothing that is counted in days."""
LONG_STOP = timedelta(days=3)
"""Whoever starts so long after the last clean-up cannot tell a stop from a wrong clock."""
KEEP_ALL = timedelta(days=1)
"""For so long nothing is deleted; owners are told meanwhile."""
KEEP_PLANS = timedelta(minutes=30)
"""For so long nothing is sent, ended or given away because it is time around an event; short enough that a
reminder is not missed by it."""


def must_wait(trust: "ClockTrust | None") -> bool:
    """Whether the clock may be wrong, so that nothing is sent, ended or given away by it."""
    return trust is not None and not trust.is_even(KEEP_PLANS)


class ClockTrust:
    """Compares the clock on the wall with `elapsed`, seconds that nobody can set. The clock is believed again
    when it has run evenly for long enough, since then it is the other one that was wrong before."""

    def __init__(self, uow: UnitOfWork, clock: Clock, elapsed: Callable[[], float]) -> None:
        self._uow = uow
        self._clock = clock
        self._elapsed = elapsed
        self._before: tuple[datetime, float] | None = None
        self._doubted_at: float | None = None
        self._was_compared = False

    async def look(self) -> None:
        """Notices a jump; the first time compares with what the last clean-up left in the store, too.

        A doubt that owners were told of before a restart goes on, if that was no longer ago than a clean-up
        may be.
        """
        self._notice()
        if self._was_compared:
            return
        async with self._uow.reading() as r:
            runs = [run.succeeded_at for run in await r.rule_runs.all() if run.succeeded_at is not None]
            begun = [
                one.began_at for one in await r.alerts.all() if one.trouble is Trouble.JUMP and one.goes_on
            ]
        self._was_compared = True
        now = self._clock()
        if not runs or -JUMP <= now - max(runs) <= LONG_STOP:
            return
        why = "the last clean-up was long ago, or is still to come"
        # Whoever is started anew each night would otherwise never have run for long enough.
        if begun and timedelta() <= now - begun[0] <= LONG_STOP:
            self._doubt(why, now - begun[0])
            return
        self._doubt(why)
        if begun:
            await self._begins_anew(now)

    def is_even(self, wanted: timedelta) -> bool:
        """Whether the clock has run evenly for so long, or since the start."""
        self._notice()
        return self._doubted_at is None or self._elapsed() - self._doubted_at >= wanted.total_seconds()

    def is_believed(self) -> bool:
        """Whether anything may be deleted."""
        return self.is_even(KEEP_ALL)

    def _notice(self) -> None:
        now, elapsed = self._clock(), self._elapsed()
        if self._before is not None:
            wall, passed = now - self._before[0], timedelta(seconds=elapsed - self._before[1])
            if abs(wall - passed) > JUMP:
                self._doubt(f"it jumped by {wall - passed}")
        self._before = now, elapsed

    def _doubt(self, why: str, since: timedelta = timedelta()) -> None:
        self._doubted_at = self._elapsed() - since.total_seconds()
        left = max(KEEP_ALL - since, timedelta())
        log.warning("the clock may be wrong, nothing is deleted for %s: %s", left, why)

    async def _begins_anew(self, now: datetime) -> None:
        async with self._uow.writing() as w:
            alert = await w.alerts.lock(Trouble.JUMP)
            if alert is not None and alert.goes_on:
                await w.alerts.update(replace(alert, began_at=now))
                await w.commit()
