"""Events and the registrations for them."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table

NULLABLE_JSON = JSON(none_as_null=True)


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
    opens_at: datetime | None
    way: str
    draw_at: datetime | None
    draw_seed: str
    drawn_at: datetime | None
    questions: list[dict[str, object]] = Field(sa_type=JSON)
    age_from: int | None
    age_to: int | None
    photos: bool
    offer_hours: int
    reminders: list[int] = Field(sa_type=JSON)
    release_after: int | None
    series: int | None = Field(sa_type=BigInteger)
    latitude: float | None
    longitude: float | None
    sequence: int
    listing_only: bool
    link: str
    text_states: dict[str, str] = Field(sa_type=JSON)


class RegistrationRow(Table, table=True):
    """A seat or a place in the waiting list, one for each event and resident (or person without account)."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "resident_id"),
        UniqueConstraint("code"),
        CheckConstraint("people BETWEEN 1 AND 6", name="people"),
        CheckConstraint("offered BETWEEN 0 AND people", name="offered"),
        CheckConstraint("arrived BETWEEN 0 AND people", name="arrived"),
        CheckConstraint("(offer_until IS NOT NULL) = (status = 'offered')", name="offer"),
        Index(None, "event_id", "status", "queue"),
        Index(None, "offer_until"),
        Index(None, "resident_id"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    event_id: int = Field(foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger)
    resident_id: int | None = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    code: str
    name: str
    people: int
    status: str
    queue: int
    needs: list[str] = Field(sa_type=JSON)
    created_at: datetime
    cancelled_at: datetime | None
    others: list[str] = Field(sa_type=JSON)
    answers: dict[str, object] = Field(sa_type=JSON)
    need_details: dict[str, str] = Field(sa_type=JSON)
    age_confirmed: bool | None
    photos: bool | None
    reminders: list[int] | None = Field(sa_type=NULLABLE_JSON)
    offered: int
    offer_until: datetime | None
    told: dict[str, object] = Field(sa_type=JSON)
    phone: str
    language: str
    entered_by: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)
    arrived: int
    arrived_at: datetime | None
    arrived_by: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)
    sequence: int
