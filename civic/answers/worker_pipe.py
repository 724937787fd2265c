"""The pipe to the worker: a process with as little in its environment as it needs, and a line each way."""

import asyncio
import contextlib
import json
from collections.abc import Mapping, Sequence

from civic.answers.worker import ONE_THREAD

Message = dict[str, object]

_LONGEST_LINE = 1 << 22
_LAST_BREATH = 2.0  # seconds from the end of its output to the end of the process
# The settings hold tokens and passwords; a process with native code that reads hostile text needs none.
_PASSED_ON = (
    *("PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"),
    *("LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT"),
)


class Gone(Exception):
    """The worker's output has ended, or is none of its lines."""


class Pipe:
    """A running worker. Only one exchange at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process, self._input, self._output = process, process.stdin, process.stdout
        self._number = 0
        self._ending = False

    @classmethod
    async def open(cls, command: Sequence[str], environ: Mapping[str, str]) -> "Pipe":
        """Starts a worker. OSError where there is no such program."""
        kept = {name: value for name, value in environ.items() if name in _PASSED_ON}
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # a crash may print what somebody wrote
            env=kept | ONE_THREAD,
            limit=_LONGEST_LINE,
        )
        return cls(process)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    async def exchange(self, request: Message) -> Message:
        """Sends a request and returns its answer. Gone where there will be none."""
        self._number += 1
        try:
            self._input.write(json.dumps(request | {"id": self._number}).encode() + b"\n")
            await self._input.drain()
        except OSError as failure:
            self._ending = True
            raise Gone from failure
        while (answer := await self.line()).get("id") != self._number:
            pass  # the answer for somebody who was cancelled meanwhile
        return answer

    async def line(self) -> Message:
        """The next line from the worker."""
        try:
            line = await self._output.readline()
            self._ending = not line
            found = json.loads(line)
        except ValueError as failure:  # also what is cut short or too long
            raise Gone from failure
        if not isinstance(found, dict):
            raise Gone
        return found

    async def ended(self) -> str:
        """Waits for the end of the process; tells how it came."""
        code = await self._process.wait()
        return f"the worker was ended by signal {-code}" if code < 0 else f"the worker ended with {code}"

    async def kill(self) -> str:
        """Ends it at once, if it has not ended by itself; tells how it came."""
        if self._ending:
            # A signal to a process that is just ending takes its exit code from asyncio, which then says 255.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LAST_BREATH):
                    return await self.ended()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        return await self.ended()

    async def close(self, patience: float) -> None:
        """Ends it by the end of its input, and by a kill where it does not listen."""
        self._input.close()
        try:
            async with asyncio.timeout(patience):
                await self.ended()
        except TimeoutError:
            await self.kill()
