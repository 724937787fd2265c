"""Which answers somebody confirmed to be still correct, and when members of staff were last asked to."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field

from storage.tables.base import Table


class ConfirmationRow(Table, table=True):
    """The newest confirmation of an entry, with a fingerprint of the text that was confirmed."""

    __tablename__ = "entry_confirmation"

    entry: str = Field(primary_key=True)
    fingerprint: str
    confirmed_at: datetime
    confirmed_by: int | None = Field(
        foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger, index=True
    )


class ReminderRow(Table, table=True):
    """When a member of staff was last reminded of entries to confirm."""

    __tablename__ = "entry_reminder"

    resident_id: int = Field(
        primary_key=True, foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger
    )
    reminded_at: datetime
