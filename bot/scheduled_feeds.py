"""Feeds of the settings, each looked at when its time has come; one that fails is asked later and later."""

import abc
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from bot.settings import Settings
from civic.ports import UnitOfWork
from civic.time import Clock
from sources.reading import SourceFault

log = logging.getLogger(__name__)
FIRST_RETRY = timedelta(minutes=5)


@dataclass
class ScheduledFeeds(abc.ABC):
    """One that fails holds up no other. `states` says how each does, by `kind/name`.

    `kind` is what operators read before a feed's name, `work` what is done with it, in the log.
    """

    kind: ClassVar[str]
    work: ClassVar[str]

    settings: Settings
    uow: UnitOfWork
    clock: Clock
    states: dict[str, str] = field(default_factory=dict)
    _not_before: dict[str, datetime] = field(default_factory=dict, init=False)
    _failures: dict[str, int] = field(default_factory=dict, init=False)

    @property
    @abc.abstractmethod
    def given(self) -> tuple[str, ...]:
        """The setting: `name=address` of each."""

    @property
    @abc.abstractmethod
    def every(self) -> timedelta:
        """How long after a look the next one is due."""

    @abc.abstractmethod
    async def looked_at(self, name: str) -> datetime | None:
        """When a feed was last looked at, also before the program started."""

    @abc.abstractmethod
    async def take(self, name: str, address: str) -> str | None:
        """Fetches a feed and takes what it holds; returns why it was not taken. Raises SourceFault."""

    @property
    def feeds(self) -> Mapping[str, str]:
        """Addresses by name."""
        parts = (feed.partition("=") for feed in self.given)
        return {name: address for name, _, address in parts}

    async def look(self) -> None:
        """Takes what is due. What is here stays whatever happens."""
        for name, address in self.feeds.items():
            now = self.clock()
            # Longer than one pause it is only after the clock was set back.
            if timedelta() < self._not_before.get(name, now) - now <= self.every:
                continue
            try:
                await self._look_at(name, address)
            except SourceFault as fault:
                self._failed(name, str(fault))
            except Exception as failure:
                log.exception("the scheduled %s %s failed", self.work, name)
                self._failed(name, type(failure).__name__)

    async def _look_at(self, name: str, address: str) -> None:
        last = await self.looked_at(name)
        if last is not None and timedelta() <= self.clock() - last < self.every:
            self._well(name, last)
            return
        refused = await self.take(name, address)
        if refused is not None:
            self._failed(name, refused)
        else:
            self._well(name, self.clock())

    def _well(self, name: str, at: datetime) -> None:
        self.states[f"{self.kind}/{name}"] = f"ok, looked at {at.isoformat(timespec='seconds')}"
        self._failures[name], self._not_before[name] = 0, at + self.every

    def _failed(self, name: str, reason: str) -> None:
        pause = min(FIRST_RETRY * 2 ** min(self._failures.get(name, 0), 20), self.every)
        self._failures[name] = self._failures.get(name, 0) + 1
        self._not_before[name] = self.clock() + pause
        self.states[f"{self.kind}/{name}"] = f"failing: {reason}"
        log.warning("%s %s: %s; tried again in %s", self.kind, name, reason, pause)
