"""Health for load balancers and people: alive, and ready with the reason where it is not."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.channel_state import ChannelState, Failing, StandingBy, Starting, Stopped, Working
from civic.ports import UnitOfWork
from civic.retention_ports import RuleRun
from civic.time import Clock

OLD_AFTER = timedelta(minutes=10)
WELL = ("ok", "standing by")


@dataclass(frozen=True)
class Health:
    """What `/health/ready` looks at."""

    uow: UnitOfWork
    clock: Clock
    channels: Callable[[], Mapping[str, ChannelState]]
    clock_is_late: Callable[[], bool]
    answers: Callable[[], str]
    sources: Callable[[], Mapping[str, str]] = dict
    # Why nothing can be written at present, if so.
    refused: Callable[[], Awaitable[str | None]] | None = None

    def add_routes(self, app: web.Application) -> None:
        """Serves `/health/live` and `/health/ready`."""
        app.router.add_get("/health/live", live)
        app.router.add_get("/health/ready", self.ready)

    async def ready(self, request: web.Request) -> web.Response:
        """200 when people are served on at least one of this process's channels, if it has any, and nothing
        waits too long; else 503."""
        database, oldest, kept = await self._database()
        channels = {name: in_words(state) for name, state in self.channels().items()}
        waiting = max(0.0, (self.clock() - oldest).total_seconds()) if oldest else 0.0
        checks = {
            "database": database,
            "clock": "late" if self.clock_is_late() else "ok",
            "oldest_undelivered_seconds": round(waiting),
            "channels": channels,
            "answers": self.answers(),  # never a reason not to be ready: words are always compared
            "sources": dict(self.sources()),
            "retention": kept,  # for information, as people are served all the same
        }
        is_ready = (
            database == "ok"
            and checks["clock"] == "ok"
            and (not channels or any(state in WELL for state in channels.values()))
            and waiting < OLD_AFTER.total_seconds()
        )
        degraded = is_ready and any(state not in WELL for state in channels.values())
        status = "degraded" if degraded else "ok" if is_ready else "failing"
        return web.json_response({"status": status, **checks}, status=200 if is_ready else 503)

    async def _database(self) -> tuple[str, datetime | None, str]:
        try:
            async with self.uow.reading() as r:
                oldest, kept = await r.deliveries.oldest_open(), kept_in_words(await r.rule_runs.all())
            refused = await self.refused() if self.refused is not None else None
            return f"cannot be written: {refused}" if refused else "ok", oldest, kept
        except Exception as failure:  # whatever the driver raises, the page must say that it is down
            return type(failure).__name__, None, "unknown"


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
        case StandingBy():
            return "standing by"
        case Stopped():
            return "stopped"
        case Failing(reason=reason, since=since):
            return f"failing since {since.isoformat(timespec='seconds')}: {reason}"


def kept_in_words(runs: Sequence[RuleRun]) -> str:
    """Whether what is past its period is deleted: when last, or since when which rules fail."""
    failing = [run for run in runs if run.failing_since is not None]
    if failing:
        since = min(run.failing_since for run in failing if run.failing_since is not None)
        names = ", ".join(run.rule for run in failing)
        return f"failing since {since.isoformat(timespec='seconds')}: {names}"
    done = [run.succeeded_at for run in runs if run.succeeded_at is not None]
    return f"ok, last run {min(done).isoformat(timespec='seconds')}" if done else "never run"
