"""News of others: which feeds were looked at, and which of their items are known."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from storage.tables.base import Table


class NewsFeedRow(Table, table=True):
    """A feed, and when it was last looked at."""

    __tablename__ = "news_feed"

    name: str = Field(primary_key=True)
    looked_at: datetime


class NewsItemRow(Table, table=True):
    """An item that was seen, by a hash of what its feed calls it, and the draft that was made of it."""

    __tablename__ = "news_item"

    feed: str = Field(primary_key=True)
    item: str = Field(primary_key=True)
    announcement_id: int | None = Field(
        foreign_key="announcement.id", ondelete="SET NULL", sa_type=BigInteger, index=True
    )
    seen_at: datetime
