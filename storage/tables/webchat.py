"""The web chat: visitors, their transcripts, and the queue of updates for the bot."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import Table


class WebCounterRow(Table, table=True):
    """The last number of a sequence, updated where the number is used: numbers become visible in order."""

    __tablename__ = "web_counter"

    name: str = Field(primary_key=True)
    value: int = Field(sa_type=BigInteger)


class WebVisitorRow(Table, table=True):
    """One browser. `last_seq` and `last_message_id` are the newest numbers of its transcript;
    `next_token_hash` is of the cookie that it was offered and has not shown yet."""

    __tablename__ = "web_visitor"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "seen"), Index(None, "next_token_hash"))

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    token_hash: bytes
    language: str
    created: datetime
    seen: datetime
    last_seq: int = Field(sa_type=BigInteger)
    last_message_id: int = Field(sa_type=BigInteger)
    next_token_hash: bytes | None = None


class WebMessageRow(Table, table=True):
    """One line of a transcript."""

    __tablename__ = "web_message"
    __table_args__ = (Index(None, "visitor_id", "seq"), Index(None, "date"))

    visitor_id: int = Field(
        primary_key=True, foreign_key="web_visitor.id", ondelete="CASCADE", sa_type=BigInteger
    )
    id: int = Field(primary_key=True, sa_type=BigInteger)
    seq: int = Field(sa_type=BigInteger)
    date: datetime
    body: str
    deleted: bool


class WebNoticeRow(Table, table=True):
    """A short text shown once."""

    __tablename__ = "web_notice"
    __table_args__ = (Index(None, "date"),)

    visitor_id: int = Field(
        primary_key=True, foreign_key="web_visitor.id", ondelete="CASCADE", sa_type=BigInteger
    )
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    date: datetime
    text: str
    alert: bool


class WebFileRow(Table, table=True):
    """A document or photo of one message."""

    __tablename__ = "web_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["visitor_id", "message_id"], ["web_message.visitor_id", "web_message.id"], ondelete="CASCADE"
        ),
        CheckConstraint("length(id) <= 64", name="id_length"),
        Index(None, "visitor_id", "message_id"),
    )

    id: str = Field(primary_key=True)
    visitor_id: int = Field(sa_type=BigInteger)
    message_id: int = Field(sa_type=BigInteger)
    name: str
    mime: str
    content: bytes = Field(sa_type=LargeBinary)


class WebUpdateRow(Table, table=True):
    """An update that the bot has not confirmed. Its visitor may be gone: a farewell is the last one."""

    __tablename__ = "web_update"
    __table_args__ = (Index(None, "visitor_id"),)

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    visitor_id: int = Field(sa_type=BigInteger)
    kind: str
    message_id: int | None = Field(sa_type=BigInteger)
    body: str


class WebSettingRow(Table, table=True):
    """What the bot said about itself."""

    __tablename__ = "web_setting"

    name: str = Field(primary_key=True)
    value: str
