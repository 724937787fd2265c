"""The scheduled look at news of others: what is new becomes drafts."""

import logging
from datetime import datetime, timedelta

from bot.scheduled_feeds import ScheduledFeeds
from civic.news_items import NewsLook, draft_news
from locales import Catalogues
from sources.news_feeds import fetch_news

log = logging.getLogger(__name__)


class NewsWatch(ScheduledFeeds):
    """Drafts what is new in the feeds of the settings."""

    kind, work = "news", "look at the news of"

    @property
    def given(self) -> tuple[str, ...]:
        """The setting."""
        return self.settings.news_feeds

    @property
    def every(self) -> timedelta:
        """The setting."""
        return timedelta(hours=self.settings.news_hours)

    async def looked_at(self, name: str) -> datetime | None:
        """When its items were last compared with those that are known."""
        async with self.uow.reading() as r:
            return await r.news_items.looked_at(name)

    async def take(self, name: str, address: str) -> None:
        """Drafts what is new."""
        entries = await fetch_news(address, name, self.settings.zone, self.clock())
        catalogues = Catalogues.load(self.settings.languages)
        main = catalogues.main.code
        languages = (main, *(one.code for one in catalogues if one.code != main))
        look = await draft_news(self.uow, self.clock, name, entries, languages)
        log.info("news of %s: %s", name, in_words(look))


def in_words(look: NewsLook) -> str:
    """What an operator reads about a look."""
    if look.first:
        return "the first look only remembers what is there"
    return f"{len(look.drafted)} drafts, {look.waiting} items wait for the next looks"
