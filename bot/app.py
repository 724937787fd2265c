"""The one place where everything is put together; the program and the tests start the same thing."""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from aiogram import Dispatcher
from aiohttp import web

from bot.calendars import CalendarRefresher
from bot.channels import Channels, introduce, telegram_line, web_line
from bot.cleaning import Cleaning
from bot.clock import Bells
from bot.clock_trust import ClockTrust
from bot.correcting import Corrector
from bot.courier import Courier
from bot.deliverer import Deliverer
from bot.delivering import Hooks as Hooks
from bot.delivering import deliverer_for
from bot.duties import Duties
from bot.embedding import in_words
from bot.ending import ended
from bot.health import Health
from bot.in_hand import InHand
from bot.library_keeper import LibraryKeeper
from bot.listening import listening
from bot.mailer import Mailer, mail_server
from bot.meaning import Meaning
from bot.news_watch import NewsWatch
from bot.numbering import Numbering
from bot.operation import Operation
from bot.page_words import language_with, words_of
from bot.passkey_pages import add_passkey_pages
from bot.public_pages import add_public_pages
from bot.refreshing import Refresher, refresher_for
from bot.return_pages import add_return_pages
from bot.roles import ALL_ROLES, ProcessRole, Roles
from bot.rounds import Rounds
from bot.safe_answers import answer_safely
from bot.services import services_for
from bot.settings import Settings
from bot.staff_shelf import StaffShelf
from bot.text_pages import add_text_pages
from bot.unsaved import unsaved_in
from bot.webhook import Webhook
from civic.announcement_times import follow_zones
from civic.answers.embedding import RunningEmbedder
from civic.answers.shipped_vectors import FILE as SHIPPED_VECTORS
from civic.answers.vectors import PassageVectors
from civic.residents import Channel
from handlers.conversation_memory import ConversationMemory
from handlers.routers import dispatcher
from handlers.services import Services
from handlers.ways_in import may_open
from storage.database import Database
from storage.migrate import pending, upgrade
from storage.unit_of_work import SqlUnitOfWork
from webchat.browser import add_routes
from webchat.expecting import AS_IT_COMES, refuse_what_is_expected
from webchat.gateway import Gateway
from webchat.guard import PublicSide
from webchat.server import BotApi

log = logging.getLogger(__name__)
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
    duties: Duties
    embedder: RunningEmbedder | None
    keeper: LibraryKeeper
    operation: Operation
    refresher: Refresher | None = None
    channels: Channels = field(default_factory=Channels)
    port: int = 0
    calendars: CalendarRefresher = field(init=False)
    news: NewsWatch = field(init=False)
    deliverer: Deliverer = field(init=False)
    bells: Bells = field(init=False)
    trust: ClockTrust = field(init=False)
    in_hand: InHand = field(init=False)
    rounds: Rounds = field(init=False)
    _runner: web.AppRunner = field(init=False)
    _sources: list[asyncio.Task[None]] = field(init=False)
    _menus: list[asyncio.Task[None]] = field(init=False)
    _delivering: asyncio.Task[None] = field(init=False)
    _embedding: asyncio.Task[None] = field(init=False)
    _going_round: asyncio.Task[None] = field(init=False)
    _sharing: asyncio.Task[None] = field(init=False)

    @classmethod
    async def build(cls, settings: Settings, hooks: Hooks | None = None, roles: Roles = ALL_ROLES) -> "App":
        """Opens the database and reads content and catalogues; nothing listens yet."""
        hooks = hooks or Hooks()
        database = Database(settings.database_url)
        operation = Operation(settings, database)
        try:
            await database.probe()
            await _bring_up_to_date(database)
            uow = operation.metrics.timed(SqlUnitOfWork(database, hooks.clock))
            services = services_for(settings, uow, hooks.clock, hooks.read, hooks.staff_idle)
            asked = roles != {ProcessRole.DELIVER}
            embedder = hooks.embedder(settings, hooks.sleep, hooks.monotonic) if asked else None
            keeper = _keeper(services, embedder, settings.content / SHIPPED_VECTORS)
            await keeper.look()
        except BaseException:
            await database.close()
            raise
        retention = timedelta(days=settings.transcript_days)
        duties = Duties(settings, roles, database)
        rooms, news = duties.rooms(), duties.news()
        gateway = Gateway(rooms, hooks.clock, "Stadtbote", retention=retention, news=news)
        api, refresher = BotApi(gateway, hooks.faults), refresher_for(settings, uow, hooks.clock, keeper)
        parts = (gateway, api, hooks, duties, embedder, keeper, operation, refresher)
        return cls(settings, database, services, *parts)

    async def start(self) -> None:
        """Listens, polls, rings and delivers. The web chat works whatever Telegram does."""
        self.calendars = CalendarRefresher(self.settings, self.services.uow, self.services.clock)
        self.news = NewsWatch(self.settings, self.services.uow, self.services.clock)
        memory = ConversationMemory(self.services.uow, self.services.clock)
        dp = dispatcher(self.services, memory, self.duties.isolation())
        self.operation.attach(dp, self.services)
        self._open_lines(dp, await self.bot_api.start())
        self.trust = ClockTrust(self.services.uow, self.services.clock, self.hooks.elapsed)
        self.in_hand = InHand(self.hooks.monotonic)
        delivering = (self.settings, self.services, self.channels, self.hooks, self.trust)
        self.deliverer = deliverer_for(*delivering, self.in_hand)
        server = mail_server(self.settings)
        mailer = Mailer(self.services, server, self.hooks.failpoint) if server else None
        courier = Courier(self.channels.bots, numbering=Numbering(self.services))
        corrector = Corrector(self.services, courier, self.hooks.failpoint)
        self.rounds = Rounds(self.services, self.keeper, mailer, corrector, self.trust, self.in_hand)
        self.bells = Bells(self.services.clock, self._ring, self.duties.as_clock(self._clean))
        if self.refresher is not None:
            self.bells.every(LOOK_AT_SOURCES, self.duties.as_clock(self.refresher.look))
        if self.calendars.feeds:
            self.bells.every(LOOK_AT_SOURCES, self.duties.as_clock(self.calendars.look))
        if self.news.feeds:
            self.bells.every(LOOK_AT_SOURCES, self.duties.as_clock(self.news.look))
        await follow_zones(self.services.uow)
        await self._serve()
        looked_at = (self.services, self.channels, self.deliverer, self.bells, self.trust)
        await self.operation.start(*looked_at, self.duties, self.in_hand)
        self._sharing = asyncio.create_task(self.duties.run())
        await self.duties.begun()
        self.bells.start(at_once=self.hooks.is_time_real)
        lines, sources = self.channels.lines, self.channels.sources
        self._sources = [asyncio.create_task(line.source.run()) for line in sources]
        self._menus = [
            asyncio.create_task(introduce(line, self.services, self.hooks.sleep)) for line in lines
        ]
        self._delivering = asyncio.create_task(self._deliver())
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
            ended([self._delivering], "deliveries", GRACE),
            ended([self._going_round], "rounds", GRACE),
        )
        rest = [*self._sources, *self._menus, self._embedding]
        await ended(rest, "channels, menus or models", LAST_REQUESTS)
        # Nothing is in hand any more, so others may have it.
        self.duties.end()
        await ended([self._sharing], "turns", LAST_REQUESTS)
        # Everybody who might ask it for vectors has ended.
        if self.embedder is not None:
            await self.embedder.close()
        await self._runner.cleanup()
        await self.operation.stop()
        await self.bot_api.stop()
        await self.channels.close()
        await self.database.close()

    async def _embed(self) -> None:
        """Keeps the embedder running. Until it is ready, and while it is not, answers are found by words."""
        if self.embedder is not None:
            await self.embedder.run(self.keeper.index)

    def _ring(self) -> None:
        if self.duties.leads(ProcessRole.DELIVER):
            self.deliverer.ring()
        self.rounds.ring(self.duties.leads)

    async def _deliver(self) -> None:
        if self.duties.has(ProcessRole.DELIVER):
            await self.deliverer.run()

    def _open_lines(self, dp: Dispatcher, base: str) -> None:
        """Every process sends through all channels, and brings in the updates of those of its roles."""
        time, turn, watch = self.hooks.time, self.duties.turn, self.operation.metrics.watch_updates
        self.channels.lines.append(web_line(self.bot_api.token, base, dp, time, turn(Channel.WEB), watch))
        if self.settings.telegram_token is not None:
            line = telegram_line(self.settings, dp, time, turn(Channel.TELEGRAM), watch)
            self.channels.lines.append(line)

    async def _serve(self) -> None:
        """The web server: health, and by role the page, the chat, and Telegram's webhook where one is set."""
        site = web.Application()
        proxies = tuple(map(str, self.settings.trusted_proxies))
        unsaved = unsaved_in(self.services.catalogues)
        public = PublicSide(
            self.settings.public_url,
            proxies,
            unsaved=unsaved,
            opens=may_open,
            words=partial(words_of, self.services.catalogues),
            spoken=partial(language_with, self.services.uow),
            imprint=self.services.office.imprint_url,
        )
        answer_safely(site, secure=public.secure)
        if self.duties.has(ProcessRole.WEB):
            add_routes(site, self.gateway, public)
            add_return_pages(site, self.services, public)
            add_public_pages(site, self.services)
            add_text_pages(site, self.services, public)
            add_passkey_pages(site, self.services, self.gateway, public)
        health = Health(
            self.services.uow,
            self.services.clock,
            self.channels.states,
            lambda: self.bells.is_late or self.in_hand.hangs,
            lambda: in_words(self.embedder),
            self._source_states,
            self.database.try_to_write,
        )
        health.add_routes(site)
        for line in self.channels.lines:
            if isinstance(line.source, Webhook) and self.duties.has(ProcessRole.WEB, ProcessRole.TELEGRAM):
                site.router.add_post(line.source.path, line.source.handle)
        refuse_what_is_expected(site)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=LAST_REQUESTS, **AS_IT_COMES)
        await self._runner.setup()
        with listening("STADTBOTE_WEB_PORT"):
            await web.TCPSite(self._runner, self.settings.web_host, self.settings.web_port).start()
        self.port = self._runner.addresses[0][1]

    def _source_states(self) -> dict[str, str]:
        pages = {self.refresher.source: self.refresher.state} if self.refresher else {}
        return pages | self.calendars.states | self.news.states

    async def _clean(self) -> bool:
        await self.trust.look()
        cleaning = Cleaning(self.services.uow, self.services.clock, self.settings, self.services.knowledge)
        believed = self.trust.is_believed()
        await cleaning.run(believed=believed)
        return believed


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
