"""One database: its engine, and sessions that read or write. SQLite by file, or PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar, cast

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import greenlet_spawn
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import sqlite_driver
from storage.silence import HANGING_TRANSACTION, SERVERS_SIDE, notice_silence

Found = TypeVar("Found")
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}
# Each second about so many things are looked at at once; a smaller pool would open others each time and close
# them again. Five processes with so many stay below PostgreSQL's default of 100 connections.
_CONNECTIONS = 16

# Refused where the server gives out transactions that only read, and where it is a copy of another one. The
# row is not touched, so that it waits for no migration.
_WRITE = """
    WITH written AS (UPDATE alembic_version SET version_num = version_num WHERE false RETURNING 1)
    SELECT pg_current_xact_id()
"""


class DatabaseUnusable(Exception):
    """Nothing can be done with the database; the text names the kind of failure and holds no secret."""


class Database:
    """Opens sessions on `url` (`sqlite:///file`, `postgresql://…`; the driver is filled in).

    ValueError for another kind of database. Makes the folder of a SQLite file; DatabaseUnusable where that
    cannot be. `close()` it in the end.
    """

    def __init__(self, url: str) -> None:
        self.url = _with_driver(make_url(url))
        self.file: Path | None = None
        if self.url.get_backend_name() == "sqlite":
            self.file = Path(self.url.database or "")
            # The file is full of personal data: for this user's eyes only.
            with _named():
                self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.file.touch(mode=0o600)
            self.engine = _sqlite(self.url)
        else:
            self.engine = _postgres(self.url)
        self._one_writer = asyncio.Lock()
        # The kind of failure of the newest write that was no fault of its values; None where all is well.
        self.refused: str | None = None

    async def probe(self) -> None:
        """Asks the database for something, so that a start on a dead one fails with one line.

        DatabaseUnusable when it cannot be reached, refuses the account, or the file is none of SQLite's.
        """
        with _named():
            async with self.engine.connect() as connection:
                await connection.exec_driver_sql("SELECT 1")

    async def try_to_write(self) -> str | None:
        """After a write that failed, whether it would fail again: the kind of failure, or None."""
        if self.refused is None:
            return None
        statement = "PRAGMA user_version = 1" if self.file is not None else _WRITE
        try:
            async with self.turn(), self._session(writes=True) as session:
                await (await session.connection()).exec_driver_sql(statement)
                await session.commit()
        except (DBAPIError, OSError) as failure:
            self.refused = type(failure).__name__
        else:
            self.refused = None
        return self.refused

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A session whose transaction takes no lock; on SQLite it does not wait for an open write."""
        async with self._session(writes=False) as session:
            yield session

    async def look(self, work: Callable[[Connection], Found]) -> Found:
        """What something finds that only reads; on a connection, at a third of the cost of a session."""

        def whole() -> Found:
            with self.engine.sync_engine.connect() as connection:
                return work(connection)

        return await greenlet_spawn(whole)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A session that may write. Leaving it without `commit()` rolls back."""
        try:
            async with self.turn(), self._session(writes=True) as session:
                yield session
        except IntegrityError:
            raise
        except (DBAPIError, OSError) as failure:
            self.refused = type(failure).__name__
            raise

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for this process's turn to write to a SQLite file. TimeoutError after 60 s.

        SQLite has one writer and lets the others try again and again; a queue is fair, and those who
        wait in it hold no connection that a reader could use. PostgreSQL needs none of this.
        """
        if self.file is None:
            yield
            return
        async with asyncio.timeout(sqlite_driver.PATIENCE_SECONDS):
            await self._one_writer.acquire()
        try:
            yield
        finally:
            self._one_writer.release()

    async def close(self) -> None:
        """Closes every connection."""
        await self.engine.dispose()

    @asynccontextmanager
    async def _session(self, *, writes: bool) -> AsyncIterator[AsyncSession]:
        # populate_existing: a second select shows what the first statement of a lock waited for.
        options = {"writes": writes, "populate_existing": True, "synchronize_session": False}
        session = AsyncSession(
            self.engine,
            autoflush=False,
            expire_on_commit=False,
            close_resets_only=False,
            execution_options=options,
        )
        try:
            yield session
        finally:
            # A task that closes it even if this one is cancelled costs as much as a small statement. One that
            # was never used holds nothing, and a reader's transaction ends at once in a file.
            if not session.in_transaction():
                session.sync_session.close()
            elif self.file is not None and not writes:
                await greenlet_spawn(session.sync_session.close)
            else:
                async with session:
                    """Closes it."""


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except DBAPIError as failure:
        reason = str(failure.orig).splitlines()[0].rpartition(">: ")[2]
        raise DatabaseUnusable(reason) from failure
    except OSError as failure:
        raise DatabaseUnusable(failure.strerror or type(failure).__name__) from failure


def _with_driver(url: URL) -> URL:
    backend = url.drivername.partition("+")[0]
    if backend not in _DRIVERS:
        raise ValueError(f"not a database that Stadtbote can use: {backend}")
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("a SQLite database needs a file")
    return url.set(drivername=_DRIVERS[backend])


def _sqlite(url: URL) -> AsyncEngine:
    # isolation_level None: the driver begins nothing by itself, `_begin` does.
    engine = create_async_engine(
        url,
        module=sqlite_driver.Module(),
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        connect_args={"isolation_level": None},
    )
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    cast(sqlite_driver.Connection, connection.connection.dbapi_connection).begin(writes=writes)


def _postgres(url: URL) -> AsyncEngine:
    settings = {"application_name": "stadtbote", **SERVERS_SIDE, **HANGING_TRANSACTION}
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=sqlite_driver.PATIENCE_SECONDS,
        pool_pre_ping=True,
        connect_args={"server_settings": settings},
    )
    event.listen(engine.sync_engine, "connect", notice_silence)
    event.listen(engine.sync_engine, "handle_error", _without_detail)
    return engine


def _without_detail(context: ExceptionContext) -> None:
    """PostgreSQL's DETAIL quotes the row that it refused; so do the errors made of the driver's."""
    if context.sqlalchemy_exception is None:
        return
    original = context.original_exception
    for error in (context.sqlalchemy_exception, original):
        error.args = tuple(str(arg).partition("\nDETAIL:")[0] for arg in error.args)
    if original.__cause__ is not None:
        vars(original.__cause__)["detail"] = None
