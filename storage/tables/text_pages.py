"""Writing on the web page: links to the texts of one thing, and what was typed and not saved."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class TextLinkRow(Table, table=True):
    """A link to a sheet of texts; of its token and of the browser's secret only the hashes.

    `language` is empty for staff; a volunteer gets the texts `given` and writes `results`.
    """

    __tablename__ = "text_link"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        Index(None, "kind", "subject_id"),
        Index(None, "made_by"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    token_hash: str
    kind: str
    subject_id: int = Field(sa_type=BigInteger)
    made_by: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    created_at: datetime
    expires_at: datetime
    language: str
    source: str
    of: str
    given: dict[str, str] = Field(sa_type=JSON)
    results: dict[str, str] = Field(sa_type=JSON)
    secret_hash: str
    taken_at: datetime | None
    ends_at: datetime | None
    done_at: datetime | None
    settled_at: datetime | None
    revoked_at: datetime | None


class TextDraftRow(Table, table=True):
    """What stands in the box of a language and is not saved; `base` says what was kept when it was begun."""

    __tablename__ = "text_draft"
    __table_args__ = (Index(None, "at"),)

    kind: str = Field(primary_key=True)
    subject_id: int = Field(primary_key=True, sa_type=BigInteger)
    language: str = Field(primary_key=True)
    texts: dict[str, str] = Field(sa_type=JSON)
    base: str
    at: datetime
