"""What is known of a statement before and while it runs: whether the event loop may run it itself."""

import asyncio
import time
from enum import Enum, auto
from functools import lru_cache
from typing import Any

# SQLite makes some ten to fifty of them in a microsecond; those of a lookup by an index are a few hundred. A
# statement is given up after so many or up to twice as many.
MOST_STEPS = 20_000
MOST_VALUES = 200
# How long one task may go on from statement to statement before it gives way to others.
LONGEST_TURN_SECONDS = 0.02


class Size(Enum):
    """What is known of a statement before it runs."""

    SMALL = auto()
    """It ends soon."""
    LOOKS = auto()
    """It changes nothing, so that it can be given up and begun again."""
    ANY = auto()


class Turn:
    """How long the present task has kept the event loop to itself, since it first asked."""

    def __init__(self) -> None:
        self._whose: asyncio.Task[Any] | None = None
        self._since = 0.0

    def is_long(self) -> bool:
        """Whether others have waited long enough."""
        task, now = asyncio.current_task(), time.perf_counter()
        if task is not self._whose:
            self._whose, self._since = task, now
            asyncio.get_running_loop().call_soon(self._ends)
        return now - self._since > LONGEST_TURN_SECONDS

    def _ends(self) -> None:
        self._whose = None


class Steps:
    """Counts a statement's steps by `MOST_STEPS` at once."""

    def __init__(self) -> None:
        self._calls = 0

    def go_on(self) -> int:
        """Gives the statement up at the second call: SQLite goes on counting where the statement's last run
        ended, so that the first one can come at any moment."""
        self._calls += 1
        return self._calls > 1


@lru_cache(maxsize=2000)
def size_of(operation: str) -> Size:
    """What its words say: whether it only looks, or adds rows that were given to it."""
    words = operation.upper().split()
    if words[0] == "SELECT":
        return Size.LOOKS
    adds = words[0] == "INSERT" and "VALUES" in words and "SELECT" not in operation.upper()
    return Size.SMALL if adds else Size.ANY
