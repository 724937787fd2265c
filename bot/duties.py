"""What this process does, and what of that only one of several may do at a time."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from aiogram.fsm.storage.base import BaseEventIsolation
from aiogram.fsm.storage.memory import SimpleEventIsolation

from bot.isolation import SharedIsolation
from bot.leading import Leader
from bot.roles import ALL_ROLES, ProcessRole, Roles
from bot.settings import Settings
from bot.sole_sender import key_of
from civic.residents import Channel
from storage.database import Database
from storage.rooms import SqlRooms
from storage.session import Session
from storage.shared_rooms import SharedRooms
from webchat.news import News

# Of all processes with these roles one works, and the others stand by.
LED = frozenset({ProcessRole.DELIVER, ProcessRole.CLOCK})


class Duties:
    """The roles of this process. On PostgreSQL it shares them with others through a session; SQLite has one
    process, which leads in everything."""

    def __init__(self, settings: Settings, roles: Roles, database: Database) -> None:
        self.roles = roles
        self._database = database
        self.session = Session(database) if database.file is None else None
        self._leaders = {role: Leader(self.session, role.value) for role in LED & roles}
        self._turns: dict[Channel, Leader] = {}
        if ProcessRole.WEB in roles:
            self._turns[Channel.WEB] = Leader()
        if ProcessRole.TELEGRAM in roles and settings.telegram_token is not None:
            key = key_of(settings.telegram_token.get_secret_value())
            self._turns[Channel.TELEGRAM] = Leader(
                self.session, f"telegram/{key}", is_alone=roles == ALL_ROLES
            )

    def has(self, *roles: ProcessRole) -> bool:
        """Whether any of these roles is this process's."""
        return not self.roles.isdisjoint(roles)

    def leads(self, role: ProcessRole) -> bool:
        """Whether of all processes this one does that work now."""
        return role in self._leaders and self._leaders[role].is_held

    def turn(self, channel: Channel) -> Leader | None:
        """Who of all processes fetches a channel's updates; None where this one never does."""
        return self._turns.get(channel)

    def as_clock(self, work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[bool]]:
        """The same work, left out while another process is the clock; whether it was done. Work that says
        False was not."""

        async def led() -> bool:
            return self.leads(ProcessRole.CLOCK) and await work() is not False

        return led

    def rooms(self) -> SqlRooms:
        """The web chat's rows, with the updates of the visitors whom this process serves."""
        return SharedRooms(self._database, self.session) if self.session else SqlRooms(self._database)

    def news(self) -> News:
        """News that reach the pages which other processes serve."""
        if self.session is None:
            return News()
        news = News(self.session.say)
        self.session.on_news.append(news.arrived)
        return news

    def isolation(self) -> BaseEventIsolation:
        """One update of a person at a time."""
        return SharedIsolation(self.session) if self.session else SimpleEventIsolation()

    async def run(self) -> None:
        """Keeps the session until `end`."""
        if self.session is not None:
            await self.session.run()

    async def begun(self) -> None:
        """Waits until what was free is this process's. It goes on without, if the database is slow to say."""
        if self.session is not None:
            with contextlib.suppress(asyncio.TimeoutError):
                await self.session.started()

    def end(self) -> None:
        """Leaves everything to others at once."""
        if self.session is not None:
            self.session.close()
