"""Sessions of staff in the web chat, and their ways back into it."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from storage.tables.base import BIG_ID, NEVER_REUSED, Table


class StaffSessionRow(Table, table=True):
    """Until when a member of staff may work from an account of the web chat."""

    __tablename__ = "staff_session"

    account_id: int = Field(
        primary_key=True, foreign_key="account.id", ondelete="CASCADE", sa_type=BigInteger
    )
    ends_at: datetime


class RecoveryCodeRow(Table, table=True):
    """A one-time code of a member of staff; only its hash, and only until it is used."""

    __tablename__ = "recovery_code"
    __table_args__ = (Index(None, "resident_id"),)

    code_hash: str = Field(primary_key=True)
    resident_id: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)


class WrongCodeRow(Table, table=True):
    """That an account tried a wrong code, for counting."""

    __tablename__ = "wrong_code"
    __table_args__ = (Index(None, "account_id", "at"), Index(None, "at"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    account_id: int = Field(foreign_key="account.id", ondelete="CASCADE", sa_type=BigInteger)
    at: datetime


class LoginLinkRow(Table, table=True):
    """A one-time link from a messenger into the web chat; its token is kept only as a hash."""

    __tablename__ = "login_link"
    __table_args__ = (UniqueConstraint("resident_id"),)

    token_hash: str = Field(primary_key=True)
    resident_id: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    expires_at: datetime
    used_at: datetime | None


class PasskeyRow(Table, table=True):
    """A public key of a member of staff; its private half never leaves their device."""

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("credential_id"), Index(None, "resident_id"), NEVER_REUSED)

    id: int = Field(default=None, primary_key=True, sa_type=BIG_ID)
    resident_id: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    credential_id: bytes
    public_key: bytes
    sign_count: int = Field(sa_type=BigInteger)
    created_at: datetime
    used_at: datetime | None


class SecondFactorRow(Table, table=True):
    """What a member of staff shares with the app on their phone that shows codes."""

    __tablename__ = "second_factor"

    resident_id: int = Field(
        primary_key=True, foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger
    )
    secret: bytes
    created_at: datetime
    confirmed_at: datetime | None
    last_step: int = Field(sa_type=BigInteger)


class SecondFactorAskedRow(Table, table=True):
    """That the first step of logging in was taken at an account, and whose code is waited for."""

    __tablename__ = "second_factor_asked"
    __table_args__ = (Index(None, "resident_id"),)

    account_id: int = Field(
        primary_key=True, foreign_key="account.id", ondelete="CASCADE", sa_type=BigInteger
    )
    resident_id: int = Field(foreign_key="resident.id", ondelete="CASCADE", sa_type=BigInteger)
    expires_at: datetime


class PasskeyChallengeRow(Table, table=True):
    """What a device shall sign next for an account: random, for one time, for a few minutes."""

    __tablename__ = "passkey_challenge"

    account_id: int = Field(
        primary_key=True, foreign_key="account.id", ondelete="CASCADE", sa_type=BigInteger
    )
    challenge: bytes
    expires_at: datetime
