"""The program, started again whenever it was ended, and its memory from the first to the last moment."""

import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load.program import Program, environment, free_port, program

SETTINGS = {
    "STADTBOTE_SEND_RATE": "25",
    "STADTBOTE_PAID_BROADCAST": "false",
    "STADTBOTE_QUIET_HOURS": "off",
    "STADTBOTE_NEWS_PER_DAY": "0",
}
"""Announcements go out at once, at the usual rate."""


@dataclass(frozen=True)
class Look:
    """Memory at one moment, in MB of proportional set size; `life` counts starts."""

    at: float
    life: int
    main: float
    worker: float


@dataclass
class Running:
    """One process, always at the same address."""

    folder: Path
    database_url: str
    telegram: str
    embeddings: str
    more: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    looks: list[Look] = field(default_factory=list)
    logs: list[Path] = field(default_factory=list)
    codes: list[tuple[signal.Signals, int]] = field(default_factory=list)
    _program: Program | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def url(self) -> str:
        """Where it is served, whenever it runs."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def settings(self) -> Mapping[str, str]:
        """What differs from the usual settings of a load."""
        return {**SETTINGS, "STADTBOTE_WEB_PORT": str(self.port), **self.more}

    @property
    def environ(self) -> Mapping[str, str]:
        """The settings for commands beside it."""
        return {**environment(self.folder, self.database_url, self.telegram), **self.settings}

    @property
    def is_started(self) -> bool:
        """Whether it was started and not ended since."""
        return self._program is not None

    async def begin(self) -> None:
        """Starts it and waits until it can answer with all it has."""
        name = f"program-{len(self.logs) + 1}"
        self.logs.append(self.folder / f"{name}.log")
        self._program = await self._stack.enter_async_context(
            program(
                self.folder,
                name,
                self.database_url,
                self.telegram,
                embeddings=self.embeddings,
                settings=self.settings,
            )
        )

    async def end(self, by: signal.Signals) -> None:
        """Ends it; whoever ended by itself before did so against all expectation."""
        ending, self._program = self._program, None
        assert ending is not None
        self.codes.append((by, await ending.end(by) if ending.is_running else 1))
        await self._stack.aclose()

    def look(self, now: Callable[[], float]) -> None:
        """Notes its memory at this moment, if it runs."""
        if self._program is None or not self._program.is_running:
            return
        try:
            found = self._program.share()
        except (FileNotFoundError, ProcessLookupError):
            return  # it ended while it was looked at
        self.looks.append(Look(now(), len(self.logs), found.main, found.worker))

    @property
    def bad_ends(self) -> Sequence[str]:
        """Ends that are not what was asked for."""
        wanted = {signal.SIGKILL: (-signal.SIGKILL,), signal.SIGTERM: (0,)}
        return [f"after {by.name} it ended with {code}" for by, code in self.codes if code not in wanted[by]]
