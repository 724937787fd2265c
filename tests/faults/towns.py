"""Whole bots with faults put in, opened one after the other on one database."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from aiohttp import ClientSession
from pydantic import SecretStr

from bot.announcing import CAREFUL
from bot.app import App, Hooks
from bot.settings import Settings
from civic.announcements import Announcement, Report
from civic.registrations import Registration
from tests.bot.bot_api import TOKEN, BotApi, Json
from tests.fakes import FakeClock
from tests.faults.program import NEVER, QUICK
from tests.handlers.city import City, Person, read_once

PATIENCE = 20.0
Found = TypeVar("Found")


def as_it_is(app: App) -> None:
    """No change before the start."""


@dataclass
class Towns:
    """Opens bots on a database; two in a row are a restart."""

    database_url: str
    clock: FakeClock
    api: BotApi
    open_ones: list[City] = field(default_factory=list)

    @property
    def hooks(self) -> Hooks:
        """The hooks of a bot without faults."""
        return Hooks(clock=self.clock, read=read_once, lease=QUICK, pace=CAREFUL, staff_idle=NEVER)

    async def open(
        self,
        *,
        telegram: bool = False,
        token: str = TOKEN,
        hooks: Hooks | None = None,
        prepare: Callable[[App], None] = as_it_is,
        changed: Mapping[str, object] | None = None,
    ) -> City:
        """Starts a bot; `prepare` changes a part of it before."""
        values: dict[str, object] = {
            "controller": "Stadt Kaiserslautern",
            "human_contact": "Rathaus",
            "web_port": 0,
            "embeddings": "off",
            "send_rate": 1000,
            "telegram_token": SecretStr(token) if telegram else None,
            "telegram_api": self.api.base,
            "database_url": self.database_url,
        }
        settings = Settings.model_validate(values | dict(changed or {}))
        app = await App.build(settings, hooks or self.hooks)
        prepare(app)
        await app.start()
        city = City(app, self.clock)
        self.open_ones.append(city)
        return city

    async def close(self, city: City) -> None:
        """Stops a bot as SIGTERM does."""
        self.open_ones.remove(city)
        await city.close()

    async def restart(self, city: City, *people: Person, telegram: bool = False) -> City:
        """Stops one and starts the next; people keep the page open."""
        await self.close(city)
        following = await self.open(telegram=telegram)
        for person in people:
            person.city = following
        return following

    async def end(self) -> None:
        """Stops what is still running."""
        while self.open_ones:
            await self.close(self.open_ones[-1])


async def until(look: Callable[[], Awaitable[Found | None]]) -> Found:
    """Looks again and again until there is something to see. TimeoutError after a while."""
    async with asyncio.timeout(PATIENCE):
        while not (found := await look()):  # noqa: ASYNC110 - looked at from outside
            await asyncio.sleep(0.02)
        return found


async def health(city: City) -> Json:
    """What `/health/ready` says, with its HTTP status as `code`."""
    async with ClientSession() as session, session.get(f"{city.url}/health/ready") as answer:
        body: Json = await answer.json()
        return body | {"code": answer.status}


async def registrations(city: City, event_id: int) -> list[Registration]:
    """All registrations of an event that are not cancelled."""
    async with city.app.services.uow.reading() as r:
        return await r.registrations.of_event(event_id)


async def report(city: City, announcement: Announcement) -> Report:
    """How an announcement stands."""
    async with city.app.services.uow.reading() as r:
        return await r.deliveries.report(announcement.id)


async def reported(city: City, announcement: Announcement, expected: Report) -> None:
    """Lets everything be delivered that is due, until the report says this."""
    found = None
    try:
        async with asyncio.timeout(PATIENCE):
            while (found := await report(city, announcement)) != expected:
                city.app.deliverer.ring()
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"{found} is not {expected}") from None
