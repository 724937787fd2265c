"""What can be wrong around a running bot for a while: the database, the clock, the messenger."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import ExceptionContext

from bot.app import App
from tests.bot.bot_api import BotApi, Kind
from tests.fakes import FakeClock
from tests.faults.full_disk import Disk, used_up
from tests.postgres import Postgres

IMPATIENT = 1.0
"""For so many seconds the bot waits for an answer of the messenger, which otherwise takes a minute."""


class Trouble(Protocol):
    """Begins and ends while a bot runs."""

    def below(self, app: App) -> None:
        """Takes its place before the bot starts."""

    async def begins(self, app: App) -> None:
        """From now on something is wrong."""

    async def ends(self) -> None:
        """All is well again."""

    @property
    def felt(self) -> bool:
        """Whether the bot has met it."""


@dataclass
class ServerAway:
    """The database server is stopped, which cuts off everybody, and started again."""

    server: Postgres
    _lost: int = 0

    def below(self, app: App) -> None:
        """Counts what fails."""
        event.listen(app.database.engine.sync_engine, "handle_error", self._count)

    async def begins(self, app: App) -> None:
        """Stops it."""
        await asyncio.to_thread(self.server.stop)

    async def ends(self) -> None:
        """Starts it."""
        await asyncio.to_thread(self.server.start)

    @property
    def felt(self) -> bool:
        """Whether a connection was lost."""
        return self._lost > 0

    def _count(self, _: ExceptionContext) -> None:
        self._lost += 1


@dataclass
class ReadOnly:
    """The database can be read and not written."""

    active: bool = False
    _refused: int = 0

    def below(self, app: App) -> None:
        """Each transaction is told."""
        engine = app.database.engine.sync_engine
        self._statement = "PRAGMA query_only = {}" if app.database.file else "SET TRANSACTION READ ONLY"
        event.listen(engine, "begin", self._tell)
        event.listen(engine, "handle_error", self._count)

    async def begins(self, app: App) -> None:
        """Takes the right away."""
        self.active = True

    async def ends(self) -> None:
        """Gives it back."""
        self.active = False

    @property
    def felt(self) -> bool:
        """Whether a write was refused."""
        return self._refused > 0

    def _tell(self, connection: Connection) -> None:
        if self.active or "PRAGMA" in self._statement:
            connection.exec_driver_sql(self._statement.format(int(self.active)))

    def _count(self, _: ExceptionContext) -> None:
        self._refused += self.active


@dataclass
class DiskFull:
    """Nothing more can be written, since there is no space; `grows` is a kind of write that needs more."""

    grows: str
    disk: Disk = field(default_factory=Disk)

    def below(self, app: App) -> None:
        """Takes the disk's place."""
        self.disk.below(app)

    async def begins(self, app: App) -> None:
        """Fills it."""
        await used_up(app.database, self.grows)
        self.disk.full = True

    async def ends(self) -> None:
        """There is space again."""
        self.disk.full = False

    @property
    def felt(self) -> bool:
        """Whether a write was refused."""
        return self.disk.refused > 0


@dataclass
class ClockSet:
    """The clock is set forward by hours and in the end back by more than that."""

    clock: FakeClock
    forward: timedelta = timedelta(hours=3)
    back: timedelta = timedelta(hours=6)
    felt: bool = False

    def below(self, app: App) -> None:
        """Everybody looks at the same clock."""

    async def begins(self, app: App) -> None:
        """Sets it forward."""
        self.clock.advance(self.forward)
        self.felt = True

    async def ends(self) -> None:
        """Sets it back."""
        self.clock.advance(-self.back)


@dataclass
class Wire:
    """Telegram answers calls with a fault, or not at all."""

    api: BotApi
    kind: Kind
    method: str

    def below(self, app: App) -> None:
        """The network is its place."""

    async def begins(self, app: App) -> None:
        """Calls that begin now fail."""
        for line in app.channels.lines[1:]:
            line.bots.wire.timeout = IMPATIENT
        self.api.fault(self.method, self.kind)

    async def ends(self) -> None:
        """All is answered, and whoever waits is cut off."""
        self.api.faults.clear()
        await self.api.refuse()
        await self.api.listen()

    @property
    def felt(self) -> bool:
        """Whether a call failed."""
        return any(call.answer == self.kind for call in self.api.calls)
