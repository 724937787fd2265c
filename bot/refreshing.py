"""The scheduled import of Integreat in the running bot: once a day or so, later and later while it fails."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.importing import Base, Wishes, import_into, in_lines, spoken
from bot.library_keeper import LibraryKeeper
from bot.settings import Settings
from civic.answers.importing import AlreadyRunning, Imported, Outcome, RolledBackBefore, Unchanged
from civic.answers.imports import GenerationStatus
from civic.ports import UnitOfWork
from civic.time import Clock
from sources.integreat import collected
from sources.integreat_api import fetch
from sources.reading import SourceFault

log = logging.getLogger(__name__)
FIRST_RETRY = timedelta(minutes=5)


@dataclass
class Refresher:
    """Imports one source when it is due; `run` reads and imports it."""

    source: str
    every: timedelta
    uow: UnitOfWork
    clock: Clock
    run: Callable[[], Awaitable[Outcome]]
    state: str = "not yet looked"
    _failures: int = field(default=0, init=False)
    _since: datetime = field(init=False)
    _not_before: datetime | None = field(default=None, init=False)

    async def look(self) -> None:
        """Imports if the time has come. The old knowledge stays whatever happens."""
        now = self.clock()
        # Longer than one pause it is only after the clock was set back.
        if self._not_before is not None and timedelta() < self._not_before - now <= self.every:
            return
        try:
            last = await self._last()
            if last is not None and timedelta() <= now - last < self.every:
                self._well(last)
                return
            outcome = await self.run()
        except SourceFault as fault:
            self._failed(str(fault))
        except Exception as failure:
            log.exception("the scheduled import of %s failed", self.source)
            self._failed(type(failure).__name__)
        else:
            self._came_out(outcome)

    def _came_out(self, outcome: Outcome) -> None:
        words = "; ".join(in_lines(self.source, outcome))
        if isinstance(outcome, AlreadyRunning):
            self._not_before = self.clock() + FIRST_RETRY
        elif isinstance(outcome, Imported | Unchanged | RolledBackBefore):
            log.info("scheduled import: %s", words)
            self._well(self.clock())
        else:
            self._failed(words)

    async def _last(self) -> datetime | None:
        """When the source was last seen to say what is active."""
        async with self.uow.reading() as r:
            known = await r.imports.generations(self.source)
        return next((one.checked_at for one in known if one.status is GenerationStatus.ACTIVE), None)

    def _well(self, at: datetime) -> None:
        self.state, self._failures = f"ok, looked at {at.isoformat(timespec='seconds')}", 0
        self._not_before = at + self.every

    def _failed(self, reason: str) -> None:
        now = self.clock()
        pause = min(FIRST_RETRY * 2 ** min(self._failures, 20), self.every)
        if not self._failures:
            self._since = now
        self._failures += 1
        self._not_before = now + pause
        self.state = f"failing since {self._since.isoformat(timespec='seconds')}: {reason}"
        log.warning("scheduled import of %s: %s; tried again in %s", self.source, reason, pause)


def refresher_for(
    settings: Settings, uow: UnitOfWork, clock: Clock, keeper: LibraryKeeper
) -> Refresher | None:
    """The scheduled import, where the settings ask for one."""
    base, region = settings.integreat_url, settings.integreat_region
    if base is None or region is None:
        return None

    async def run() -> Outcome:
        offered = spoken(settings, keeper.pack)
        lists = await fetch(base, region, offered)
        found = collected(region, lists, keeper.pack.city.main_language, offered)
        into = Base(uow, clock, settings, keeper.pack, keeper.meaning)
        return await import_into(into, found, Wishes(again=False))

    return Refresher(f"integreat/{region}", timedelta(hours=settings.integreat_hours), uow, clock, run)
