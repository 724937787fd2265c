"""Calendars in and out: imported dates, addresses of private feeds, versions of events in feeds."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from storage.tables.base import Table


class CalendarFeedRow(Table, table=True):
    """A calendar of somebody else, and when it was last imported."""

    __tablename__ = "calendar_feed"

    name: str = Field(primary_key=True)
    checked_at: datetime


class CalendarItemRow(Table, table=True):
    """A date of such a calendar and the event that was made of it."""

    __tablename__ = "calendar_item"

    feed: str = Field(primary_key=True)
    uid: str = Field(primary_key=True)
    recurrence: str = Field(primary_key=True)
    event_id: int = Field(foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger, index=True)
    fingerprint: str
    starts_at: datetime
    cancelled: bool


class FeedTokenRow(Table, table=True):
    """The address of a resident's private feed, as a hash."""

    __tablename__ = "feed_token"

    resident_id: int = Field(
        primary_key=True, foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger
    )
    token_hash: str = Field(unique=True)
    created_at: datetime


class EventStampRow(Table, table=True):
    """When the present version of an event was first shown in a feed."""

    __tablename__ = "event_stamp"

    event_id: int = Field(primary_key=True, foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger)
    revision: int
    changed_at: datetime
