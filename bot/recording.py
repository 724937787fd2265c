"""What was sent is written down, also where the database is away just then; else it would go out again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

log = logging.getLogger(__name__)
RETRY_AFTER = 0.5
# Faults of ours, which the next try would not mend.
FAULTS = (TypeError, ValueError, LookupError, AttributeError, AssertionError)


async def until_recorded(
    record: Callable[[], Awaitable[None]],
    what: str,
    is_stopping: Callable[[], bool] = lambda: False,
    faults: tuple[type[Exception], ...] = FAULTS,
) -> None:
    """Tries until it works. Raises what failed once the program stops, and these faults of the program."""
    failures = 0
    while True:
        try:
            return await record()
        except faults:
            raise
        except Exception:
            if is_stopping():
                raise
            if failures % 60 == 0:
                log.exception("%s cannot be recorded yet", what)
            failures += 1
            await asyncio.sleep(RETRY_AFTER)


async def all_ended(ones: Iterable[Awaitable[None]]) -> None:
    """Lets each of them come to its end, and only then raises the first failure."""
    for outcome in await asyncio.gather(*ones, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
