"""How often one address or one visitor may do something, and how much of it at once; counted in memory,
forgotten with the process."""

import secrets
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import islice


class Window:
    """At most `limit` events per `period` for one key, in any stretch of that length.

    Keys (client addresses) are kept only as hashes under a random key of this process.
    """

    def __init__(self, limit: int, period: timedelta, clock: Callable[[], datetime]) -> None:
        self.limit = limit
        self.period = period
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._events: dict[bytes, deque[datetime]] = {}

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._events)

    def take(self, key: str) -> int:
        """Count one event. 0 if it is allowed, else in how many seconds to come again (not counted then)."""
        now = self._clock()
        self._drop(now)
        events = self._events.setdefault(_hashed(key, self._secret), deque())
        while events and events[0] <= now - self.period:
            events.popleft()
        if len(events) >= self.limit:
            return max(int((events[0] + self.period - now).total_seconds()), 0) + 1
        events.append(now)
        return 0

    def _drop(self, now: datetime) -> None:
        """Forget keys that were quiet for a whole period; dictionaries keep order, the oldest come first."""
        for key, events in list(islice(self._events.items(), 2)):
            if not events or events[-1] <= now - self.period:
                del self._events[key]
            else:
                self._events[key] = self._events.pop(key)


class AtOnce:
    """At most `limit` things of one key at the same time. Keys are kept as those of a `Window`."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._secret = secrets.token_bytes(32)
        self._open: Counter[bytes] = Counter()

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._open)

    @contextmanager
    def one(self, key: str) -> Iterator[bool]:
        """Counts as one for as long as this lasts; False, and not counted, where there are enough."""
        hashed = _hashed(key, self._secret)
        if self._open[hashed] >= self.limit:
            yield False
            return
        self._open[hashed] += 1
        try:
            yield True
        finally:
            self._open -= Counter([hashed])  # and forgets whoever has none


def _hashed(key: str, secret: bytes) -> bytes:
    return blake2b(key.encode(), key=secret).digest()
