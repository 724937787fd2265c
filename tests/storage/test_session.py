"""What a process holds by its session: nobody else has it, and it is free when the session is over."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import session as sessions
from storage.database import Database
from storage.session import Session, SessionLost

pytestmark = pytest.mark.timeout(60)
PATIENCE = 10.0


@asynccontextmanager
async def session(database: Database, *wanted: str) -> AsyncIterator[Session]:
    """The session of one process."""
    one = Session(database, beat=0.05)
    for name in wanted:
        one.want(name)
    running = asyncio.create_task(one.run())
    await one.started()
    yield one
    one.close()
    await running


async def until(holds: Callable[[], bool]) -> None:
    """Looks until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - looked at from outside
            await asyncio.sleep(0.01)


async def end_connections(database: Database) -> None:
    """As when the server or the network ends them."""
    async with database.engine.connect() as connection:
        await connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name"),
            {"name": "stadtbote session"},
        )


async def test_what_one_holds_no_other_takes(postgres_database: Database) -> None:
    async with session(postgres_database) as one, session(postgres_database) as other:
        assert await one.take(["a", "b"]) == {"a", "b"}
        assert await other.take(["b", "c"]) == {"c"}
        assert await one.take(["a"]) == set()
        one.give_back(["a", "b"])
        assert not one.holds("a")
        assert list(await asyncio.gather(one.take(["x"]), one.take(["x"]))) == [{"x"}, set()]
        await until_taken(other, "a")
        assert other.holds("a")


async def until_taken(one: Session, name: str) -> None:
    """Asks until it is free."""
    async with asyncio.timeout(PATIENCE):
        while not await one.take([name]):  # noqa: ASYNC110 - another process gives it back
            await asyncio.sleep(0.01)


async def test_whoever_stands_by_follows_when_the_first_ends(postgres_database: Database) -> None:
    async with session(postgres_database, "clock") as first, session(postgres_database, "clock") as second:
        assert (first.holds("clock"), second.holds("clock")) == (True, False)
        first.close()
        async with asyncio.timeout(PATIENCE):
            await second.until_held("clock")
        assert not first.holds("clock")


async def test_a_lost_connection_is_a_lost_lock(postgres_database: Database) -> None:
    losses: list[str] = []
    async with session(postgres_database, "clock") as one:
        one.on_loss.append(lambda: losses.append("lost"))
        await one.take(["a"])
        await end_connections(postgres_database)
        await until(lambda: not one.holds("a"))
        assert losses == ["lost"]
        await until(lambda: one.holds("clock"))
        assert await one.take(["a"]) == {"a"}


async def test_who_asks_while_it_is_lost_is_told(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with session(postgres_database) as one:

        async def fail(*_: object) -> None:
            raise OSError

        monkeypatch.setattr(one, "_step", fail)
        with pytest.raises(SessionLost):
            await one.take(["a"])
        monkeypatch.undo()
        await until_taken(one, "a")


async def test_whoever_does_not_wait_for_it_does_not_keep_it(postgres_database: Database) -> None:
    async with session(postgres_database) as one, session(postgres_database) as other:
        asking = asyncio.create_task(one.take(["a"]))
        await asyncio.sleep(0)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await until_taken(other, "a")


async def test_news_reach_the_other_process_and_not_their_author(postgres_database: Database) -> None:
    async with session(postgres_database) as one, session(postgres_database) as other:
        heard: list[tuple[str, str]] = []
        one.on_news.append(lambda topic: heard.append(("one", topic)))
        other.on_news.append(lambda topic: heard.append(("other", topic)))
        await one.say("visitor/1")
        await until(lambda: bool(heard))
        assert heard == [("other", "visitor/1")]


async def test_a_server_that_is_silent_at_the_end_is_not_waited_for(
    postgres_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "FAREWELL", 0.05)
    usual = AsyncConnection.execute

    async def execute(self: AsyncConnection, statement: Any, *values: Any) -> Any:
        if "unlock_all" in str(statement):
            await asyncio.Event().wait()
        return await usual(self, statement, *values)

    monkeypatch.setattr(AsyncConnection, "execute", execute)
    async with asyncio.timeout(PATIENCE), session(postgres_database, "clock"):
        pass
    async with session(postgres_database, "clock") as other:
        await until(lambda: other.holds("clock"))
