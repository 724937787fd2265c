"""SQLite at one change of threads for each statement, where SQLAlchemy's adapter of `aiosqlite` makes four.

Each connection has a thread of its own. Handing something to it and waiting costs ten times what a small
statement does, so its execution, the fetching and the closing go together, and a transaction begins with the
first statement in it.
"""

import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.util.concurrency import await_

Parameters = Sequence[Any]
_Result = TypeVar("_Result")


class Cursor:
    """A cursor of PEP 249 that holds what one statement gave; nothing is open behind it."""

    server_side = False

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: deque[Any] = deque()
        self.description: Sequence[Any] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    def execute(self, operation: str, parameters: Parameters | None = None) -> None:
        """Runs a statement and fetches its rows."""

        def work(connection: sqlite3.Connection) -> sqlite3.Cursor:
            return connection.execute(operation, () if parameters is None else parameters)

        self._take(work)

    def executemany(self, operation: str, seq_of_parameters: Sequence[Parameters]) -> None:
        """Runs a statement with each of these."""
        self._take(lambda connection: connection.executemany(operation, seq_of_parameters))

    def _take(self, work: Callable[[sqlite3.Connection], sqlite3.Cursor]) -> None:
        def whole(connection: sqlite3.Connection) -> tuple[Any, list[Any], int, int | None]:
            cursor = work(connection)
            try:
                rows = cursor.fetchall() if cursor.description else []
                return cursor.description, rows, cursor.rowcount, cursor.lastrowid
            finally:
                cursor.close()

        self.description, rows, self.rowcount, self.lastrowid = self._connection.run(whole)
        self._rows = deque(rows)

    def fetchone(self) -> Any:
        """The next row, or None."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Any]:
        """The next rows."""
        wanted = min(self.arraysize if size is None else size, len(self._rows))
        return [self._rows.popleft() for _ in range(wanted)]

    def fetchall(self) -> list[Any]:
        """The other rows."""
        rows = list(self._rows)
        self._rows.clear()
        return rows

    def __iter__(self) -> Iterator[Any]:
        while self._rows:
            yield self._rows.popleft()

    def setinputsizes(self, *sizes: Any) -> None:
        """Does nothing, as PEP 249 allows."""

    def close(self) -> None:
        """Forgets the rows."""
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """Called by SQLAlchemy before a result leaves its greenlet; nothing is open."""


class Connection(AsyncAdapt_aiosqlite_connection):
    """A connection whose transaction begins together with its first statement."""

    _cursor_cls: Any = Cursor

    __slots__ = ("_begins", "_is_begun")

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begins = ""
        self._is_begun = False

    def cursor(self, server_side: bool = False) -> Any:
        """A cursor; one that fetches bit by bit is SQLAlchemy's own, within the transaction."""
        if server_side and self._begins:
            self.run(lambda _: None)
        return super().cursor(server_side)

    def begin(self, statement: str) -> None:
        """Begins a transaction by this statement before the next one."""
        self._begins = statement

    def run(self, work: Callable[[sqlite3.Connection], _Result]) -> _Result:
        """Does something in the connection's thread. Raises what it raises."""
        begins, self._begins = self._begins, ""
        self._is_begun = self._is_begun or bool(begins)
        own: sqlite3.Connection = self._connection._conn

        def both() -> _Result:
            if begins:
                own.execute(begins).close()
            return work(own)

        async def wait() -> _Result:
            async with self._execute_mutex:
                found: _Result = await self._connection._execute(both)
                return found

        try:
            return await_(wait())
        except Exception as error:
            self._handle_exception(error)

    def commit(self) -> None:
        """Ends the transaction, if one has begun."""
        if self._ends():
            super().commit()

    def rollback(self) -> None:
        """The same, and undoes it."""
        if self._ends():
            super().rollback()

    def _ends(self) -> bool:
        was_begun, self._is_begun, self._begins = self._is_begun, False, ""
        return was_begun


class Module(AsyncAdapt_aiosqlite_dbapi):
    """What SQLAlchemy takes for the driver; pass it as `module`."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *args: Any, **options: Any) -> Connection:
        """Opens a connection with a thread that does not keep the program from ending."""
        opened = super().connect(*args, **options)
        return Connection(self, opened.driver_connection)
