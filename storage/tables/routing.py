"""Who on the staff answers for what, and what each is to be told of at once."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class StaffTopicRow(Table, table=True):
    """A topic that a member of staff answers for."""

    __tablename__ = "staff_topic"

    resident_id: int = Field(
        primary_key=True, foreign_key="staff_member.resident_id", ondelete="CASCADE", sa_type=BigInteger
    )
    topic: str = Field(primary_key=True)


class StaffPushRow(Table, table=True):
    """What a member of staff or a group is told of at once. `since` waits; `sending_since` is under way.

    Nothing is taken before `next_at`: an hour after the last message, or when a lease runs out.
    """

    __tablename__ = "staff_push"
    __table_args__ = (
        UniqueConstraint("resident_id"),
        UniqueConstraint("channel", "chat_id"),
        CheckConstraint("(resident_id IS NULL) = (chat_id IS NOT NULL)", name="reader"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    resident_id: int | None = Field(
        foreign_key="staff_member.resident_id", ondelete="CASCADE", sa_type=BigInteger
    )
    channel: str | None
    chat_id: int | None = Field(sa_type=BigInteger)
    since: datetime | None
    sending_since: datetime | None
    next_at: datetime
