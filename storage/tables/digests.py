"""The weekly digest, and the counts it is made of. Nobody can be recognised in the counts."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class DigestPlanRow(Table, table=True):
    """When a member of staff wants the digest; no weekday means never."""

    __tablename__ = "digest_plan"
    __table_args__ = (Index(None, "next_at"),)

    resident_id: int = Field(
        primary_key=True, foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger
    )
    weekday: int | None
    hour: int
    next_at: datetime | None


class DigestRow(Table, table=True):
    """A digest that was sent: one for each person and ISO week."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("resident_id", "week"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    resident_id: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    week: str
    created_at: datetime


class EntryUseRow(Table, table=True):
    """How often an entry was shown in a month; to whom is not kept."""

    __tablename__ = "entry_use"
    __table_args__ = (CheckConstraint("shown > 0", name="shown"), Index(None, "month"))

    entry: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    month: str = Field(primary_key=True)
    shown: int


class GapWeekRow(Table, table=True):
    """A week whose unanswered questions were counted."""

    __tablename__ = "gap_week"

    week: str = Field(primary_key=True)
    counted_at: datetime


class GapClusterRow(Table, table=True):
    """How many people asked much the same in a week; outlives the questions themselves."""

    __tablename__ = "gap_cluster"
    __table_args__ = (CheckConstraint("people >= 3", name="people"),)

    week: str = Field(primary_key=True, foreign_key="gap_week.week", ondelete="CASCADE")
    place: int = Field(primary_key=True)
    label: list[str] = Field(sa_type=JSON)
    people: int
    languages: dict[str, int] = Field(sa_type=JSON)
