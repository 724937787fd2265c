"""Questions waiting for a person, and opinions on answers."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class QuestionRow(Table, table=True):
    """A question that was handed over, and its answer."""

    __tablename__ = "question"
    __table_args__ = (
        Index(None, "status", "asked_at"),
        Index(None, "resident_id", "status"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    resident_id: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    language: str
    text: str
    asked_at: datetime
    entry: str
    score: float
    status: str
    answer: str
    answered_by: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)
    answered_at: datetime | None


class RatingRow(Table, table=True):
    """How many people found an entry helpful, or not; nobody's opinion is kept by itself."""

    __tablename__ = "answer_rating"
    __table_args__ = (CheckConstraint("helpful >= 0 AND unhelpful >= 0", name="counts"),)

    entry: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    helpful: int
    unhelpful: int
