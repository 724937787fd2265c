"""Reminders of events, for what they were planned, and what people said afterwards."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class EventReminderRow(Table, table=True):
    """A reminder of one registration, so many hours before the start."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("registration_id", "hours"),
        CheckConstraint("hours > 0", name="hours"),
        Index(None, "status", "due_at"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    registration_id: int = Field(foreign_key="registration.id", ondelete="CASCADE", sa_type=BigInteger)
    hours: int
    due_at: datetime
    status: str


class ReminderPlanRow(Table, table=True):
    """The start and the hours for which the reminders of a registration were settled."""

    __tablename__ = "reminder_plan"

    registration_id: int = Field(
        primary_key=True,
        foreign_key="registration.id",
        ondelete="CASCADE",
        sa_type=BigInteger,
        sa_column_kwargs={"autoincrement": False},
    )
    starts_at: datetime
    hours: list[int] = Field(sa_type=JSON)


class EventRatingRow(Table, table=True):
    """One person's thank-you: when it was sent, and the stars and the sentence that came back."""

    __tablename__ = "event_rating"
    __table_args__ = (CheckConstraint("stars BETWEEN 1 AND 5", name="stars"), Index(None, "event_id"))

    registration_id: int = Field(
        primary_key=True,
        foreign_key="registration.id",
        ondelete="CASCADE",
        sa_type=BigInteger,
        sa_column_kwargs={"autoincrement": False},
    )
    event_id: int = Field(foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger)
    stars: int | None
    text: str
    asked_at: datetime
