"""News of others: which feeds were looked at, and which of their items are known."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.repositories.rows import insert_into
from storage.tables import NewsFeedRow, NewsItemRow


class SqlNewsItems:
    """Implements `civic.news_items.NewsItems`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def looked_at(self, feed: str) -> datetime | None:
        """When a feed was last looked at; None for a new one."""
        found = select(NewsFeedRow.looked_at).where(NewsFeedRow.name == feed)
        return (await self._session.exec(found)).first()

    async def set_looked(self, feed: str, at: datetime) -> None:
        """Notes that a feed was looked at."""
        row = insert_into(self._session, NewsFeedRow).values(name=feed, looked_at=at)
        await self._session.exec(row.on_conflict_do_update(index_elements=["name"], set_={"looked_at": at}))

    async def known(self, feed: str) -> frozenset[str]:
        """The keys of its items that were seen before."""
        return frozenset(await self._session.exec(select(NewsItemRow.item).where(NewsItemRow.feed == feed)))

    async def add(self, feed: str, keys: Sequence[str], at: datetime) -> list[str]:
        """Remembers items; returns those that nobody has remembered before or meanwhile."""
        added: list[str] = []
        for key in keys:
            row = insert_into(self._session, NewsItemRow).values(feed=feed, item=key, seen_at=at)
            one = row.on_conflict_do_nothing().returning(col(NewsItemRow.item))
            added += (await self._session.exec(one)).scalars()
        return added

    async def set_draft(self, feed: str, key: str, announcement_id: int) -> None:
        """Notes which draft was made of an item."""
        item = update(NewsItemRow).where(col(NewsItemRow.feed) == feed, col(NewsItemRow.item) == key)
        await self._session.exec(item.values(announcement_id=announcement_id))

    async def together_with(self, announcement_id: int) -> list[int]:
        """The drafts of the same look at the same feed, in the order in which they were made."""
        other = aliased(NewsItemRow)
        number = col(other.announcement_id)
        same = select(number).where(
            col(NewsItemRow.announcement_id) == announcement_id,
            col(other.feed) == col(NewsItemRow.feed),
            col(other.seen_at) == col(NewsItemRow.seen_at),
            number.is_not(None),
        )
        return [one for one in await self._session.exec(same.order_by(number)) if one is not None]
