"""The scheduled look at news of others: what is new becomes drafts; a feed that fails is asked less often."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.settings import Settings
from civic.news_items import NewsLook, draft_news
from civic.ports import UnitOfWork
from civic.time import Clock
from locales import Catalogues
from sources.news_feeds import fetch_news
from sources.reading import SourceFault

log = logging.getLogger(__name__)
FIRST_RETRY = timedelta(minutes=5)


@dataclass
class NewsWatch:
    """Looks at every feed of the settings when its time has come; one that fails holds up no other."""

    settings: Settings
    uow: UnitOfWork
    clock: Clock
    states: dict[str, str] = field(default_factory=dict)
    _not_before: dict[str, datetime] = field(default_factory=dict, init=False)
    _failures: dict[str, int] = field(default_factory=dict, init=False)

    @property
    def feeds(self) -> Mapping[str, str]:
        """Addresses by name."""
        parts = (feed.partition("=") for feed in self.settings.news_feeds)
        return {name: address for name, _, address in parts}

    async def look(self) -> None:
        """Drafts what is new in the feeds that are due."""
        for name, address in self.feeds.items():
            if self.clock() < self._not_before.get(name, self.clock()):
                continue
            try:
                await self._look_at(name, address)
            except SourceFault as fault:
                self._failed(name, str(fault))
            except Exception as failure:
                log.exception("the scheduled look at the news of %s failed", name)
                self._failed(name, type(failure).__name__)

    async def _look_at(self, name: str, address: str) -> None:
        async with self.uow.reading() as r:
            last = await r.news_items.looked_at(name)
        if last is not None and self.clock() - last < self._every:
            self._well(name, last)
            return
        entries = await fetch_news(address, name, self.settings.zone, self.clock())
        catalogues = Catalogues.load(self.settings.languages)
        main = catalogues.main.code
        languages = (main, *(one.code for one in catalogues if one.code != main))
        look = await draft_news(self.uow, self.clock, name, entries, languages)
        log.info("news of %s: %s", name, in_words(look))
        self._well(name, self.clock())

    @property
    def _every(self) -> timedelta:
        return timedelta(hours=self.settings.news_hours)

    def _well(self, name: str, at: datetime) -> None:
        self.states[f"news/{name}"] = f"ok, looked at {at.isoformat(timespec='seconds')}"
        self._failures[name], self._not_before[name] = 0, at + self._every

    def _failed(self, name: str, reason: str) -> None:
        pause = min(FIRST_RETRY * 2 ** min(self._failures.get(name, 0), 20), self._every)
        self._failures[name] = self._failures.get(name, 0) + 1
        self._not_before[name] = self.clock() + pause
        self.states[f"news/{name}"] = f"failing: {reason}"
        log.warning("news %s: %s; tried again in %s", name, reason, pause)


def in_words(look: NewsLook) -> str:
    """What an operator reads about a look."""
    if look.first:
        return "the first look only remembers what is there"
    return f"{len(look.drafted)} drafts, {look.waiting} items wait for the next looks"
