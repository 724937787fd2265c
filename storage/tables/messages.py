"""Notices about people's own affairs, waiting to be sent."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, UNSETTLED_IS_CLAIMABLE, Table


class NoticeRow(Table, table=True):
    """A message to one resident. `claimable_at` as for a delivery; the address is found when it is sent.

    `part` counts the messages that were sent already of one that is too long for a single message;
    `failing_since` is from when on its text could not be made.
    """

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint(UNSETTLED_IS_CLAIMABLE, name="claimable"),
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
