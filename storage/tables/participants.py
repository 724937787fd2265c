"""What coordinators do with the people of an event: teams, notes of it, messages, needs, figures."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class EventCoordinatorRow(Table, table=True):
    """Somebody who coordinates an event besides its creator, and so sees its people."""

    __tablename__ = "event_coordinator"

    event_id: int = Field(primary_key=True, foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger)
    resident_id: int = Field(
        primary_key=True, foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger, index=True
    )


class AuditRow(Table, table=True):
    """What a member of staff did with an event's people, with the staff, or with what holds for all.

    It outlives the event, so it refers to none. `member_id` is the colleague whom it concerns.
    """

    __tablename__ = "audit"
    __table_args__ = (Index(None, "event_id", "id"), Index(None, "at"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    at: datetime
    staff_id: int | None = Field(
        foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger, index=True
    )
    what: str
    event_id: int | None = Field(sa_type=BigInteger)
    member_id: int | None = Field(
        foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger, index=True
    )
    detail: str


class ParticipantMessageRow(Table, table=True):
    """A coordinator's message to the people of one event."""

    __tablename__ = "participant_message"
    __table_args__ = (Index(None, "event_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    event_id: int = Field(foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger)
    author_id: int | None = Field(
        foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger, index=True
    )
    recipients: str
    texts: dict[str, str] = Field(sa_type=JSON)
    machine: list[str] = Field(sa_type=JSON)
    revision: int
    created_at: datetime
    sent_at: datetime | None


class ParticipantCopyRow(Table, table=True):
    """That a registration got a message, once. The notice that carries it has this row as its subject."""

    __tablename__ = "participant_copy"
    __table_args__ = (UniqueConstraint("message_id", "registration_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    message_id: int = Field(foreign_key="participant_message.id", ondelete="CASCADE", sa_type=BigInteger)
    registration_id: int = Field(
        foreign_key="registration.id", ondelete="CASCADE", sa_type=BigInteger, index=True
    )


class NeedThresholdRow(Table, table=True):
    """From how many people on an event's coordinators are told of a need; 0 for never."""

    __tablename__ = "need_threshold"
    __table_args__ = (CheckConstraint("least >= 0", name="least"),)

    event_id: int = Field(primary_key=True, foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger)
    need: str = Field(primary_key=True)
    least: int


class NeedAlertRow(Table, table=True):
    """A total that reached its threshold: told once, whatever happens afterwards."""

    __tablename__ = "need_alert"
    __table_args__ = (UniqueConstraint("event_id", "need", "language"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    event_id: int = Field(foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger)
    need: str
    language: str
    at: datetime


class PendingPushRow(Table, table=True):
    """When an event's coordinators were last told of registrations to decide on, and of which newest."""

    __tablename__ = "pending_push"

    event_id: int = Field(primary_key=True, foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger)
    told_at: datetime
    newest: datetime


class EventNumbersRow(Table, table=True):
    """Figures of a past event, kept before its people are forgotten."""

    __tablename__ = "event_numbers"

    event_id: int = Field(primary_key=True, foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger)
    figures: dict[str, object] = Field(sa_type=JSON)
