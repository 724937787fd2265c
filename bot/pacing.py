"""When the next message of a bot may leave: evenly spaced, and people who wait for an answer go first, but
not for ever: whoever asks without a pause could otherwise keep every reminder and announcement back."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from enum import IntEnum

# Telegram allows about 30 messages in any one second. Even gaps of 28.4 a second leave 48 ms by which one may
# be longer on the way than another, and of a rate that is paid for this share leaves 14 ms.
FREE_RATE, ALL_LANES_RATE, PAID_SHARE = 30, 28.4, 0.978
# Whose sleep ends late may make up for so many seconds.
LATENESS = 0.008
# After so many turns of more urgent lanes a lane that waits has the next one that the rate allows it.
PASSED_MOST = 9


class Lane(IntEnum):
    """Whose message it is; the smaller number goes first, unless the other waited for too many of them."""

    REPLY = 0
    NOTICE = 1
    ANNOUNCEMENT = 2


class Pacer:
    """One bot token's budget, shared by everything that sends with it.

    Notices and announcements together leave at most `rate` times a second, all lanes together at most 28.4
    times (or 97.8 % of `rate`, where more than 30 are paid for). Turns not taken are lost, so there are no
    bursts, but for the milliseconds by which a sleep ends late.
    """

    def __init__(
        self,
        rate: float,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        paid = rate > FREE_RATE
        self._gap = 1 / (rate * PAID_SHARE if paid else ALL_LANES_RATE)
        self._bulk_gap = max(self._gap, 1 / rate)
        self._next = self._next_bulk = monotonic()
        self._paused_until = dict.fromkeys(Lane, self._next)
        self._lines: dict[Lane, deque[object]] = {lane: deque() for lane in Lane}
        self._passed = dict.fromkeys(Lane, 0)
        self._moved = asyncio.Event()

    async def turn(self, lane: Lane) -> None:
        """Wait until one message of this lane may be sent; first come, first served within a lane."""
        line, ticket = self._lines[lane], object()
        line.append(ticket)
        try:
            await self._reach_front(lane, ticket)
            self._take(lane)
        finally:
            line.remove(ticket)
            if not line:
                self._passed[lane] = 0
            self._announce_change()

    def pause(self, lane: Lane, seconds: float) -> None:
        """Stop this lane and the less urgent ones, as a 429 in this lane asks for; longer pauses stay."""
        until = self._monotonic() + seconds
        for slowed in Lane:
            if slowed >= lane:
                self._paused_until[slowed] = max(self._paused_until[slowed], until)
        self._announce_change()

    async def _reach_front(self, lane: Lane, ticket: object) -> None:
        while True:
            moved = self._moved
            wait = self._ready_at(lane) - self._monotonic()
            if self._lines[lane][0] is not ticket or (wait <= 0 and self._someone_before(lane)):
                await moved.wait()
            elif wait > 0:
                # Turns only move later while one sleeps, so nobody needs waking before this time.
                await self._sleep(wait)
            else:
                return

    def _someone_before(self, lane: Lane) -> bool:
        now = self._monotonic()
        waiting = [other for other in Lane if self._lines[other] and self._ready_at(other) <= now]
        return min(waiting, key=self._urgency, default=lane) is not lane

    def _urgency(self, lane: Lane) -> tuple[bool, Lane]:
        return self._passed[lane] < PASSED_MOST, lane

    def _ready_at(self, lane: Lane) -> float:
        spaced = self._next if lane is Lane.REPLY else max(self._next, self._next_bulk)
        return max(spaced, self._paused_until[lane])

    def _take(self, lane: Lane) -> None:
        now = self._monotonic()
        self._passed[lane] = 0
        for other in Lane:
            if other > lane and self._lines[other] and self._paused_until[other] <= now:
                self._passed[other] += 1
        self._next = _after(self._next, now, self._gap)
        if lane is not Lane.REPLY:
            self._next_bulk = _after(self._next_bulk, now, self._bulk_gap)

    def _announce_change(self) -> None:
        self._moved.set()
        self._moved = asyncio.Event()


def _after(turn: float, now: float, gap: float) -> float:
    """The turn after one that was taken now."""
    return max(turn, now - LATENESS) + gap
