"""A database that breaks down for a moment, at a chosen point."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from sqlalchemy.exc import OperationalError

from bot.app import App
from civic.ports import UnitOfWork, Work
from civic.residents import Cause


@dataclass
class Shaky:
    """A unit of work that fails once: `fail` says where, and how often that goes well before.

    A point is a repository's method, such as `registrations.add`; or `begin` or `commit` of a write with
    a cause, so that it is somebody's own and not one of the clock's.
    """

    inner: UnitOfWork
    point: str = ""
    spared: int = 0

    def fail(self, point: str, spared: int = 0) -> None:
        """Lets it fail."""
        self.point, self.spared = point, spared

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Work]:
        """Reads, perhaps in vain."""
        async with self.inner.reading() as r:
            self._watch(r)
            yield r

    @asynccontextmanager
    async def writing(self, cause: Cause | None = None) -> AsyncIterator[Work]:
        """A write, perhaps one that fails."""
        if cause is not None:
            self.pass_by("begin")
        async with self.inner.writing(cause) as w:
            self._watch(w)
            if self.point == "commit" and cause is not None:
                vars(w)["commit"] = self._refuse
            yield w

    def pass_by(self, point: str) -> None:
        """Fails at the chosen point, once."""
        if point == self.point:
            if self.spared == 0:
                self.point = ""
                raise OperationalError("UPDATE …", None, Exception("the database is out of order"))
            self.spared -= 1

    def _watch(self, work: Work) -> None:
        repository, _, method = self.point.partition(".")
        if method:
            vars(work)[repository] = _Watched(getattr(work, repository), self, repository)

    async def _refuse(self) -> None:
        self.pass_by("commit")


class _Watched:
    """A repository of which one method may fail."""

    def __init__(self, repository: object, shaky: Shaky, name: str) -> None:
        self._repository, self._shaky, self._name = repository, shaky, name

    def __getattr__(self, method: str) -> object:
        self._shaky.pass_by(f"{self._name}.{method}")
        return getattr(self._repository, method)


def made_shaky(app: App) -> Shaky:
    """Puts it between a bot that is not started yet and its database."""
    shaky = Shaky(app.services.uow)
    app.services = replace(app.services, uow=shaky)
    return shaky
