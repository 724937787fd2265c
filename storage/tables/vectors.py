"""Vectors of passages, so that a restart embeds nothing twice."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Table


class VectorRow(Table, table=True):
    """One passage by one model. `used_at` tells which rows belong to texts that are gone."""

    __tablename__ = "vector"
    __table_args__ = (Index(None, "used_at"),)

    text_hash: str = Field(primary_key=True)
    model: str = Field(primary_key=True)
    vector: bytes
    created_at: datetime
    used_at: datetime
