"""Public channels in which the bot may post."""

from datetime import datetime

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class PublicChannelRow(Table, table=True):
    """A channel to which a member of staff added the bot. `language` is empty where it is for all of them."""

    __tablename__ = "public_channel"
    __table_args__ = (UniqueConstraint("channel", "chat_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    channel: str
    chat_id: int = Field(sa_type=BigInteger)
    title: str
    language: str
    added_at: datetime
