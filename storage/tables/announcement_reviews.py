"""Reviewing announcements: what was done, who was shown what, topics without it, and events that moved."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class AnnouncementLogRow(Table, table=True):
    """Who did what with an announcement; the number of a member of staff stays when they have left."""

    __tablename__ = "announcement_log"
    __table_args__ = (Index(None, "announcement_id", "id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    announcement_id: int = Field(foreign_key="announcement.id", ondelete="CASCADE", sa_type=BigInteger)
    at: datetime
    staff_id: int | None = Field(sa_type=BigInteger)
    what: str
    revision: int
    content_hash: str
    number: int | None = Field(sa_type=BigInteger)
    note: str


class AnnouncementShownRow(Table, table=True):
    """Which version of an announcement somebody was shown last."""

    __tablename__ = "announcement_shown"

    announcement_id: int = Field(
        primary_key=True, foreign_key="announcement.id", ondelete="CASCADE", sa_type=BigInteger
    )
    resident_id: int = Field(
        primary_key=True, foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger
    )
    content_hash: str


class TopicAloneRow(Table, table=True):
    """A topic whose announcements need no second person, as an owner decided."""

    __tablename__ = "topic_alone"

    topic: str = Field(primary_key=True)
    since: datetime
    staff_id: int = Field(sa_type=BigInteger)


class EventMoveRow(Table, table=True):
    """When a published event got another time or place last."""

    __tablename__ = "event_move"

    event_id: int = Field(primary_key=True, foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger)
    at: datetime
