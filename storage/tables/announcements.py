"""Announcements, and one row per copy of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, UNSETTLED_IS_CLAIMABLE, Table


class AnnouncementRow(Table, table=True):
    """An announcement with its audience; `bodies` by language."""

    __tablename__ = "announcement"
    __table_args__ = (
        UniqueConstraint("series_id", "series_day"),
        Index(None, "status", "due_at"),
        Index(None, "event_id"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    author_id: int | None = Field(foreign_key="resident.id", sa_type=BigInteger)
    bodies: dict[str, dict[str, Any]] = Field(sa_type=JSON)
    topics: list[str] = Field(sa_type=JSON)
    districts: list[str] = Field(sa_type=JSON)
    status: str
    due_at: datetime | None
    local_time: str
    zone: str
    revision: int
    created_at: datetime | None
    finished_at: datetime | None
    language: str
    where_missing: str
    picture_id: int | None = Field(sa_type=BigInteger)
    button_kind: str
    button_target: str
    urgent: str
    expires_at: datetime | None
    channels: list[int] = Field(sa_type=JSON)
    every_topic: bool
    languages: list[str] = Field(sa_type=JSON)
    people_of: int | None = Field(sa_type=BigInteger)
    people: str
    not_recent_days: int
    event_id: int | None = Field(foreign_key="event.id", ondelete="SET NULL", sa_type=BigInteger)
    event_news: str
    series_id: int | None = Field(sa_type=BigInteger)
    series_day: str
    submitted_at: datetime | None
    escalated_at: datetime | None
    approved_by: int | None = Field(sa_type=BigInteger)
    approved_at: datetime | None
    approved_hash: str
    corrected_at: datetime | None


class DeliveryRow(Table, table=True):
    """One copy of an announcement, with the address and language that the resident had when it was planned.

    `claimable_at` is when a sender may take it: since planning, after a delay, or when a lease runs out;
    null once the outcome is known. So one index finds what is due. A public channel has no resident.
    `detail` says why it was refused or skipped; `together` is for what goes into a digest.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("announcement_id", "resident_id"),
        CheckConstraint(UNSETTLED_IS_CLAIMABLE, name="claimable"),
        Index(None, "claimable_at", "id"),
        Index(None, "announcement_id", "status"),
        Index(None, "resident_id"),
        # Nulls differ from each other, so the first of these does not keep a channel from getting it twice.
        Index(
            "uq_delivery_public_channel",
            *("announcement_id", "channel", "chat_id"),
            unique=True,
            sqlite_where=text("resident_id IS NULL"),
            postgresql_where=text("resident_id IS NULL"),
        ),
        Index(
            "ix_delivery_together",
            *("claimable_at", "resident_id"),
            sqlite_where=text("together = 1"),
            postgresql_where=text("together"),
        ),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    announcement_id: int = Field(foreign_key="announcement.id", ondelete="CASCADE", sa_type=BigInteger)
    resident_id: int | None = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    channel: str
    chat_id: int = Field(sa_type=BigInteger)
    language: str
    status: str
    claimable_at: datetime | None
    detail: str
    together: bool
    message_id: int | None = Field(sa_type=BigInteger)
    sent_at: datetime | None
