"""Events and the registrations for them."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class EventRow(Table, table=True):
    """One date at one place; texts by language."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("seats >= 0", name="seats"),
        CheckConstraint("starts_at <= ends_at", name="times"),
        Index(None, "starts_at"),
        Index(None, "ends_at"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    titles: dict[str, str] = Field(sa_type=JSON)
    descriptions: dict[str, str] = Field(sa_type=JSON)
    starts_at: datetime
    ends_at: datetime
    deadline: datetime
    place: str
    seats: int
    cost: str
    organiser: str
    contact: str
    step_free: bool | None
    spoken: str
    status: str
    example: bool
    created_by: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)
    revision: int


class RegistrationRow(Table, table=True):
    """A seat or a place in the waiting list; one row for each resident and event."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "resident_id"),
        UniqueConstraint("code"),
        CheckConstraint("people BETWEEN 1 AND 6", name="people"),
        Index(None, "event_id", "status", "queue"),
        Index(None, "resident_id"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    event_id: int = Field(foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger)
    resident_id: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    code: str
    name: str
    people: int
    status: str
    queue: int
    needs: list[str] = Field(sa_type=JSON)
    created_at: datetime
    cancelled_at: datetime | None
