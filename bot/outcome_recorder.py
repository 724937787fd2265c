"""Writes down what became of copies: each at once at ordinary rates, many together at paid ones."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from bot.recording import until_recorded
from civic.delivery_outcomes import GivenBack, PutOff, Recorded, Settled
from civic.ports import UnitOfWork

T = TypeVar("T")


class OutcomeRecorder:
    """Outcomes wait here until they are durable; none is dropped because the database is out of order.

    `rows` 1: whoever records waits until that row is durable, so a crash finds at most the sends in flight
    unrecorded. More: nobody waits until twice as many are not durable; whoever owns the recorder calls
    `flush` when `wanted` is set, and every `seconds`.
    """

    def __init__(self, uow: UnitOfWork, rows: int, seconds: float, durable: Callable[[int], None]) -> None:
        self._uow = uow
        self._rows = rows
        self.seconds = seconds
        self._durable = durable
        self._waiting: list[Recorded] = []
        self._one_writer = asyncio.Lock()
        self.wanted = asyncio.Event()
        self._written = asyncio.Event()

    async def record(self, outcome: Recorded) -> None:
        """Takes an outcome. Waits while there are too many, so nothing more is sent with a full disk."""
        self._waiting.append(outcome)
        if self._rows == 1:
            await self.flush()
            return
        if len(self._waiting) >= self._rows:
            self.wanted.set()
        while len(self._waiting) >= 2 * self._rows:
            self._written.clear()
            await self._written.wait()

    async def flush(self) -> None:
        """Writes what waits, and tries again until it works."""
        self.wanted.clear()
        async with self._one_writer:
            while self._waiting:
                batch = self._waiting[: self._rows]
                await self._until_written(batch, len(self._waiting))
                del self._waiting[: len(batch)]
                for one in batch:
                    self._durable(one.delivery_id)
                self._written.set()

    async def together(self, outcomes: list[Recorded]) -> None:
        """Writes all of these at once or none, and tries again until it works."""
        await self._until_written(outcomes, len(outcomes))

    async def _until_written(self, batch: list[Recorded], waiting: int) -> None:
        # No fault is let through either: the copies would be claimed and sent once more.
        await until_recorded(lambda: self._write(batch), f"outcomes of {waiting} copies", faults=())

    async def _write(self, batch: list[Recorded]) -> None:
        async with self._uow.writing() as w:
            await w.outcomes.settle(_only(batch, Settled))
            await w.outcomes.put_off(_only(batch, PutOff))
            await w.outcomes.give_back(_only(batch, GivenBack))
            await w.commit()


def _only(batch: list[Recorded], kind: type[T]) -> list[T]:
    return [one for one in batch if isinstance(one, kind)]
