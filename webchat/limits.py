"""How often one address or one visitor may do something; counted in memory, forgotten with the process."""

import secrets
from collections import deque
from collections.abc import Callable
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
        events = self._events.setdefault(blake2b(key.encode(), key=self._secret).digest(), deque())
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
