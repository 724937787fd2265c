"""Translations of events' texts by volunteers."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class EventTranslationRow(Table, table=True):
    """Texts of an event that a volunteer is asked to translate; the link's token is kept only as a hash."""

    __tablename__ = "event_translation"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "event_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    token_hash: str
    event_id: int = Field(foreign_key="event.id", ondelete="CASCADE", sa_type=BigInteger)
    texts: dict[str, str] = Field(sa_type=JSON)
    fingerprint: str
    source: str
    target: str
    asked_by: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    expires_at: datetime
    taken_by: int | None = Field(foreign_key="resident.id", ondelete="SET NULL", sa_type=BigInteger)
    results: dict[str, str] = Field(sa_type=JSON)
    done_at: datetime | None
    settled_at: datetime | None
