"""What operators have of a running bot besides its health: figures, backups, alerts."""

from dataclasses import dataclass, field

from aiogram import Dispatcher

from bot.alerts import LOOK_EVERY, Watch
from bot.backups import BackupKeeper
from bot.channels import Channels
from bot.clock import LATE_AFTER, Bells
from bot.clock_trust import ClockTrust
from bot.deliverer import Deliverer
from bot.duties import Duties
from bot.in_hand import InHand
from bot.metrics import Metrics
from bot.metrics_page import Gauges, MetricsPage
from bot.roles import ProcessRole
from bot.settings import Settings
from handlers.services import Services
from storage.database import Database

LOOK_AT_BACKUPS = 60.0


@dataclass
class Operation:
    """Put together before the bot starts; `start` when the rest of it can be looked at."""

    settings: Settings
    database: Database
    metrics: Metrics = field(default_factory=Metrics)
    watch: Watch = field(init=False)
    page: MetricsPage | None = field(default=None, init=False)

    def attach(self, dp: Dispatcher, services: Services) -> None:
        """Counts answers and failures."""
        self.metrics.watch_errors(dp)
        self.metrics.count_answers(services)

    async def start(
        self,
        services: Services,
        channels: Channels,
        deliverer: Deliverer,
        bells: Bells,
        trust: ClockTrust,
        duties: Duties,
        in_hand: InHand,
    ) -> None:
        """Counts what is sent, and begins to look. CannotListen where the port of the figures is taken."""
        for line in channels.lines:
            self.metrics.watch_line(line)
        backups = BackupKeeper(self.settings, self.database, services.clock, trust)
        bells.every(LOOK_AT_BACKUPS, duties.as_clock(backups.look))
        grow = (self.database.file.parent if self.database.file else None, self.settings.backup_dir)
        self.watch = Watch(
            services.uow,
            services.clock,
            channels.states,
            lambda: bells.lag > LATE_AFTER or in_hand.hangs,
            lambda: backups.is_late,
            deliverer.ring,
            trust,
            tuple(folder for folder in grow if folder is not None),
            lambda: duties.leads(ProcessRole.CLOCK),
        )
        bells.beside(LOOK_EVERY, self.watch.look)
        if self.settings.metrics_port is not None:
            gauges = Gauges(
                channels.states,
                lambda: deliverer.leases,
                lambda: bells.lag.total_seconds(),
                lambda: bells.since_cleaning,
                lambda: backups.age.total_seconds() if backups.age is not None else None,
                lambda: services.catalogues.missed,
            )
            self.page = MetricsPage(self.metrics, services.uow, services.clock, gauges)
            await self.page.start(self.settings.metrics_host, self.settings.metrics_port)

    async def stop(self) -> None:
        """Shows no more figures."""
        if self.page is not None:
            await self.page.stop()
