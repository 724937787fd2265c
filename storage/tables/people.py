"""Residents, their accounts and subscriptions; staff, invitations and groups."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class ResidentRow(Table, table=True):
    """A person who wrote to the bot."""

    __tablename__ = "resident"
    __table_args__ = (Index(None, "numbered"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    language: str
    language_chosen: bool
    name: str
    notice_version: str
    district: str
    created_at: datetime
    news_when: str
    notice_at: datetime | None
    heard_language: str
    numbered: bool


class AccountRow(Table, table=True):
    """One private chat of one channel. The newest reachable account is where a resident is written to."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("channel", "chat_id"),
        Index(None, "resident_id"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    resident_id: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    channel: str
    chat_id: int = Field(sa_type=BigInteger)
    reachable: bool
    created_at: datetime


class SubscriptionRow(Table, table=True):
    """A topic that a resident wants to hear of."""

    __tablename__ = "subscription"
    __table_args__ = (Index(None, "topic"),)

    resident_id: int = Field(
        primary_key=True, foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger
    )
    topic: str = Field(primary_key=True)


class StaffRow(Table, table=True):
    """The role of a resident who is a member of staff."""

    __tablename__ = "staff_member"

    resident_id: int = Field(
        primary_key=True, foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger
    )
    role: str
    since: datetime
    seen_at: datetime | None
    topics: list[str] = Field(sa_type=JSON)


class InvitationRow(Table, table=True):
    """A one-time link; its token is kept only as a hash."""

    __tablename__ = "invitation"

    token_hash: str = Field(primary_key=True)
    kind: str
    expires_at: datetime
    used_at: datetime | None
    topics: list[str] = Field(sa_type=JSON)


class GroupRow(Table, table=True):
    """A group or channel that the bot is in."""

    __tablename__ = "chat_group"

    channel: str = Field(primary_key=True)
    chat_id: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str
    since: datetime
