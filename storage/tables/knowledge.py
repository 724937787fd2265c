"""Knowledge from outside: generations of each source, and their texts by language."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


def _one_of(status: str) -> Index:
    which = text(f"status = '{status}'")
    name = f"ix_knowledge_generation_{status}"
    return Index(name, "source", unique=True, sqlite_where=which, postgresql_where=which)


class GenerationRow(Table, table=True):
    """One state of one source. The database itself sees to it that one is built and one active at most."""

    __tablename__ = "knowledge_generation"
    __table_args__ = (
        Index("ix_knowledge_generation_source", "source"),
        _one_of("building"),
        _one_of("active"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    source: str
    title: str
    status: str
    created_at: datetime
    checked_at: datetime
    activated_at: datetime | None
    entries: int
    texts: int
    fingerprint: str
    detail: str


class KnowledgeTextRow(Table, table=True):
    """One imported entry in one language; `place` keeps the order of the source."""

    __tablename__ = "knowledge_text"

    generation_id: int = Field(
        foreign_key="knowledge_generation.id", ondelete="CASCADE", primary_key=True, sa_type=BigInteger
    )
    key: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    place: int
    question: str
    text: str
    more: str | None
    context: str
    source: str
    source_url: str | None
    source_date: str | None
    valid_until: str | None
