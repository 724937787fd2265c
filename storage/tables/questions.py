"""Questions waiting for a person, what was said after them, translations, and opinions on answers."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class QuestionRow(Table, table=True):
    """A question that was handed over, and its answer."""

    __tablename__ = "question"
    __table_args__ = (
        Index(None, "status", "asked_at"),
        Index(None, "resident_id", "status"),
        Index(None, "announcement_id"),
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
    topic: str
    opened_at: datetime | None
    claimed_by: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)
    claimed_at: datetime | None
    reminded_at: datetime | None
    escalated_at: datetime | None
    told_at: datetime | None
    closed_at: datetime | None
    ending: str | None
    answer_language: str
    translated: str
    announcement_id: int | None = Field(
        foreign_key="announcement.id", ondelete="SET NULL", sa_type=BigInteger
    )


class QuestionNoteRow(Table, table=True):
    """Something said after a question: an addition, or an answer that did not help."""

    __tablename__ = "question_note"
    __table_args__ = (Index(None, "question_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    question_id: int = Field(foreign_key="question.id", ondelete="CASCADE", sa_type=BigInteger)
    kind: str
    text: str
    at: datetime


class TranslationRow(Table, table=True):
    """A text that a volunteer is asked to translate; the link's token is kept only as a hash."""

    __tablename__ = "translation"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "question_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    token_hash: str
    question_id: int = Field(foreign_key="question.id", ondelete="CASCADE", sa_type=BigInteger)
    part: str
    text: str
    source: str
    target: str
    asked_by: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    expires_at: datetime
    taken_by: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)
    result: str
    done_at: datetime | None


class RatingRow(Table, table=True):
    """How many people found an entry helpful, or not; nobody's opinion is kept by itself."""

    __tablename__ = "answer_rating"
    __table_args__ = (CheckConstraint("helpful >= 0 AND unhelpful >= 0", name="counts"),)

    entry: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    helpful: int
    unhelpful: int
