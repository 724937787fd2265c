"""One update of a person at a time, over all processes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram.fsm.storage.base import BaseEventIsolation, StorageKey
from aiogram.fsm.storage.memory import SimpleEventIsolation

from bot.updates import Interrupted
from storage.session import Session, SessionLost

# A webhook's delivery is waited for about a minute; what cannot begin before comes again.
PATIENCE = 20.0
FIRST_LOOK, LATER_LOOKS = 0.01, 0.2


class SharedIsolation(BaseEventIsolation):
    """A lock in this process, and one of the database's for all others.

    Only the first in line of this process asks the database. Where the session is lost, another process may
    begin with the same person, so the update in hand is broken off and comes again.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._here = SimpleEventIsolation()
        self._in_hand: dict[str, asyncio.Timeout] = {}
        session.on_loss.append(self._break_off)

    @asynccontextmanager
    async def lock(self, key: StorageKey) -> AsyncIterator[None]:
        """Interrupted where it cannot be had in time, or is lost on the way."""
        name = f"person/{key}"
        async with self._here.lock(key):
            await self._take(name)
            try:
                async with asyncio.timeout(None) as until:
                    self._in_hand[name] = until
                    if not self._session.holds(name):
                        raise Interrupted
                    yield
            except TimeoutError:
                if until.expired():
                    raise Interrupted from None
                raise
            finally:
                self._in_hand.pop(name, None)
                self._session.give_back([name])

    async def close(self) -> None:
        """Nothing is open between updates."""

    async def _take(self, name: str) -> None:
        wait = FIRST_LOOK
        try:
            async with asyncio.timeout(PATIENCE):
                while not await self._session.take([name]):
                    await asyncio.sleep(wait)
                    wait = min(wait * 2, LATER_LOOKS)
        except (TimeoutError, SessionLost):
            raise Interrupted from None

    def _break_off(self) -> None:
        in_hand, self._in_hand = self._in_hand, {}
        for until in in_hand.values():
            until.reschedule(asyncio.get_running_loop().time())
