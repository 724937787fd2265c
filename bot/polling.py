"""Fetching a channel's updates: confirmed only after they were handled, and never ended by a fault."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import Chat, Update, User
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.wire_session import reason_of

LONG_POLL = 30
ANSWER_MARGIN = 10
CONFIRM_TIMEOUT = 3
CONCURRENT_PEOPLE = 32
HANDLER_LIMIT = 120.0
FIRST_DELAY, LONGEST_DELAY, DELAY_AFTER_REFUSAL = 1.0, 60.0, 300.0

log = logging.getLogger(__name__)

Feed = Callable[[Bot, Update], Awaitable[object]]
Sleep = Callable[[float], Awaitable[object]]
Now = Callable[[], datetime]


@dataclass(frozen=True)
class Starting:
    """Nothing was heard from the channel yet."""


@dataclass(frozen=True)
class Working:
    """The last request succeeded."""


@dataclass(frozen=True)
class Failing:
    """Requests fail since then; `reason` is fit for operators and holds no secret."""

    reason: str
    since: datetime


@dataclass(frozen=True)
class Stopped:
    """The channel takes no more updates."""


ChannelState = Starting | Working | Failing | Stopped


class RawUpdates(TelegramMethod[list[dict[str, object]]]):
    """`getUpdates` with unparsed items, so that one that aiogram cannot read does not hold up the others."""

    __returning__ = list[dict[str, object]]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


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


class Poller:
    """One channel's loop of getUpdates. `run` ends only through `stop` or cancellation."""

    def __init__(
        self,
        name: str,
        bot: Bot,
        feed: Feed,
        allowed_updates: Sequence[str],
        *,
        sleep: Sleep = asyncio.sleep,
        now: Now = utc_now,
    ) -> None:
        self.name = name
        self.failed_updates = 0
        self._bot = bot
        self._feed = feed
        self._allowed_updates = list(allowed_updates)
        self._sleep = sleep
        self._retry = Retry(name, now)
        self._offset: int | None = None
        self._confirmed: int | None = None
        self._people = asyncio.Semaphore(CONCURRENT_PEOPLE)
        self._stopping = False
        self._waiting: asyncio.Timeout | None = None
        self._handling: asyncio.Timeout | None = None
        self._running = False
        self._ended = asyncio.Event()

    @property
    def state(self) -> ChannelState:
        """How the channel does, for health checks."""
        return Stopped() if self._ended.is_set() else self._retry.state

    async def run(self) -> None:
        """Fetch and handle updates until `stop`; failures are waited out, never raised."""
        self._running = True
        try:
            while not self._stopping:
                await self._handle(await self._fetch())
            await self._confirm()
        finally:
            self._ended.set()

    async def stop(self, grace: float = 5.0) -> None:
        """Take no more updates, give those in hand `grace` seconds, confirm what was handled.

        Updates that were not finished are delivered again after the next start.
        """
        self._stopping = True
        now = asyncio.get_running_loop().time()
        if self._waiting is not None:
            self._waiting.reschedule(now)
        if self._handling is not None:
            self._handling.reschedule(now + grace)
        if self._running:
            await self._ended.wait()

    async def _fetch(self) -> list[dict[str, object]]:
        """The next updates; none after a failure and its delay, or when stopped meanwhile."""
        # Cancelling a long poll loses nothing: what it might have returned is not confirmed yet.
        async with self._until_stopped():
            try:
                updates = await self._request()
            except Exception as error:
                await self._recover(error)
            else:
                self._retry.succeeded()
                self._confirmed = self._offset
                return updates
        return []

    async def _request(self) -> list[dict[str, object]]:
        # Without a long poll at first and after failures: the state shows at once.
        wait = LONG_POLL if isinstance(self._retry.state, Working) else 0
        method = RawUpdates(offset=self._offset, timeout=wait, allowed_updates=self._allowed_updates)
        return await self._bot(method, request_timeout=wait + ANSWER_MARGIN)

    async def _recover(self, error: Exception) -> None:
        delay = self._retry.failed(error)
        if isinstance(error, TelegramConflictError) and "webhook" in error.message:
            try:
                await self._bot.delete_webhook()
            except TelegramAPIError as refused:
                log.warning("channel %s: the webhook stays: %s", self.name, reason_of(refused))
        await self._sleep(delay)

    async def _handle(self, raw: list[dict[str, object]]) -> None:
        """Handle a batch: one person's updates in order, people side by side; then move the offset."""
        unfinished = [update_id for item in raw if isinstance(update_id := item.get("update_id"), int)]
        if not unfinished or self._stopping:
            return
        last = max(unfinished)
        try:
            async with asyncio.timeout(None) as self._handling, asyncio.TaskGroup() as group:
                for line in self._by_person(raw, unfinished):
                    group.create_task(self._in_order(line, unfinished))
        except TimeoutError:
            log.warning("channel %s: %d updates were not finished at the stop", self.name, len(unfinished))
        finally:
            self._handling = None
        self._offset = min(unfinished, default=last + 1)

    def _by_person(self, raw: list[dict[str, object]], unfinished: list[int]) -> list[list[Update]]:
        lines: dict[int, list[Update]] = {}
        for item in raw:
            try:
                update = Update.model_validate(item, context={"bot": self._bot})
            except ValidationError as error:
                self._count_unreadable(item.get("update_id"), error)
                unfinished[:] = [each for each in unfinished if each != item.get("update_id")]
            else:
                lines.setdefault(person_of(update), []).append(update)
        return list(lines.values())

    async def _in_order(self, updates: list[Update], unfinished: list[int]) -> None:
        async with self._people:
            for update in updates:
                if not await handle_update(self._bot, update, self._feed):
                    self.failed_updates += 1
                unfinished.remove(update.update_id)

    def _count_unreadable(self, update_id: object, error: ValidationError) -> None:
        self.failed_updates += 1
        log.error("channel %s: update %s is not understood: %s", self.name, update_id, faults_of(error))

    async def _confirm(self) -> None:
        """Tell the server what was handled; otherwise it would deliver that again."""
        if self._offset == self._confirmed:
            return
        try:
            await self._bot(
                RawUpdates(offset=self._offset, limit=1, timeout=0), request_timeout=CONFIRM_TIMEOUT
            )
        except TelegramAPIError as error:
            log.warning("channel %s: the last updates are not confirmed: %s", self.name, reason_of(error))

    @asynccontextmanager
    async def _until_stopped(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(None) as self._waiting:
                yield
        except TimeoutError:
            log.debug("channel %s: stopped waiting", self.name)
        finally:
            self._waiting = None


async def handle_update(bot: Bot, update: Update, feed: Feed) -> bool:
    """Let the dispatcher handle an update and send what a handler returned; False if that failed.

    A failure is logged, not raised: repeating the update would most likely fail again and hold up the rest.
    """
    try:
        async with asyncio.timeout(HANDLER_LIMIT):
            answer = await feed(bot, update)
            if isinstance(answer, TelegramMethod):
                await bot(answer)
    except Exception:
        log.exception("update %s failed", update.update_id)
        return False
    return True


def person_of(update: Update) -> int:
    """Whose update it is: the user's id, else the chat's, else 0."""
    try:
        event: object = update.event
    except UpdateTypeLookupError:
        return 0
    for name in ("from_user", "user", "chat"):
        who: object = getattr(event, name, None)
        if isinstance(who, User | Chat):
            return who.id
    return 0


def faults_of(error: ValidationError) -> str:
    """Where and how parsing failed, without the content, which may be somebody's message."""
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    return ", ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['type']}" for fault in faults[:5])
