"""Knowledge that coordinators write: the working copy, what was published, and who got it."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class StaffEntryRow(Table, table=True):
    """An entry. `version` is the newest one published; `question_id` the question it was made from."""

    __tablename__ = "staff_entry"
    __table_args__ = (UniqueConstraint("question_id"), Index(None, "status"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    language: str
    status: str
    version: int
    revision: int
    valid_until: date | None
    question_id: int | None = Field(foreign_key="question.id", ondelete="SET NULL", sa_type=BigInteger)
    created_by: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)
    edited_by: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)
    created_at: datetime


class StaffEntryTextRow(Table, table=True):
    """The working copy in one language. `based_on`: the fingerprint of the main text that it translates."""

    __tablename__ = "staff_entry_text"

    entry_id: int = Field(
        primary_key=True, foreign_key="staff_entry.id", ondelete="CASCADE", sa_type=BigInteger
    )
    language: str = Field(primary_key=True)
    question: str
    text: str
    automatic: bool
    based_on: str
    written_by: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)


class StaffEntryVersionRow(Table, table=True):
    """What was published under a number, and who released it; never changed, so it is the record as well.

    `hash` is of exactly what the approver saw; `approved_by` is null where there was nobody else to ask.
    """

    __tablename__ = "staff_entry_version"
    __table_args__ = (UniqueConstraint("entry_id", "number"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    entry_id: int = Field(foreign_key="staff_entry.id", ondelete="CASCADE", sa_type=BigInteger)
    number: int
    language: str
    texts: dict[str, dict[str, str | bool]] = Field(sa_type=JSON)
    valid_until: date | None
    hash: str
    published_at: datetime
    written_by: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)
    approved_by: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)
    alone: bool


class StaffEntryAskerRow(Table, table=True):
    """Somebody who asked the same: which version they got, and the fingerprint of its text."""

    __tablename__ = "staff_entry_asker"
    __table_args__ = (
        UniqueConstraint("entry_id", "resident_id"),
        Index(None, "resident_id"),
        Index(None, "question_id"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    entry_id: int = Field(foreign_key="staff_entry.id", ondelete="CASCADE", sa_type=BigInteger)
    resident_id: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    question_id: int | None = Field(foreign_key="question.id", ondelete="SET NULL", sa_type=BigInteger)
    version: int
    got: str
    got_language: str
    updated: bool
