"""What was wrong with the program, so that owners are told once."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class AlertRow(Table, table=True):
    """The newest time of one kind of trouble; nothing about a person."""

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("trouble"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    trouble: str
    began_at: datetime
    told_at: datetime | None
    over_at: datetime | None
