"""Time of the channels under a test's control."""

import asyncio

SHORT = 1.0


class Naps:
    """Spacing of messages passes at once; waits of a second and more last until they are woken."""

    def __init__(self) -> None:
        self.now = 0.0
        self.sleeping: list[float] = []
        self._changed = asyncio.Condition()
        self._woken = asyncio.Event()

    def monotonic(self) -> float:
        """Seconds since the start of the test."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Takes the place of `asyncio.sleep`."""
        if seconds < SHORT:
            self.now += seconds
            await asyncio.sleep(0)
            return
        self.sleeping.append(seconds)
        woken = self._woken
        async with self._changed:
            self._changed.notify_all()
        try:
            await woken.wait()
        finally:
            self.sleeping.remove(seconds)

    async def until_asleep(self, seconds: float) -> None:
        """Waits until somebody sleeps for about so long."""
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(lambda: any(abs(nap - seconds) < SHORT for nap in self.sleeping))

    def wake(self) -> None:
        """Lets the longest of the present waits pass."""
        self.now += max(self.sleeping, default=0.0)
        woken, self._woken = self._woken, asyncio.Event()
        woken.set()
