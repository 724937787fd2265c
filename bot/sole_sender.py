"""A lease in the database: of all processes with the same bot, one sends its copies."""

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.logs import whereabouts
from civic.ports import UnitOfWork, Work
from civic.sender_leases import Lease, LeaseTimes

log = logging.getLogger(__name__)
WEB_KEY = "web"
T = TypeVar("T")


def key_of(token: str) -> str:
    """The lease's name: the same in all processes with a token, which it does not betray."""
    return hashlib.sha256(b"stadtbote sender " + token.encode()).hexdigest()[:32]


class SoleSender:
    """This process's view of one lease.

    Why there are never two: a claim raises the beat in its own transaction, so it fails as soon as somebody
    else took the lease. Between claims a holder relies on it for `hold` seconds after it *began* to renew it,
    and nobody takes it before watching the same beat for `takeover` seconds, which began after the renewal.
    Both are measured by monotonic clocks, so setting a wall clock changes nothing.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        key: str,
        times: LeaseTimes | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._uow = uow
        self._key = key
        self.times = times or LeaseTimes()
        self._monotonic = monotonic
        self._me = secrets.token_hex(16)
        self._renewed_at: float | None = None
        self._seen: tuple[Lease, float] | None = None

    @property
    def is_held(self) -> bool:
        """Whether this process may still rely on it without asking."""
        return self._renewed_at is not None and self._monotonic() - self._renewed_at < self.times.hold

    @property
    def needs_beat(self) -> bool:
        """Whether the last renewal is old enough for the next one."""
        return self._renewed_at is None or self._monotonic() - self._renewed_at >= self.times.beat

    async def acquire(self) -> bool:
        """Takes it, or renews it, if it is free, this process's, or its holder's beat stood still."""
        now = self._monotonic()
        async with self._uow.reading() as r:
            found = await r.leases.get(self._key)
        if found is not None and found.holder == self._me:
            return await self.renew()
        if found is not None and found.holder and not self._stood_still(found, now):
            return False
        async with self._uow.writing() as w:
            mine = await w.leases.take(self._key, self._me, found)
            await w.commit()
        self._renewed_at = now if mine else None
        return mine

    async def renew(self) -> bool:
        """Says that this process lives. False where somebody else took over."""
        now = self._monotonic()
        async with self._uow.writing() as w:
            mine = await self.beat(w)
            await w.commit()
        self.renewed(mine, now)
        return mine

    async def beat(self, w: Work) -> bool:
        """The same within a transaction that must only happen while this process is the holder."""
        return await w.leases.beat(self._key, self._me)

    def renewed(self, mine: bool, since: float) -> None:
        """Notes the end of such a transaction; `since` is the monotonic time before it began."""
        self._renewed_at = since if mine else None

    async def is_mine(self) -> bool:
        """Whether this process may send now; asks where the last renewal is too old to rely on."""
        return self.is_held or await self.renew()

    async def kept_during(self, work: Awaitable[T]) -> T:
        """Renews it while something is done that may have to wait for minutes; returns what that does."""
        over = asyncio.Event()
        done, _ = await asyncio.gather(_ending(work, over), self._renewed_until(over))
        return done

    async def _renewed_until(self, over: asyncio.Event) -> None:
        while not over.is_set():
            try:
                async with asyncio.timeout(self.times.beat):
                    await over.wait()
            except TimeoutError:
                try:
                    await self.renew()
                except Exception as failure:
                    log.warning("the lease of a sender was not renewed: %s", whereabouts(failure))

    async def release(self) -> None:
        """Leaves it to whoever comes next, at once."""
        if self._renewed_at is None:
            return
        self._renewed_at = None
        async with self._uow.writing() as w:
            await w.leases.give_back(self._key, self._me)
            await w.commit()

    def _stood_still(self, found: Lease, now: float) -> bool:
        if self._seen is None or self._seen[0] != found:
            self._seen = found, now
        return now - self._seen[1] >= self.times.takeover


async def _ending(work: Awaitable[T], over: asyncio.Event) -> T:
    try:
        return await work
    finally:
        over.set()
