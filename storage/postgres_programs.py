"""PostgreSQL's own programs for backups: where they are, and running them without a password in sight."""

import asyncio
import os
import shutil
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Protocol, TypeVar

from sqlalchemy.engine import URL

from storage.backup_files import BackupFailed
from storage.encryption import Writer


class _Closing(Protocol):
    def close(self) -> None: ...


_Pipe = TypeVar("_Pipe", bound=_Closing)


@dataclass(frozen=True)
class Programs:
    """`pg_dump` and `pg_restore` in a folder; None: looked for on PATH."""

    folder: Path | None = None

    async def run(self, name: str, *arguments: str, url: URL | None = None) -> bytes:
        """What a program prints. BackupFailed with the first line of its complaint."""
        return await _ended(await self._start(name, arguments, url), name)

    async def fed(
        self, write: Callable[[Writer], None], name: str, *arguments: str, url: URL | None = None
    ) -> bytes:
        """What a program prints that reads what `write` writes, in a thread; killed where that fails."""
        reading, writing = os.pipe()
        with FileIO(writing, "w") as pipe:
            try:
                process = await self._start(name, arguments, url, stdin=reading)
            finally:
                os.close(reading)
            return await _beside(process, name, _Hose(pipe), write)

    async def drained(
        self, read: Callable[[FileIO], None], name: str, *arguments: str, url: URL | None = None
    ) -> None:
        """Runs a program of whose output `read` reads all, in a thread; killed where that fails."""
        reading, writing = os.pipe()
        with FileIO(reading, "r") as pipe:
            try:
                process = await self._start(name, arguments, url, stdout=writing)
            finally:
                os.close(writing)
            await _beside(process, name, pipe, read)

    async def _start(
        self,
        name: str,
        arguments: Sequence[str],
        url: URL | None,
        stdin: int | None = None,
        stdout: int = PIPE,
    ) -> Process:
        where = shutil.which(name, path=str(self.folder) if self.folder else None)
        if where is None:
            place = str(self.folder) if self.folder else "on PATH; set STADTBOTE_PG_PROGRAMS"
            raise BackupFailed(f"there is no {name} {'in ' if self.folder else ''}{place}")
        environment = {**os.environ, "LC_MESSAGES": "C", **(_connection(url) if url else {})}
        return await asyncio.create_subprocess_exec(
            where, *arguments, stdin=stdin, stdout=stdout, stderr=PIPE, env=environment
        )


class _Hose:
    """A program's input. What it does not want any more is let go: the writer still reads to its end."""

    def __init__(self, pipe: FileIO) -> None:
        self._pipe = pipe
        self._wanted = True

    def write(self, data: bytes) -> int:
        left = memoryview(data)
        try:
            while self._wanted and left:
                left = left[self._pipe.write(left) :]
        except BrokenPipeError:
            self._wanted = False
        return len(data)

    def close(self) -> None:
        """The program's input ends here."""
        self._pipe.close()


async def _beside(process: Process, name: str, pipe: _Pipe, work: Callable[[_Pipe], None]) -> bytes:
    """What a program prints while `work` is at the other end of its pipe."""

    async def working() -> None:
        try:
            await asyncio.to_thread(work, pipe)
        except BaseException:
            # Before its input ends: half of a backup must not look like the whole.
            if process.returncode is None:
                process.kill()
            raise
        finally:
            pipe.close()

    done, printed = await asyncio.gather(working(), _ended(process, name), return_exceptions=True)
    if isinstance(done, BaseException):
        raise done
    if isinstance(printed, BaseException):
        raise printed
    return printed


async def _ended(process: Process, name: str) -> bytes:
    try:
        output, complaint = await process.communicate()
    except BaseException:
        if process.returncode is None:
            process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        lines = complaint.decode(errors="replace").strip().splitlines()
        raise BackupFailed((lines or [f"{name} ended with {process.returncode}"])[0])
    return output or b""


def _connection(url: URL) -> Mapping[str, str]:
    """libpq's variables: what stands on a command line is for every user of the machine to read."""
    query = {key: value if isinstance(value, str) else value[0] for key, value in url.query.items()}
    host, port = url.host or query.get("host"), str(url.port) if url.port else query.get("port")
    given = {
        "PGHOST": host,
        "PGPORT": port,
        "PGUSER": url.username,
        "PGPASSWORD": url.password,
        "PGDATABASE": url.database,
        "PGSSLMODE": query.get("ssl"),
    }
    return {name: str(value) for name, value in given.items() if value}
