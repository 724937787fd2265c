"""The one place where everything is put together; the program and the tests start the same thing."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiohttp import web

from bot.channels import Channels, Time, introduce, telegram_line, web_line
from bot.clock import Bells
from bot.courier import Courier
from bot.deliverer import Deliverer, Failpoint, no_failpoint
from bot.health import Health
from bot.services import read_content, services_for
from bot.settings import Settings
from bot.webhook import Webhook
from civic.answers.asking import Answerer
from civic.time import Clock, utc_now
from handlers.conversation_memory import ConversationMemory
from handlers.routers import dispatcher
from handlers.services import Services
from storage.database import Database
from storage.migrate import pending, upgrade
from storage.rooms import SqlRooms
from storage.unit_of_work import SqlUnitOfWork
from webchat.browser import add_routes
from webchat.gateway import Gateway
from webchat.guard import PublicSide
from webchat.server import BotApi, Faults

log = logging.getLogger(__name__)
UPDATES_KEPT = timedelta(days=2)
FORMS_KEPT = timedelta(hours=24)
# Together they stay below the ten seconds after which whoever sent SIGTERM sends SIGKILL.
GRACE, LAST_REQUESTS = 5.0, 1.0


class NotMigrated(Exception):
    """The database is not at this release's tables; the text says which revisions are missing."""


@dataclass(frozen=True)
class Hooks:
    """What tests put in from outside: time, and faults on purpose."""

    clock: Clock = utc_now
    failpoint: Failpoint = no_failpoint
    faults: Faults | None = None
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    read: Callable[[Path], Answerer] = read_content
    monotonic: Callable[[], float] = time.monotonic

    @property
    def time(self) -> Time:
        """What the channels need of it."""
        return Time(self.clock, self.sleep, self.monotonic)


@dataclass
class App:
    """A running Stadtbote. `start` brings everything up, `stop` finishes what is in hand."""

    settings: Settings
    database: Database
    services: Services
    gateway: Gateway
    bot_api: BotApi
    hooks: Hooks
    channels: Channels = field(default_factory=Channels)
    port: int = 0
    deliverer: Deliverer = field(init=False)
    bells: Bells = field(init=False)
    _runner: web.AppRunner = field(init=False)
    _sources: list[asyncio.Task[None]] = field(init=False)
    _menus: list[asyncio.Task[None]] = field(init=False)
    _delivering: asyncio.Task[None] = field(init=False)

    @classmethod
    async def build(cls, settings: Settings, hooks: Hooks | None = None) -> "App":
        """Opens the database and reads content and catalogues; nothing listens yet."""
        hooks = hooks or Hooks()
        database = Database(settings.database_url)
        try:
            await database.probe()
            await _bring_up_to_date(database)
            uow = SqlUnitOfWork(database, hooks.clock)
            services = services_for(settings, uow, hooks.clock, hooks.read)
        except BaseException:
            await database.close()
            raise
        retention = timedelta(days=settings.transcript_days)
        gateway = Gateway(SqlRooms(database), hooks.clock, "Stadtbote", retention=retention)
        return cls(settings, database, services, gateway, BotApi(gateway, hooks.faults), hooks)

    async def start(self) -> None:
        """Listens, polls, rings and delivers. The web chat works whatever Telegram does."""
        memory = ConversationMemory(self.services.uow, self.services.clock)
        dp = dispatcher(self.services, memory, SimpleEventIsolation())
        base = await self.bot_api.start()
        self.channels.lines.append(web_line(self.bot_api.token, base, dp, self.hooks.time))
        if self.settings.telegram_token is not None:
            self.channels.lines.append(telegram_line(self.settings, dp, self.hooks.time))
        self.deliverer = Deliverer(self.services, Courier(self.channels.bots), self.hooks.failpoint)
        self.bells = Bells(self.services.clock, self.deliverer.ring, self._clean)
        await self._serve()
        self.bells.start()
        lines = self.channels.lines
        self._sources = [asyncio.create_task(line.source.run()) for line in lines]
        self._menus = [
            asyncio.create_task(introduce(line, self.services, self.hooks.sleep)) for line in lines
        ]
        self._delivering = asyncio.create_task(self.deliverer.run())

    async def stop(self) -> None:
        """Takes no more updates, finishes those in hand, records deliveries, closes everything."""
        self.bells.stop()
        for menu in self._menus:
            menu.cancel()
        ending = [line.source.stop(GRACE) for line in self.channels.lines]
        await asyncio.gather(*ending, self._end_deliveries())
        await asyncio.gather(*self._sources, *self._menus, return_exceptions=True)
        await self._runner.cleanup()
        await self.bot_api.stop()
        await self.channels.close()
        await self.database.close()

    async def _end_deliveries(self) -> None:
        """Records what is in hand. What hangs is cut off; when its lease ends, somebody takes it over."""
        self.deliverer.stop()
        _, hanging = await asyncio.wait([self._delivering], timeout=GRACE)
        if hanging:
            log.warning("some deliveries were not finished at the stop")
            self._delivering.cancel()
        await asyncio.gather(self._delivering, return_exceptions=True)

    async def _serve(self) -> None:
        """The public web server: page, chat, health, and Telegram's webhook where one is set."""
        site = web.Application()
        proxies = tuple(map(str, self.settings.trusted_proxies))
        add_routes(site, self.gateway, PublicSide(self.settings.public_url, proxies))
        health = Health(
            self.services.uow, self.services.clock, self.channels.states, lambda: self.bells.is_late
        )
        health.add_routes(site)
        for line in self.channels.lines:
            if isinstance(line.source, Webhook):
                site.router.add_post(line.source.path, line.source.handle)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=LAST_REQUESTS)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.settings.web_host, self.settings.web_port).start()
        self.port = self._runner.addresses[0][1]

    async def _clean(self) -> None:
        """Deletes what is past its retention."""
        await self.gateway.forget()
        now = self.services.clock()
        async with self.services.uow.writing() as w:
            await w.updates.forget(now - UPDATES_KEPT)
            await w.conversations.forget(now - FORMS_KEPT)
            await w.commit()


async def _bring_up_to_date(database: Database) -> None:
    """Migrates SQLite by itself; elsewhere `stadtbote migrate` has to be run first."""
    if database.file is not None:
        for revision in await upgrade(database):
            log.info("database brought to revision %s", revision)
        return
    missing = await pending(database)
    if missing:
        raise NotMigrated(f"run 'stadtbote migrate' first; missing: {', '.join(missing)}")
