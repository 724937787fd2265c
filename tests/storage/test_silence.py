"""Both sides of a connection over the network notice that the other one is gone without a word."""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.database import Database
from storage.migrate import _migrating, upgrade
from storage.session import Session
from tests.postgres import Postgres

pytestmark = pytest.mark.timeout(60)
SHOWN = (
    "tcp_keepalives_idle",
    "tcp_keepalives_interval",
    "tcp_keepalives_count",
    "tcp_user_timeout",
    "idle_in_transaction_session_timeout",
)


@pytest.fixture(scope="module")
async def far() -> AsyncIterator[str]:
    """The address of a database that is reached over the network."""
    async with Postgres() as server:
        url = make_url(await server.new_database())
        port = server.listen()
        yield url.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)


@pytest.fixture
async def database(far: str) -> AsyncIterator[Database]:
    database = Database(far)
    await upgrade(database)
    yield database
    await database.close()


async def shown(engine: AsyncEngine) -> list[str]:
    """The server's side."""
    async with engine.connect() as connection:
        return [(await connection.execute(text(f"SHOW {name}"))).scalar_one() for name in SHOWN]


async def test_the_server_does_not_wait_for_who_is_gone(database: Database) -> None:
    assert await shown(database.engine) == ["5", "2", "3", "11000", "1min"]
    session = Session(database)
    assert (await shown(session._engine))[:4] == ["5", "2", "3", "11000"]
    await session._engine.dispose()


@pytest.mark.skipif(sys.platform != "linux", reason="options of Linux")
async def test_neither_do_we(database: Database) -> None:
    async with database.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        line = driver._transport.get_extra_info("socket")
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        options = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT, socket.TCP_USER_TIMEOUT)
        assert [line.getsockopt(socket.IPPROTO_TCP, one) for one in options] == [5, 2, 3, 11_000]


async def test_a_transaction_that_hangs_is_ended_and_a_migration_is_not(database: Database) -> None:
    async def soon(connection: Any) -> None:
        await connection.execute(text("SET idle_in_transaction_session_timeout = '50ms'"))

    async with database.engine.connect() as connection:
        await soon(connection)
        await asyncio.sleep(0.3)
        with pytest.raises(DBAPIError):
            await connection.execute(text("SELECT 1"))
    async with _migrating(database) as connection:
        shown = await connection.execute(text("SHOW idle_in_transaction_session_timeout"))
        assert shown.scalar_one() == "0"


async def test_a_server_that_only_lets_read_is_noticed_until_it_lets_write(far: str) -> None:
    database = Database(far)
    await upgrade(database)
    name = database.url.database
    assert await database.try_to_write() is None, "nothing has failed yet"

    async def only_reads(value: str) -> None:
        async with database.engine.begin() as connection:
            await connection.execute(text("SET TRANSACTION READ WRITE"))
            await connection.execute(
                text(f"ALTER DATABASE {name} SET default_transaction_read_only = {value}")
            )
        await database.engine.dispose()

    await only_reads("on")
    database.refused = "DBAPIError"
    assert await database.try_to_write() == "DBAPIError"
    await only_reads("off")
    assert await database.try_to_write() is None
    await database.close()


async def test_a_database_without_tables_cannot_be_written(postgres: Postgres) -> None:
    database = Database(await postgres.new_database())
    database.refused = "DBAPIError"
    assert await database.try_to_write() == "ProgrammingError"
    await database.close()
