"""`stadtbote content import` as a process that kills itself, or waits, at a point on the way.

    python -m tests.faults.importer POINT kill|wait FILE import …

With `wait` the process writes FILE when it is there, and goes on when FILE is gone.
"""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

from bot import importing
from bot.__main__ import main


def _wait(file: Path) -> None:
    file.touch()
    while file.exists():
        time.sleep(0.02)


def _at(point: str, what: str, file: Path) -> None:
    async def failpoint(here: str) -> None:
        if here != point:
            return
        if what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.to_thread(_wait, file)

    importing.failpoint = failpoint


if __name__ == "__main__":
    _at(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
    sys.exit(main(["content", *sys.argv[4:]]))
