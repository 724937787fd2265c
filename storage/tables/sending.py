"""Who sends, and what an author sees of it while it goes on."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from storage.tables.base import Table


class SenderLeaseRow(Table, table=True):
    """Which process sends the copies of one bot. `beat` grows as long as it lives; no clock is compared.

    `key` is a hash of the bot's token; `holder` is random for each start of the program, empty when free.
    """

    __tablename__ = "sender_lease"

    key: str = Field(primary_key=True)
    holder: str
    beat: int = Field(sa_type=BigInteger)


class AnnouncementProgressRow(Table, table=True):
    """The message in the author's chat that shows how far an announcement is, until it is its report."""

    __tablename__ = "announcement_progress"

    announcement_id: int = Field(
        primary_key=True,
        foreign_key="announcement.id",
        ondelete="CASCADE",
        sa_type=BigInteger,
        sa_column_kwargs={"autoincrement": False},
    )
    channel: str
    chat_id: int = Field(sa_type=BigInteger)
    message_id: int = Field(sa_type=BigInteger)
    reported: bool
