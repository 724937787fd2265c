"""Consents of residents, with the words they were given in."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


def _one_stands(name: str, columns: tuple[str, ...], which: str) -> Index:
    """At most one consent stands; NULL is never equal to NULL, so events have an index of their own."""
    stands = text(f"withdrawn_at IS NULL AND event_id IS {which}")
    return Index(name, *columns, unique=True, sqlite_where=stands, postgresql_where=stands)


class ConsentRow(Table, table=True):
    """What a resident agreed to, from when until when; `version` is a hash of the text they were shown."""

    __tablename__ = "consent"
    __table_args__ = (
        _one_stands("uq_consent_stands", ("resident_id", "purpose"), "NULL"),
        _one_stands("uq_consent_stands_for_event", ("resident_id", "purpose", "event_id"), "NOT NULL"),
        Index(None, "resident_id"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    resident_id: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    purpose: str
    event_id: int | None = Field(foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger, index=True)
    version: str
    language: str
    given_at: datetime
    withdrawn_at: datetime | None
