"""Joining two chats of one person: codes that wait to be entered, and wrong ones that were."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class LinkCodeRow(Table, table=True):
    """A code that one account shows and another may enter, as a hash; gone once it is used."""

    __tablename__ = "link_code"
    __table_args__ = (UniqueConstraint("account_id"), Index(None, "expires_at"))

    code_hash: str = Field(primary_key=True)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", sa_type=BigInteger)
    expires_at: datetime


class LinkTryRow(Table, table=True):
    """A wrong code. Who entered it is forgotten with them; that it was entered goes on to count."""

    __tablename__ = "link_try"
    __table_args__ = (Index(None, "at"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    resident_id: int | None = Field(
        foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger, index=True
    )
    at: datetime
