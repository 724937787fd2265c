"""Announcements that repeat."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class AnnouncementSeriesRow(Table, table=True):
    """A rule for a template. Days are ISO dates and `at` is a time, by the clock on the wall in `zone`.

    `next_at` is the instant of `next_day`, so that one index finds what is due; null where there is none.
    """

    __tablename__ = "announcement_series"
    __table_args__ = (Index(None, "status", "next_at"), Index(None, "template_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    author_id: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)
    template_id: int = Field(foreign_key="announcement.id", ondelete="CASCADE", sa_type=BigInteger)
    status: str
    every: str
    at: str
    zone: str
    weekdays: list[int] = Field(sa_type=JSON)
    month_day: int
    nth: int
    starts_on: str
    ends_on: str
    count: int | None
    skipped: list[str] = Field(sa_type=JSON)
    next_day: str
    next_at: datetime | None
    revision: int
    created_at: datetime | None
