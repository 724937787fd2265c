"""Pictures of announcements, and what was changed in copies that had been sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, UNSETTLED_IS_CLAIMABLE, Table


class PictureRow(Table, table=True):
    """A picture without anything but its pixels; the same one is kept once, `used_at` when it last came."""

    __tablename__ = "picture"
    __table_args__ = (UniqueConstraint("sha256"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    content: bytes = Field(sa_type=LargeBinary)
    mime: str
    width: int
    height: int
    sha256: str
    used_at: datetime


class PictureFileRow(Table, table=True):
    """Under which name a messenger knows a picture that one of our bots has sent before."""

    __tablename__ = "picture_file"

    picture_id: int = Field(
        primary_key=True, foreign_key="picture.id", ondelete="CASCADE", sa_type=BigInteger
    )
    bot_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    file_id: str


class AnnouncementChangeRow(Table, table=True):
    """A correction or a recall, a draft until confirmed; `base` is the hash of what it was made from.

    `asked_at`: since when somebody else is asked for it; `why` it was given back last.
    """

    __tablename__ = "announcement_change"
    __table_args__ = (Index(None, "announcement_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    announcement_id: int = Field(foreign_key="announcement.id", ondelete="CASCADE", sa_type=BigInteger)
    kind: str
    bodies: dict[str, dict[str, Any]] = Field(sa_type=JSON)
    base: str
    by_id: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger, index=True)
    created_at: datetime
    revision: int
    confirmed_at: datetime | None
    planned_at: datetime | None
    finished_at: datetime | None
    asked_at: datetime | None = Field(index=True)
    asked_again_at: datetime | None
    why: str


class AnnouncementEditRow(Table, table=True):
    """One copy that a change concerns, claimed and settled like the copy itself was."""

    __tablename__ = "announcement_edit"
    __table_args__ = (
        UniqueConstraint("change_id", "delivery_id"),
        CheckConstraint(UNSETTLED_IS_CLAIMABLE, name="claimable"),
        Index(None, "claimable_at", "id"),
        Index(None, "change_id", "status"),
        Index(None, "delivery_id"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    change_id: int = Field(foreign_key="announcement_change.id", ondelete="CASCADE", sa_type=BigInteger)
    delivery_id: int = Field(foreign_key="delivery.id", ondelete="CASCADE", sa_type=BigInteger)
    status: str
    claimable_at: datetime | None
    detail: str
