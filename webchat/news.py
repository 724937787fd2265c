"""Who waits for news: long polls and WebSockets sleep here until a row that concerns them was written."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)

UPDATES = "updates"


def visitor_topic(visitor_id: int) -> str:
    """Something in this visitor's transcript changed."""
    return f"visitor/{visitor_id}"


def typing_topic(visitor_id: int) -> str:
    """The bot is about to answer this visitor."""
    return f"typing/{visitor_id}"


class Inbox:
    """One sleeper's letter box: which of its topics rang since it last looked."""

    def __init__(self) -> None:
        self._rung: set[str] = set()
        self._event = asyncio.Event()

    def put(self, topic: str) -> None:
        self._rung.add(topic)
        self._event.set()

    async def wait(self, seconds: float) -> frozenset[str]:
        """The topics that rang, at the latest after so many seconds."""
        try:
            async with asyncio.timeout(max(seconds, 0)):
                await self._event.wait()
        except TimeoutError:
            return frozenset()
        self._event.clear()
        rung, self._rung = frozenset(self._rung), set()
        return rung


class News:
    """Rings topics in this process and, through `relay`, in others.

    A ring is only a hint: rows are the truth and every sleeper looks again after `poll_seconds`. With several
    processes pass a `relay` (PostgreSQL: NOTIFY) and hand what others relayed to `arrived` (LISTEN).
    """

    def __init__(
        self, relay: Callable[[str], Awaitable[None]] | None = None, poll_seconds: float = 1.0
    ) -> None:
        self.poll_seconds = poll_seconds
        self.closed = False
        self._relay = relay
        self._inboxes: defaultdict[str, set[Inbox]] = defaultdict(set)

    async def ring(self, topic: str) -> None:
        """Tell everybody; never fails, since the row is already written and will be found."""
        self.arrived(topic)
        if self._relay is not None:
            try:
                await self._relay(topic)
            except Exception:
                log.warning(
                    "news could not be relayed; others will find it at their next look", exc_info=True
                )

    def arrived(self, topic: str) -> None:
        """Wake this process's sleepers."""
        for inbox in self._inboxes.get(topic, ()):
            inbox.put(topic)

    @contextmanager
    def listen(self, *topics: str) -> Iterator[Inbox]:
        """Collect rings from now on; look at the rows after entering, so that nothing falls between."""
        inbox = Inbox()
        for topic in topics:
            self._inboxes[topic].add(inbox)
        try:
            yield inbox
        finally:
            for topic in topics:
                self._inboxes[topic].discard(inbox)
                if not self._inboxes[topic]:
                    del self._inboxes[topic]

    def close(self) -> None:
        """The program stops: let everybody finish."""
        self.closed = True
        for topic in list(self._inboxes):
            self.arrived(topic)
