"""`/metrics` on a port of its own, with what is looked up at the moment it is asked for."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.channel_state import ChannelState, Working
from bot.listening import listening
from bot.metrics import PREFIX, Metrics
from bot.safe_answers import answer_safely
from civic.ports import UnitOfWork
from civic.time import Clock
from webchat.expecting import AS_IT_COMES, refuse_what_is_expected


@dataclass(frozen=True)
class Gauges:
    """What the program knows of itself; seconds, or None where there is nothing to tell."""

    channels: Callable[[], Mapping[str, ChannelState]]
    leases: Callable[[], Mapping[str, bool]]
    clock_lag: Callable[[], float]
    cleaned: Callable[[], float | None]
    backup: Callable[[], float | None]
    missing_texts: Callable[[], Mapping[str, int]]  # by language


@dataclass
class MetricsPage:
    """Serves the figures; `port` is the one that was taken."""

    metrics: Metrics
    uow: UnitOfWork
    clock: Clock
    gauges: Gauges
    port: int = 0
    _runner: web.AppRunner | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        registry = self.metrics.registry
        registry.register(_MissingTexts(self.gauges.missing_texts))
        self._waiting = _gauge(registry, "queue_waiting", "What is due and has no outcome.", "queue")
        self._oldest = _gauge(registry, "queue_oldest_seconds", "How long the oldest of it waits.", "queue")
        self._channels = _gauge(registry, "channel_up", "1 where the last request succeeded.", "channel")
        self._leases = _gauge(registry, "lease_held", "1 where this process sends.", "channel")
        self._lag = _gauge(registry, "clock_lag_seconds", "Since the inner clock ticked last.")
        self._cleaned = _gauge(registry, "retention_age_seconds", "Since old data was last deleted.")
        self._backup = _gauge(registry, "backup_age_seconds", "Since the newest backup was begun.")
        self._database = _gauge(registry, "database_up", "1 where the database answers.")

    async def start(self, host: str, port: int) -> None:
        """Listens. CannotListen where the port is taken."""
        app = web.Application()
        answer_safely(app)
        app.router.add_get("/metrics", self.show)
        refuse_what_is_expected(app)
        self._runner = web.AppRunner(app, access_log=None, **AS_IT_COMES)
        await self._runner.setup()
        with listening("STADTBOTE_METRICS_PORT"):
            await web.TCPSite(self._runner, host, port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Listens no more."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def show(self, request: web.Request) -> web.Response:
        """Everything in Prometheus' text format, also while the database is away."""
        await self._look()
        body = generate_latest(self.metrics.registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _look(self) -> None:
        now = self.clock()
        try:
            async with self.uow.reading() as r:
                found = await r.queues.waiting(now)
        except Exception:  # whatever the driver raises, the page says that it is down
            self._database.set(0)
        else:
            self._database.set(1)
            for queue, waiting in found.items():
                waited = (now - waiting.oldest).total_seconds() if waiting.oldest else 0
                self._waiting.labels(queue.value).set(waiting.count)
                self._oldest.labels(queue.value).set(max(0, waited))
        for name, state in self.gauges.channels().items():
            self._channels.labels(name).set(isinstance(state, Working))
        for name, held in self.gauges.leases().items():
            self._leases.labels(name).set(held)
        self._lag.set(self.gauges.clock_lag())
        for gauge, age in ((self._cleaned, self.gauges.cleaned()), (self._backup, self.gauges.backup())):
            gauge.set(age if age is not None else float("nan"))


@dataclass(frozen=True)
class _MissingTexts(Collector):
    counted: Callable[[], Mapping[str, int]]

    def collect(self) -> Iterator[CounterMetricFamily]:
        text = "Texts shown in another language, since the catalogue lacks them."
        found = CounterMetricFamily(f"{PREFIX}_missing_texts", text, labels=["language"])
        for language, times in self.counted().items():
            found.add_metric([language], times)
        yield found


def _gauge(registry: CollectorRegistry, name: str, text: str, *labels: str) -> Gauge:
    return Gauge(name, text, labels, PREFIX, registry=registry)
