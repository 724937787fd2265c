"""What one pass over the copies of a channel has in hand: the queue, the announcements, their screens."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime

from civic.announcements import Announcement, AnnouncementStatus, Delivery
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import news_channels


class Run:
    """Claimed copies wait in a queue; the next are claimed when half of a batch is left."""

    def __init__(self, now: datetime, batch: int) -> None:
        self._now = now
        self._enough = batch // 2
        self._queue: asyncio.Queue[Delivery | None] = asyncio.Queue()
        self._low = asyncio.Event()
        self.over = asyncio.Event()
        self.failure: Exception | None = None
        # Nothing is planned in quiet hours that would have to wait for their end, so once is enough.
        self.rested = False
        self.texts: dict[int, Announcement] = {}
        self._screens: dict[tuple[int, int, str, bool], Screen | None] = {}

    def latest(self, now: datetime) -> datetime:
        """The time, which does not go back within a run: what was due when it began stays due."""
        self._now = max(self._now, now)
        return self._now

    def refresh(self, texts: Mapping[int, Announcement]) -> None:
        """Notes how announcements stand now."""
        self.texts.update(texts)

    def goes_on(self, announcement: Announcement) -> bool:
        """Whether it was being sent when it was last looked at."""
        return announcement.status is AnnouncementStatus.SENDING

    def put(self, claimed: Iterable[Delivery]) -> None:
        """More to send."""
        for one in claimed:
            self._queue.put_nowait(one)
        if self._queue.qsize() > self._enough:
            self._low.clear()
        else:
            self._low.set()

    def close(self, workers: int) -> None:
        """Nothing more comes."""
        for _ in range(workers):
            self._queue.put_nowait(None)

    async def next(self) -> Delivery | None:
        """The next copy; None at the end."""
        one = await self._queue.get()
        if self._queue.qsize() <= self._enough:
            self._low.set()
        return one

    async def wants_more(self) -> None:
        """Waits until there is room in the queue."""
        await self._low.wait()

    def screen(self, services: Services, announcement: Announcement, delivery: Delivery) -> Screen | None:
        """What readers of a language, or of a channel in it, get; made once. None where that is nothing."""
        public = delivery.resident_id is None
        key = announcement.id, announcement.revision, delivery.language, public
        if key not in self._screens:
            made = news_channels.copy(services, announcement, delivery)
            self._screens[key] = made if made.text else None
        return self._screens[key]
