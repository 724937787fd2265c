"""Health for load balancers and people: alive, and ready with the reason where it is not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.polling import ChannelState, Failing, Starting, Stopped, Working
from civic.ports import UnitOfWork
from civic.time import Clock

OLD_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Health:
    """What `/health/ready` looks at."""

    uow: UnitOfWork
    clock: Clock
    channels: Callable[[], Mapping[str, ChannelState]]
    clock_is_late: Callable[[], bool]
    answers: Callable[[], str]
    sources: Callable[[], Mapping[str, str]] = dict

    def add_routes(self, app: web.Application) -> None:
        """Serves `/health/live` and `/health/ready`."""
        app.router.add_get("/health/live", live)
        app.router.add_get("/health/ready", self.ready)

    async def ready(self, request: web.Request) -> web.Response:
        """200 when people are served on at least one channel and nothing waits too long; else 503."""
        database, oldest = await self._database()
        channels = {name: in_words(state) for name, state in self.channels().items()}
        waiting = max(0.0, (self.clock() - oldest).total_seconds()) if oldest else 0.0
        checks = {
            "database": database,
            "clock": "late" if self.clock_is_late() else "ok",
            "oldest_undelivered_seconds": round(waiting),
            "channels": channels,
            "answers": self.answers(),  # never a reason not to be ready: words are always compared
            "sources": dict(self.sources()),
        }
        is_ready = (
            database == "ok"
            and checks["clock"] == "ok"
            and "ok" in channels.values()
            and waiting < OLD_AFTER.total_seconds()
        )
        degraded = is_ready and any(state != "ok" for state in channels.values())
        status = "degraded" if degraded else "ok" if is_ready else "failing"
        return web.json_response({"status": status, **checks}, status=200 if is_ready else 503)

    async def _database(self) -> tuple[str, datetime | None]:
        try:
            async with self.uow.reading() as r:
                return "ok", await r.deliveries.oldest_open()
        except Exception as failure:  # whatever the driver raises, the page must say that it is down
            return type(failure).__name__, None


async def live(request: web.Request) -> web.Response:
    """The event loop turns."""
    return web.json_response({"status": "ok"})


def in_words(state: ChannelState) -> str:
    """A channel's state in a few words, without secrets."""
    match state:
        case Working():
            return "ok"
        case Starting():
            return "starting"
        case Stopped():
            return "stopped"
        case Failing(reason=reason, since=since):
            return f"failing since {since.isoformat(timespec='seconds')}: {reason}"
