"""How people come back to a registration: return links, the e-mail address they left, mails to it."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class ReturnLinkRow(Table, table=True):
    """A link to one registration; of its token only the hash."""

    __tablename__ = "return_link"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "registration_id"))

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    token_hash: bytes
    registration_id: int = Field(foreign_key="registration.id", ondelete="CASCADE", sa_type=BigInteger)
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


class MailAddressRow(Table, table=True):
    """The address for the messages about one registration."""

    __tablename__ = "mail_address"

    registration_id: int = Field(
        primary_key=True, foreign_key="registration.id", ondelete="CASCADE", sa_type=BigInteger
    )
    address: str
    left_at: datetime


class OutgoingMailRow(Table, table=True):
    """A mail about one registration; its text and address are found when it is sent.

    `subject_id` and `claimable_at` as for a notice. Its id makes the Message-ID, so a repeat is recognised.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        CheckConstraint("(claimable_at IS NOT NULL) = (status IN ('open', 'sending'))", name="claimable"),
        Index(None, "claimable_at", "id"),
        Index(None, "registration_id"),
        Index(None, "subject_id", "kind"),
        NEVER_REUSED,
    )

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    registration_id: int = Field(foreign_key="registration.id", ondelete="CASCADE", sa_type=BigInteger)
    kind: str
    subject_id: int = Field(sa_type=BigInteger)
    status: str
    created_at: datetime
    claimable_at: datetime | None
    tries: int
    detail: str
