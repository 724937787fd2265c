"""Deleting by itself: who was last heard of when, figures that stay, and how the rules went."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from storage.tables.base import Table


class ResidentSignRow(Table, table=True):
    """The day on which a resident was last heard of, and the day on which they were warned since."""

    __tablename__ = "resident_sign"
    __table_args__ = (Index(None, "last_on"),)

    resident_id: int = Field(
        primary_key=True,
        foreign_key="resident.id",
        ondelete="CASCADE",
        sa_type=BigInteger,
        sa_column_kwargs={"autoincrement": False},
    )
    last_on: date
    warned_on: date | None


class AnnouncementFiguresRow(Table, table=True):
    """What the reports of an announcement say once its copies are deleted; nobody can be recognised."""

    __tablename__ = "announcement_figures"

    announcement_id: int = Field(
        primary_key=True,
        foreign_key="announcement.id",
        ondelete="CASCADE",
        sa_type=BigInteger,
        sa_column_kwargs={"autoincrement": False},
    )
    figures: dict[str, Any] = Field(sa_type=JSON)
    kept_at: datetime


class RetentionRunRow(Table, table=True):
    """How a rule went: its last success, and since when and why it fails."""

    __tablename__ = "retention_run"

    rule: str = Field(primary_key=True)
    succeeded_at: datetime | None
    failing_since: datetime | None
    reason: str
    told_at: datetime | None
