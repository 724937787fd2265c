"""Fetching a channel's updates: confirmed only after they were handled, and never ended by a fault."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramConflictError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from pydantic import ValidationError

from bot.channel_state import ChannelState, Now, Retry, Sleep, StandingBy, Stopped, Working, utc_now
from bot.leading import Leader
from bot.updates import Feed, Interrupted, faults_of, handle_update, number_of, person_of
from bot.wire_session import reason_of

LONG_POLL = 30
EAR_EVERY = 2.0
ANSWER_MARGIN = 10
CONFIRM_TIMEOUT = 3
CONCURRENT_PEOPLE = 32

log = logging.getLogger(__name__)


class RawUpdates(TelegramMethod[list[Any]]):
    """`getUpdates` with unparsed items, so that one that aiogram cannot read does not hold up the others."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int | None = None
    timeout: int | None = None
    allowed_updates: list[str] | None = None


class Unconfirmable(Exception):
    """An answer with updates, none of which has a number, so that the next answer would be the same."""


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
        turn: Leader | None = None,
        overhear: Callable[[Bot, Update], Awaitable[None]] | None = None,
    ) -> None:
        self.name = name
        self._overhear = overhear
        self.failed_updates = 0
        self._turn = turn or Leader()
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
        if self._ended.is_set():
            return Stopped()
        return self._retry.state if self._turn.is_held else StandingBy()

    @property
    def is_busy(self) -> bool:
        """Whether updates are being handled."""
        return self._handling is not None

    async def run(self) -> None:
        """Fetch and handle updates until `stop`; failures are waited out, never raised."""
        self._running = True
        try:
            while not self._stopping:
                if self._turn.is_held:
                    await self._handle(await self._fetch())
                elif self._turn.is_orphaned:
                    await self._keep_an_ear()
                else:
                    await self._stand_by()
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

    async def _stand_by(self) -> None:
        # Whoever has the turn confirms; what this process knew of it is out of date by the next turn.
        self._offset = self._confirmed = None
        async with self._until_stopped():
            await self._turn.wait()

    async def _keep_an_ear(self) -> None:
        """Whoever calls for help shall be answered while the database is away; everything comes again."""
        for item in await self._fetch():
            try:
                update = Update.model_validate(item, context={"bot": self._bot})
            except ValidationError:
                continue  # counted when it is to be handled
            if self._overhear is not None:
                await self._overhear(self._bot, update)
        async with self._until_stopped():
            await self._sleep(EAR_EVERY)

    async def _fetch(self) -> list[Any]:
        """The next updates; none after a failure and its delay, or when stopped meanwhile."""
        # Cancelling a long poll loses nothing: what it might have returned is not confirmed yet.
        async with self._until_stopped():
            try:
                updates = await self._request()
                if updates and not any(map(number_of, updates)):
                    raise Unconfirmable
            except Exception as error:
                await self._recover(error)
            else:
                self._retry.succeeded()
                self._confirmed = self._offset
                return updates
        return []

    async def _request(self) -> list[Any]:
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

    async def _handle(self, raw: list[Any]) -> None:
        """Handle a batch: one person's updates in order, people side by side; then move the offset."""
        unfinished = [number for item in raw if (number := number_of(item))]
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

    def _by_person(self, raw: list[Any], unfinished: list[int]) -> list[list[Update]]:
        lines: dict[int, list[Update]] = {}
        for item in raw:
            number = number_of(item)
            if number is None:
                self._count_unreadable("without a number", "not Telegram's")
                continue
            try:
                update = Update.model_validate(item, context={"bot": self._bot})
            except ValidationError as error:
                self._count_unreadable(number, faults_of(error))
                unfinished[:] = [each for each in unfinished if each != number]
            else:
                lines.setdefault(person_of(update), []).append(update)
        return list(lines.values())

    async def _in_order(self, updates: list[Update], unfinished: list[int]) -> None:
        async with self._people:
            for update in updates:
                try:
                    if not (await handle_update(self._bot, update, self._feed)).is_well:
                        self.failed_updates += 1
                except Interrupted:
                    log.warning("channel %s: update %d comes again", self.name, update.update_id)
                    return
                unfinished.remove(update.update_id)

    def _count_unreadable(self, which: int | str, why: str) -> None:
        self.failed_updates += 1
        log.error("channel %s: update %s is not understood: %s", self.name, which, why)

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
