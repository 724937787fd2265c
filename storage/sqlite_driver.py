"""SQLite without a change of threads for what is small, where SQLAlchemy's adapter of `aiosqlite` makes four.

Each connection has a thread of its own. Handing something to it and waiting costs ten times what a small
statement does. So the event loop itself runs a statement that waits for nobody and ends soon: a SELECT of few
steps, an INSERT of a few given rows, and the COMMIT after nothing but those, which in WAL mode only appends
to a file. The thread gets everything else: what finds the database locked, a SELECT that turns out long,
changes of unknown size, what copies the log into the database and waits for the disk, and whatever comes when
a task has kept the loop to itself for long enough.
"""

import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.util.concurrency import await_

from storage.sqlite_statements import MOST_STEPS, MOST_VALUES, Size, Steps, Turn, size_of

PATIENCE_SECONDS = 60
_COMES_LATER = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_INTERRUPT)

# In WAL mode NORMAL survives a crash of the program at any point; only a power cut can take back the last
# commits, never corrupt the file. It writes two to three times as fast as FULL, which waits for the disk.
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA wal_autocheckpoint = 0",
)
# Small transactions write some pages of four kilobytes each.
COMMITS_BETWEEN_CHECKPOINTS, ROWS_BETWEEN_CHECKPOINTS = 100, 1000
_PAUSE_SECONDS = 0.01

Parameters = Sequence[Any]
_Result = TypeVar("_Result")
_Work = Callable[[sqlite3.Connection], _Result]


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
        values = () if parameters is None else parameters

        def work(connection: sqlite3.Connection) -> sqlite3.Cursor:
            return connection.execute(operation, values)

        size = size_of(operation)
        self._take(work, Size.ANY if size is Size.SMALL and len(values) > MOST_VALUES else size)

    def executemany(self, operation: str, seq_of_parameters: Sequence[Parameters]) -> None:
        """Runs a statement with each of these."""
        self._take(lambda connection: connection.executemany(operation, seq_of_parameters), Size.ANY)

    def _take(self, work: _Work[sqlite3.Cursor], size: Size) -> None:
        def whole(connection: sqlite3.Connection) -> tuple[Any, list[Any], int, int | None]:
            cursor = work(connection)
            try:
                rows = cursor.fetchall() if cursor.description else []
                return cursor.description, rows, cursor.rowcount, cursor.lastrowid
            finally:
                cursor.close()

        self.description, rows, self.rowcount, self.lastrowid = self._connection.run(whole, size)
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

    __slots__ = (
        "_begins",
        "_done",
        "_handed",
        "_is_begun",
        "_is_small",
        "_is_streaming",
        "_module",
        "_total",
        "_writes",
    )

    def __init__(self, module: "Module", connection: Any) -> None:
        super().__init__(module, connection)
        self._module = module
        self._is_small = True
        self._total = 0
        self._begins = ""
        self._is_begun = self._is_streaming = self._writes = False
        # What the thread was given and what it has done. Each is changed by one thread only.
        self._handed = self._done = 0

    def cursor(self, server_side: bool = False) -> Any:
        """A cursor; one that fetches bit by bit is SQLAlchemy's own, within the transaction."""
        if server_side:
            self._is_streaming = True
            if self._begins:
                self.run(lambda _: None, Size.ANY)
        return super().cursor(server_side)

    def begin(self, *, writes: bool) -> None:
        """Begins a transaction before the next statement; one that writes is the only one that does."""
        self._begins = "BEGIN IMMEDIATE" if writes else "BEGIN"
        self._writes = writes
        self._is_small = True

    def run(self, work: _Work[_Result], size: Size) -> _Result:
        """Does something with the connection: at once, if it is small and nothing speaks against it.
        Raises what it raises."""
        self._is_small = self._is_small and size is not Size.ANY
        is_busy = self._is_streaming or self._handed != self._done or self._module.turn.is_long()
        if size is Size.ANY or is_busy:
            return self._by_thread(work)
        # SQLAlchemy takes a driver that never awaits for a wrong one.
        await_(_no_wait())
        try:
            return self._at_once(work, may_give_up=size is Size.LOOKS)
        except sqlite3.OperationalError as failure:
            if failure.sqlite_errorcode & 0xFF in _COMES_LATER:
                return self._by_thread(work)
            self._handle_exception(failure)
        except Exception as error:
            self._handle_exception(error)

    def commit(self) -> None:
        """Ends the transaction, if one has begun."""
        if not self._ends():
            return
        if self._writes and self._module.is_checkpoint_due(self._changed()):
            self._by_thread(_commit_for_good)
        elif self._is_small:
            self.run(sqlite3.Connection.commit, Size.SMALL)
        else:
            self._by_thread(sqlite3.Connection.commit)

    def rollback(self) -> None:
        """The same, and undoes it."""
        writes = self._writes
        if self._ends():
            self.run(sqlite3.Connection.rollback, Size.ANY if writes else Size.SMALL)
        self._is_streaming = False

    def _changed(self) -> int:
        """Rows since it was last asked."""
        before, self._total = self._total, self._connection._conn.total_changes
        return self._total - before

    def _ends(self) -> bool:
        was_begun, self._is_begun, self._begins = self._is_begun, False, ""
        return was_begun

    def _at_once(self, work: _Work[_Result], *, may_give_up: bool) -> _Result:
        own: sqlite3.Connection = self._connection._conn
        if not may_give_up:
            # SQLite undoes the whole transaction when a change is given up.
            self._begin(own)
            return work(own)
        own.set_progress_handler(Steps().go_on, MOST_STEPS)
        try:
            self._begin(own)
            return work(own)
        finally:
            own.set_progress_handler(None, 0)

    def _by_thread(self, work: _Work[_Result]) -> _Result:
        own: sqlite3.Connection = self._connection._conn
        # From here on it is to be undone, even if whoever waits is cancelled before the thread has begun it.
        begins, self._begins = self._begins, ""
        self._is_begun = self._is_begun or bool(begins)

        def patiently() -> _Result:
            try:
                own.execute(f"PRAGMA busy_timeout = {PATIENCE_SECONDS * 1000}").close()
                if begins:
                    own.execute(begins).close()
                return work(own)
            finally:
                own.execute("PRAGMA busy_timeout = 0").close()
                self._done += 1

        async def wait() -> _Result:
            async with self._execute_mutex:
                self._handed += 1
                found: _Result = await self._connection._execute(patiently)
                return found

        try:
            return await_(wait())
        except Exception as error:
            self._handle_exception(error)

    def _begin(self, own: sqlite3.Connection) -> None:
        if self._begins:
            own.execute(self._begins).close()
            self._begins, self._is_begun = "", True


class Module(AsyncAdapt_aiosqlite_dbapi):
    """What SQLAlchemy takes for the driver; pass it as `module`."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)
        self.turn = Turn()
        self._commits = self._rows = 0

    def connect(self, *args: Any, **options: Any) -> Connection:
        """Opens a connection with a thread that does not keep the program from ending."""
        opened = super().connect(*args, **options)
        connection = Connection(self, opened.driver_connection)
        connection.run(_prepare, Size.ANY)
        return connection

    def is_checkpoint_due(self, rows: int) -> bool:
        """Counts transactions and the rows that they changed; True when it is time to copy them."""
        self._commits, self._rows = self._commits + 1, self._rows + rows
        if self._commits < COMMITS_BETWEEN_CHECKPOINTS and self._rows < ROWS_BETWEEN_CHECKPOINTS:
            return False
        self._commits = self._rows = 0
        return True


def _prepare(connection: sqlite3.Connection) -> None:
    """Sets what is to hold for the connection.

    SQLite does not wait where several processes open a new file and want to change its mode, so this does.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    for pragma in _PRAGMAS:
        while True:
            try:
                connection.execute(pragma).close()
                break
            except sqlite3.OperationalError as failure:
                if failure.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
                time.sleep(_PAUSE_SECONDS)


def _commit_for_good(connection: sqlite3.Connection) -> None:
    """Commits, and copies what nobody reads any more from the log into the database."""
    connection.commit()
    # What was committed stays, whatever becomes of this; the next one comes soon.
    with suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").close()


async def _no_wait() -> None:
    pass
