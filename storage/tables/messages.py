"""What is waiting to be sent: announcements, one row per copy, and notices about people's own affairs."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table

_UNSETTLED = "(claimable_at IS NOT NULL) = (status IN ('open', 'sending'))"


class AnnouncementRow(Table, table=True):
    """An announcement with its audience."""

    __tablename__ = "announcement"
    __table_args__ = (Index(None, "status", "due_at"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    author_id: int = Field(foreign_key="resident.id", sa_type=BigInteger)
    texts: dict[str, str] = Field(sa_type=JSON)
    topics: list[str] = Field(sa_type=JSON)
    districts: list[str] = Field(sa_type=JSON)
    status: str
    due_at: datetime | None
    local_time: str
    zone: str
    revision: int
    created_at: datetime | None
    finished_at: datetime | None


class DeliveryRow(Table, table=True):
    """One copy of an announcement, with the address and language that the resident had when it was planned.

    `claimable_at` is when a sender may take it: since planning, after a delay, or when a lease runs out;
    null once the outcome is known. So one index finds what is due.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("announcement_id", "resident_id"),
        CheckConstraint(_UNSETTLED, name="claimable"),
        Index(None, "claimable_at", "id"),
        Index(None, "announcement_id", "status"),
        Index(None, "resident_id"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    announcement_id: int = Field(foreign_key="announcement.id", ondelete="CASCADE", sa_type=BigInteger)
    resident_id: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    channel: str
    chat_id: int = Field(sa_type=BigInteger)
    language: str
    status: str
    claimable_at: datetime | None
    detail: str


class NoticeRow(Table, table=True):
    """A message to one resident. `claimable_at` as for a delivery; the address is found when it is sent.

    `part` counts the messages that were sent already of one that is too long for a single message;
    `failing_since` is from when on its text could not be made.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint(_UNSETTLED, name="claimable"),
        Index(None, "claimable_at", "id"),
        Index(None, "resident_id"),
        Index(None, "subject_id", "kind"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    resident_id: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    kind: str
    subject_id: int = Field(sa_type=BigInteger)
    status: str
    created_at: datetime
    claimable_at: datetime | None
    part: int
    failing_since: datetime | None
