"""One update of a person at a time over two processes; what loses its lock is broken off and comes again."""

import asyncio

import pytest
from aiogram.fsm.storage.base import StorageKey

from bot import isolation
from bot.isolation import SharedIsolation
from bot.updates import Interrupted
from storage.database import Database
from tests.storage.test_session import end_connections, session

pytestmark = pytest.mark.timeout(60)
ADA, BEN = (StorageKey(bot_id=1, chat_id=chat, user_id=chat) for chat in (71, 72))


async def test_one_update_at_a_time_over_processes(postgres_database: Database) -> None:
    async with session(postgres_database) as here, session(postgres_database) as there:
        inside: list[StorageKey] = []
        most, together = 0, 0

        async def update(where: SharedIsolation, key: StorageKey) -> None:
            nonlocal most, together
            async with where.lock(key):
                inside.append(key)
                most = max(most, inside.count(key))
                together = max(together, len(inside))
                await asyncio.sleep(0.01)
                inside.remove(key)

        both = [SharedIsolation(one) for one in (here, there)]
        await asyncio.gather(*(update(where, key) for where in both for key in (ADA, BEN) for _ in range(5)))
        assert (most, together) == (1, 2)


async def test_a_lost_lock_breaks_off_what_is_in_hand(postgres_database: Database) -> None:
    async with session(postgres_database) as here:
        one = SharedIsolation(here)

        async def update() -> None:
            async with one.lock(ADA):
                await end_connections(postgres_database)
                await asyncio.Event().wait()

        with pytest.raises(Interrupted):
            await update()
        async with one.lock(ADA):
            assert here.holds(f"person/{ADA}")


async def test_whoever_waits_too_long_comes_again(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "PATIENCE", 0.05)
    async with session(postgres_database) as here, session(postgres_database) as there:
        one, other = SharedIsolation(here), SharedIsolation(there)
        async with one.lock(ADA):
            with pytest.raises(Interrupted):
                async with other.lock(ADA):
                    pytest.fail("it was taken")
            async with other.lock(BEN):
                pass


async def test_what_fails_inside_fails_as_it_is(postgres_database: Database) -> None:
    async with session(postgres_database) as here:
        one = SharedIsolation(here)
        for failure in (RuntimeError, TimeoutError):
            with pytest.raises(failure):
                async with one.lock(ADA):
                    raise failure
