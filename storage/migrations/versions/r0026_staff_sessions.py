"""Sessions of staff in the web chat, and their ways back into it."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0026"
down_revision = "0025"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Whoever works in the web chat already has no way back yet, and finds the time to set one up.
TIME_TO_SET_UP = timedelta(days=7)


def upgrade() -> None:
    """Makes the tables; work areas that are in use stay open for a week."""
    _sessions()
    _codes_and_links()
    _passkeys()
    account = sa.table("account", sa.column("id"), sa.column("channel"), sa.column("resident_id"))
    staff = sa.table("staff_member", sa.column("resident_id"))
    session = sa.table("staff_session", sa.column("account_id"), sa.column("ends_at", UTCDateTime()))
    ends_at = sa.literal(datetime.now(UTC) + TIME_TO_SET_UP, UTCDateTime())
    in_use = sa.select(account.c.id, ends_at).where(
        account.c.channel == "web", account.c.resident_id.in_(sa.select(staff.c.resident_id))
    )
    op.execute(sa.insert(session).from_select(["account_id", "ends_at"], in_use))


def downgrade() -> None:
    """Drops them; every work area is open again."""
    for table in (
        "passkey_challenge",
        "passkey",
        "login_link",
        "wrong_code",
        "recovery_code",
        "staff_session",
    ):
        op.drop_table(table)


def _account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"], ["account.id"], name=f"fk_{table}_account_id_account", ondelete="CASCADE"
    )


def _resident(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["resident_id"], ["resident.id"], name=f"fk_{table}_resident_id_resident", ondelete="CASCADE"
    )


def _sessions() -> None:
    op.create_table(
        "staff_session",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        _account("staff_session"),
        sa.PrimaryKeyConstraint("account_id", name="pk_staff_session"),
    )


def _codes_and_links() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", AutoString(), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        _resident("recovery_code"),
        sa.PrimaryKeyConstraint("code_hash", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_resident_id", "recovery_code", ["resident_id"])
    op.create_table(
        "wrong_code",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        _account("wrong_code"),
        sa.PrimaryKeyConstraint("id", name="pk_wrong_code"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_wrong_code_account_id_at", "wrong_code", ["account_id", "at"])
    op.create_index("ix_wrong_code_at", "wrong_code", ["at"])
    op.create_table(
        "login_link",
        sa.Column("token_hash", AutoString(), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        _resident("login_link"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_login_link"),
        sa.UniqueConstraint("resident_id", name="uq_login_link_resident_id"),
    )


def _passkeys() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        _resident("passkey"),
        sa.PrimaryKeyConstraint("id", name="pk_passkey"),
        sa.UniqueConstraint("credential_id", name="uq_passkey_credential_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_passkey_resident_id", "passkey", ["resident_id"])
    op.create_table(
        "passkey_challenge",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        _account("passkey_challenge"),
        sa.PrimaryKeyConstraint("account_id", name="pk_passkey_challenge"),
    )
