"""The one place where everything is put together; the program and the tests start the same thing."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiohttp import web

from bot.calendars import CalendarRefresher
from bot.channels import Channels, introduce, telegram_line, web_line
from bot.clock import Bells
from bot.correcting import Corrector
from bot.courier import Courier
from bot.deliverer import Deliverer
from bot.delivering import Hooks as Hooks
from bot.delivering import deliverer_for
from bot.embedding import in_words
from bot.health import Health
from bot.library_keeper import LibraryKeeper
from bot.mailer import Mailer, mail_server
from bot.meaning import Meaning
from bot.news_watch import NewsWatch
from bot.public_pages import add_public_pages
from bot.refreshing import Refresher, refresher_for
from bot.return_pages import add_return_pages
from bot.rounds import Rounds
from bot.services import services_for
from bot.settings import Settings
from bot.staff_shelf import StaffShelf
from bot.text_pages import add_text_pages
from bot.webhook import Webhook
from civic.announcement_times import follow_zones
from civic.answers.embedding import RunningEmbedder
from civic.answers.shipped_vectors import FILE as SHIPPED_VECTORS
from civic.answers.vectors import PassageVectors
from civic.confirmations import remind
from civic.drafts import forget_drafts
from civic.event_forgetting import forget_needs, forget_people
from civic.gaps import count_weeks
from civic.pictures import forget_pictures
from civic.question_waiting import close_unreachable, forget, watch
from civic.text_editing import DRAFTS_KEPT
from civic.text_links import forget_texts
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
from webchat.server import BotApi

log = logging.getLogger(__name__)
UPDATES_KEPT = timedelta(days=2)
FORMS_KEPT = timedelta(hours=24)
LOOK_AT_SOURCES = 60.0
# Together they stay below the ten seconds after which whoever sent SIGTERM sends SIGKILL.
GRACE, LAST_REQUESTS = 5.0, 1.0


class NotMigrated(Exception):
    """The database is not at this release's tables; the text says which revisions are missing."""


@dataclass
class App:
    """A running Stadtbote. `start` brings everything up, `stop` finishes what is in hand."""

    settings: Settings
    database: Database
    services: Services
    gateway: Gateway
    bot_api: BotApi
    hooks: Hooks
    embedder: RunningEmbedder | None
    keeper: LibraryKeeper
    refresher: Refresher | None = None
    channels: Channels = field(default_factory=Channels)
    port: int = 0
    calendars: CalendarRefresher = field(init=False)
    news: NewsWatch = field(init=False)
    deliverer: Deliverer = field(init=False)
    bells: Bells = field(init=False)
    rounds: Rounds = field(init=False)
    _runner: web.AppRunner = field(init=False)
    _sources: list[asyncio.Task[None]] = field(init=False)
    _menus: list[asyncio.Task[None]] = field(init=False)
    _delivering: asyncio.Task[None] = field(init=False)
    _embedding: asyncio.Task[None] = field(init=False)
    _going_round: asyncio.Task[None] = field(init=False)

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
            embedder = hooks.embedder(settings, hooks.sleep, hooks.monotonic)
            keeper = _keeper(services, embedder, settings.content / SHIPPED_VECTORS)
            await keeper.look()
        except BaseException:
            await database.close()
            raise
        retention = timedelta(days=settings.transcript_days)
        gateway = Gateway(SqlRooms(database), hooks.clock, "Stadtbote", retention=retention)
        api, refresher = BotApi(gateway, hooks.faults), refresher_for(settings, uow, hooks.clock, keeper)
        return cls(settings, database, services, gateway, api, hooks, embedder, keeper, refresher)

    async def start(self) -> None:
        """Listens, polls, rings and delivers. The web chat works whatever Telegram does."""
        self.calendars = CalendarRefresher(self.settings, self.services.uow, self.services.clock)
        self.news = NewsWatch(self.settings, self.services.uow, self.services.clock)
        memory = ConversationMemory(self.services.uow, self.services.clock)
        dp = dispatcher(self.services, memory, SimpleEventIsolation())
        base = await self.bot_api.start()
        self.channels.lines.append(web_line(self.bot_api.token, base, dp, self.hooks.time))
        if self.settings.telegram_token is not None:
            self.channels.lines.append(telegram_line(self.settings, dp, self.hooks.time))
        self.deliverer = deliverer_for(self.settings, self.services, self.channels, self.hooks)
        server = mail_server(self.settings)
        mailer = Mailer(self.services, server, self.hooks.failpoint) if server else None
        corrector = Corrector(self.services, Courier(self.channels.bots), self.hooks.failpoint)
        self.rounds = Rounds(self.services, self.keeper, mailer, corrector)
        self.bells = Bells(self.services.clock, self._ring, self._clean)
        if self.refresher is not None:
            self.bells.every(LOOK_AT_SOURCES, self.refresher.look)
        if self.calendars.feeds:
            self.bells.every(LOOK_AT_SOURCES, self.calendars.look)
        if self.news.feeds:
            self.bells.every(LOOK_AT_SOURCES, self.news.look)
        await follow_zones(self.services.uow)
        await self._serve()
        self.bells.start()
        lines = self.channels.lines
        self._sources = [asyncio.create_task(line.source.run()) for line in lines]
        self._menus = [
            asyncio.create_task(introduce(line, self.services, self.hooks.sleep)) for line in lines
        ]
        self._delivering = asyncio.create_task(self.deliverer.run())
        self._embedding = asyncio.create_task(self._embed())
        self._going_round = asyncio.create_task(self.rounds.run())

    async def stop(self) -> None:
        """Takes no more updates, finishes those in hand, records deliveries, closes everything."""
        for task in (*self._menus, self._embedding):
            task.cancel()
        self.rounds.stop()
        self.deliverer.stop()
        ending = [line.source.stop(GRACE) for line in self.channels.lines]
        await asyncio.gather(
            *ending,
            self.bells.stop(),
            _ended(self._delivering, "deliveries"),
            _ended(self._going_round, "rounds"),
        )
        await asyncio.gather(*self._sources, *self._menus, self._embedding, return_exceptions=True)
        # Everybody who might ask it for vectors has ended.
        if self.embedder is not None:
            await self.embedder.close()
        await self._runner.cleanup()
        await self.bot_api.stop()
        await self.channels.close()
        await self.database.close()

    async def _embed(self) -> None:
        """Keeps the embedder running. Until it is ready, and while it is not, answers are found by words."""
        if self.embedder is not None:
            await self.embedder.run(self.keeper.index)

    def _ring(self) -> None:
        self.deliverer.ring()
        self.rounds.ring()

    async def _serve(self) -> None:
        """The public web server: page, chat, health, and Telegram's webhook where one is set."""
        site = web.Application()
        proxies = tuple(map(str, self.settings.trusted_proxies))
        public = PublicSide(self.settings.public_url, proxies)
        add_routes(site, self.gateway, public)
        add_return_pages(site, self.services, public)
        add_public_pages(site, self.services)
        add_text_pages(site, self.services, public)
        health = Health(
            self.services.uow,
            self.services.clock,
            self.channels.states,
            lambda: self.bells.is_late,
            lambda: in_words(self.embedder),
            self._source_states,
        )
        health.add_routes(site)
        for line in self.channels.lines:
            if isinstance(line.source, Webhook):
                site.router.add_post(line.source.path, line.source.handle)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=LAST_REQUESTS)
        await self._runner.setup()
        await web.TCPSite(self._runner, self.settings.web_host, self.settings.web_port).start()
        self.port = self._runner.addresses[0][1]

    def _source_states(self) -> dict[str, str]:
        pages = {self.refresher.source: self.refresher.state} if self.refresher else {}
        return pages | self.calendars.states | self.news.states

    async def _clean(self) -> None:
        """Deletes what is past its retention, reminds staff, closes what nobody can or will answer. A step
        that fails keeps no other from being taken."""
        services, uow, clock, zone = self.services, self.services.uow, self.services.clock, self.services.zone
        steps: Sequence[Callable[[], Awaitable[object]]] = (
            self.gateway.forget,
            self._forget_updates,
            partial(forget_drafts, uow, clock, FORMS_KEPT),
            partial(remind, uow, clock, services.knowledge, zone),
            partial(close_unreachable, uow, clock),
            partial(watch, uow, clock, zone),
            # What is missing is counted from the texts, so before they are deleted.
            partial(count_weeks, uow, clock, zone),
            partial(forget, uow, clock, self.settings.question_days),
            partial(forget_needs, uow, clock, self.settings.need_days),
            partial(forget_pictures, uow, clock),
            partial(forget_people, uow, clock, self.settings.participant_days),
            partial(forget_texts, uow, clock, DRAFTS_KEPT),
        )
        failures = []
        for step in steps:
            try:
                await step()
            except Exception as failure:
                failures.append(failure)
        if failures:
            raise ExceptionGroup("some steps of the hourly clean-up failed", failures)

    async def _forget_updates(self) -> None:
        now = self.services.clock()
        async with self.services.uow.writing() as w:
            await w.updates.forget(now - UPDATES_KEPT)
            await w.commit()


async def _ended(task: asyncio.Task[None], what: str) -> None:
    """Lets a task that was told to end finish what is in hand. What hangs is cut off: a delivery is taken
    over when its lease ends, and whatever else is done again after the next start."""
    _, hanging = await asyncio.wait([task], timeout=GRACE)
    if hanging:
        log.warning("some %s were not finished at the stop", what)
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _keeper(services: Services, embedder: RunningEmbedder | None, shipped: Path) -> LibraryKeeper:
    """Keeps the library, which asks this embedder."""
    services.library.embedder = embedder
    meaning = None
    if embedder is not None:
        meaning = Meaning(embedder, PassageVectors(services.uow, services.clock, embedder, shipped))
    return LibraryKeeper(services.uow, services.library, StaffShelf(services), meaning)


async def _bring_up_to_date(database: Database) -> None:
    """Migrates SQLite by itself; elsewhere `stadtbote migrate` has to be run first."""
    if database.file is not None:
        for revision in await upgrade(database):
            log.info("database brought to revision %s", revision)
        return
    missing = await pending(database)
    if missing:
        raise NotMigrated(f"run 'stadtbote migrate' first; missing: {', '.join(missing)}")
