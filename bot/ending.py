"""The end of tasks: they finish what is in hand, are cut off, and hold up nobody for ever."""

import asyncio
import logging
from collections.abc import Collection

log = logging.getLogger(__name__)
# For cleaning up after being cut off, twice at most.
LAST_STEPS = 1.0


async def ended(tasks: Collection[asyncio.Task[None]], what: str, grace: float) -> None:
    """Lets tasks that were told to end finish what is in hand. What hangs is cut off: a delivery is taken
    over when its lease ends, and whatever else is done again after the next start."""
    hanging = await _waited(tasks, grace)
    if hanging:
        log.warning("some %s were not finished at the stop", what)
        await cut_off(hanging, what)


async def cut_off(tasks: Collection[asyncio.Task[None]], what: str) -> None:
    """Cancels tasks, and those that go on a second time. What then still goes on is only logged."""
    for _ in range(2):
        for task in tasks:
            task.cancel()
        tasks = await _waited(tasks, LAST_STEPS)
        if not tasks:
            return
    log.error("some %s hang even after they were cut off twice: %s", what, len(tasks))


async def _waited(tasks: Collection[asyncio.Task[None]], seconds: float) -> Collection[asyncio.Task[None]]:
    if not tasks:
        return ()
    done, going_on = await asyncio.wait(tasks, timeout=seconds)
    for task in done:
        # What failed was logged where it happened.
        if not task.cancelled():
            task.exception()
    return going_on
