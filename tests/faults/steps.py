"""Every step of a program's writing, counted, so that it can be killed at any of them."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from civic.ports import UnitOfWork, Work
from civic.residents import Cause

WATCHED = ("announcements", "deliveries", "outcomes", "leases", "notices", "progress")


@dataclass
class Steps:
    """A unit of work that passes by `step` before each statement of sending, and around each commit."""

    inner: UnitOfWork
    step: Callable[[], None]

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Work]:
        """Reads, uncounted."""
        async with self.inner.reading() as r:
            yield r

    @asynccontextmanager
    async def writing(self, cause: Cause | None = None) -> AsyncIterator[Work]:
        """A write, step by step."""
        async with self.inner.writing(cause) as w:
            for name in WATCHED:
                vars(w)[name] = _Counted(getattr(w, name), self.step)
            vars(w)["commit"] = self._around(w.commit)
            yield w

    def _around(self, commit: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        async def counted() -> None:
            self.step()
            await commit()
            self.step()

        return counted


class _Counted:
    def __init__(self, repository: object, step: Callable[[], None]) -> None:
        self._repository, self._step = repository, step

    def __getattr__(self, method: str) -> object:
        self._step()
        return getattr(self._repository, method)
