"""Figures about the running program for Prometheus: counts and times, never who or what was said."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.event.bases import NextMiddlewareType
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import TelegramMethod
from aiogram.types import Message, TelegramObject, Update
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.channels import Line
from bot.courier import outcome_of
from bot.logs import about
from bot.pacing import Lane
from bot.updates import Feed, kind_of
from bot.wire_session import LaneSession, is_paced
from civic.ports import UnitOfWork, Work
from civic.residents import Cause, Channel
from handlers.services import Services

PREFIX = "stadtbote"
# Seconds. A person waits for an answer; a transaction takes milliseconds.
ANSWERS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
TRANSACTIONS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30)

SendRequest = Callable[[Bot, TelegramMethod[Any]], Awaitable[Any]]


class Metrics:
    """The counters of one program. Labels have few values, all of them known beforehand."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self._bots: dict[tuple[str, str], Bot] = {}
        registry.register(_Floods(self._bots))
        self.updates = Counter("updates", "Updates handled.", ["channel", "kind"], PREFIX, registry=registry)
        self.errors = Counter("errors", "Updates that failed.", ["channel"], PREFIX, registry=registry)
        self.sent = Counter(
            "messages",
            "Messages sent.",
            ["channel", "lane", "outcome"],
            PREFIX,
            registry=registry,
        )
        self.answered = Histogram(
            "answer_seconds",
            "From an update's arrival to the end of its answer.",
            ["channel"],
            PREFIX,
            registry=registry,
            buckets=ANSWERS,
        )
        self.transactions = Histogram(
            "transaction_seconds",
            "From the wish for a transaction to its end.",
            ["kind"],
            PREFIX,
            registry=registry,
            buckets=TRANSACTIONS,
        )

    def watch_updates(self, channel: Channel, feed: Feed) -> Feed:
        """The same feed, counted and timed; what is logged meanwhile says which update it is about."""

        async def watched(bot: Bot, update: Update) -> object:
            self.updates.labels(channel.value, kind_of(update)).inc()
            begun = time.perf_counter()
            try:
                with about(channel.value, update.update_id, _said(update)):
                    return await feed(bot, update)
            finally:
                self.answered.labels(channel.value).observe(time.perf_counter() - begun)

        return watched

    def watch_errors(self, dp: Dispatcher) -> None:
        """Counts updates whose handler failed; the person was told."""

        async def count(
            handler: NextMiddlewareType[TelegramObject],
            event: TelegramObject,
            data: dict[str, Any],
        ) -> Any:
            is_fault: Any = True  # also where telling the person fails
            try:
                is_fault = await handler(event, data)
            finally:
                if is_fault is not False:
                    self.errors.labels(data["channel"].value).inc()
            return is_fault

        dp.errors.outer_middleware(count)

    def watch_line(self, line: Line) -> None:
        """Counts what a channel sends, and how often it was told to wait."""
        bots = {
            Lane.REPLY: line.bots.replies,
            Lane.NOTICE: line.bots.notices,
            Lane.ANNOUNCEMENT: line.bots.announcements,
        }
        for lane, bot in bots.items():
            key = line.channel.value, lane.name.lower()
            bot.session.middleware(self._counting(*key))
            self._bots[key] = bot

    def count_answers(self, services: Services) -> None:
        """Shows how questions were answered, in which language."""
        self.registry.register(_Answers(services))

    def timed(self, uow: UnitOfWork) -> UnitOfWork:
        """The same unit of work, timed."""
        return _Timed(uow, self.transactions)

    def _counting(self, channel: str, lane: str) -> Any:
        async def count(make_request: SendRequest, bot: Bot, method: TelegramMethod[Any]) -> Any:
            if not is_paced(method):
                return await make_request(bot, method)
            try:
                sent = await make_request(bot, method)
            except TelegramAPIError as failure:
                outcome = type(outcome_of(failure)).__name__.lower()
                self.sent.labels(channel, lane, outcome).inc()
                raise
            self.sent.labels(channel, lane, "delivered").inc()
            return sent

        return count


@dataclass(frozen=True)
class _Timed:
    inner: UnitOfWork
    seconds: Histogram

    def reading(self) -> AbstractAsyncContextManager[Work]:
        return self._timed("read", self.inner.reading())

    def writing(self, cause: Cause | None = None) -> AbstractAsyncContextManager[Work]:
        return self._timed("write", self.inner.writing(cause))

    @asynccontextmanager
    async def _timed(self, kind: str, work: AbstractAsyncContextManager[Work]) -> AsyncIterator[Work]:
        with self.seconds.labels(kind).time():
            async with work as w:
                yield w


@dataclass(frozen=True, eq=False)
class _Answers(Collector):
    services: Services

    def collect(self) -> Iterator[CounterMetricFamily]:
        found = CounterMetricFamily(
            f"{PREFIX}_answers", "Questions, by outcome and language.", labels=["outcome", "language"]
        )
        for labels, count in sorted(self.services.outcomes.items()):
            found.add_metric(labels, count)
        yield found


@dataclass(frozen=True, eq=False)
class _Floods(Collector):
    bots: dict[tuple[str, str], Bot]

    def collect(self) -> Iterator[CounterMetricFamily]:
        labels = ["channel", "lane"]
        found = CounterMetricFamily(f"{PREFIX}_floods", "Answers of 429, too many requests.", labels=labels)
        for key, bot in self.bots.items():
            if isinstance(bot.session, LaneSession):
                found.add_metric(key, bot.session.floods)
        yield found


def _said(update: Update) -> str:
    message = update.message or update.edited_message
    return (message.text or message.caption or "") if isinstance(message, Message) else ""
