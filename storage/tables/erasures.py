"""Who is being forgotten, and how many were."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class ErasureRow(Table, table=True):
    """What remains to be done to forget somebody; gone when nothing remains.

    It refers to no resident, since theirs goes first. `accounts` are pairs of channel and chat. From
    `said_at` on only an empty chat on the web is left, in which the goodbye can be read.
    """

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("resident_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    resident_id: int = Field(sa_type=BigInteger)
    accounts: list[list[str | int]] = Field(sa_type=JSON)
    language: str
    begun_at: datetime
    said_at: datetime | None


class ErasureCountRow(Table, table=True):
    """How many people were forgotten in a month; nobody is in it."""

    __tablename__ = "erasure_count"
    __table_args__ = (CheckConstraint("people > 0", name="people"),)

    month: str = Field(primary_key=True)
    people: int
