"""Updates that took effect, and where people are in their forms."""

from datetime import datetime

from pydantic import JsonValue
from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from storage.tables.base import Table


class UpdateRow(Table, table=True):
    """An update that took effect. `handled_at` tells which rows are too old to be repeated."""

    __tablename__ = "processed_update"
    __table_args__ = (Index(None, "handled_at"),)

    channel: str = Field(primary_key=True)
    update_id: int = Field(primary_key=True, sa_type=BigInteger)
    handled_at: datetime


class ConversationRow(Table, table=True):
    """A step of a form. A key cannot hold nulls: no thread is 0, no business connection is empty."""

    __tablename__ = "conversation"
    __table_args__ = (Index(None, "changed_at"),)

    bot_id: int = Field(primary_key=True, sa_type=BigInteger)
    chat_id: int = Field(primary_key=True, sa_type=BigInteger)
    user_id: int = Field(primary_key=True, sa_type=BigInteger)
    thread_id: int = Field(primary_key=True, sa_type=BigInteger)
    business_connection_id: str = Field(primary_key=True)
    destiny: str = Field(primary_key=True)
    state: str | None
    data: dict[str, JsonValue] = Field(sa_type=JSON)
    changed_at: datetime
