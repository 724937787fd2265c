"""How a channel does, as health checks show it, and how long it waits after a failure."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from aiogram.exceptions import TelegramNotFound, TelegramRetryAfter, TelegramUnauthorizedError

from bot.wire_session import reason_of

FIRST_DELAY, LONGEST_DELAY, DELAY_AFTER_REFUSAL = 1.0, 60.0, 300.0

log = logging.getLogger(__name__)

Sleep = Callable[[float], Awaitable[object]]
Now = Callable[[], datetime]


@dataclass(frozen=True)
class Starting:
    """Nothing was heard from the channel yet."""


@dataclass(frozen=True)
class Working:
    """The last request succeeded."""


@dataclass(frozen=True)
class StandingBy:
    """Another process does this; here it begins when that one ends."""


@dataclass(frozen=True)
class Failing:
    """Requests fail since then; `reason` is fit for operators and holds no secret."""

    reason: str
    since: datetime


@dataclass(frozen=True)
class Stopped:
    """The channel takes no more updates."""


ChannelState = Starting | Working | StandingBy | Failing | Stopped


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


class Retry:
    """How a channel's requests go: its state, and how long to wait after a failure."""

    def __init__(self, name: str, now: Now = utc_now) -> None:
        self.state: ChannelState = Starting()
        self._name = name
        self._now = now
        self._delay = FIRST_DELAY

    def succeeded(self) -> None:
        """Note a success."""
        if isinstance(self.state, Failing):
            log.info("channel %s works again", self._name)
        self.state, self._delay = Working(), FIRST_DELAY

    def failed(self, error: Exception) -> float:
        """Note a failure; the seconds until the next attempt, doubling from 1 to 60, after a refusal 300."""
        reason = reason_of(error)
        if not isinstance(self.state, Failing):
            self.state = Failing(reason, self._now())
        elif self.state.reason != reason:
            self.state = Failing(reason, self.state.since)
        match error:
            case TelegramUnauthorizedError() | TelegramNotFound():
                delay = DELAY_AFTER_REFUSAL
            case TelegramRetryAfter():
                delay = max(float(error.retry_after), self._delay)
            case _:
                delay = self._delay
        self._delay = min(self._delay * 2, LONGEST_DELAY)
        log.warning("channel %s: %s; next attempt in %.0f s", self._name, reason, delay)
        return delay
