"""Codes that join two chats of one person, and wrong ones that were entered."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0027"
down_revision = "0026"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "link_code",
        sa.Column("code_hash", AutoString(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_link_code_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code_hash", name="pk_link_code"),
        sa.UniqueConstraint("account_id", name="uq_link_code_account_id"),
    )
    op.create_index("ix_link_code_expires_at", "link_code", ["expires_at"])
    op.create_table(
        "link_try",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=True),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name="fk_link_try_resident_id_resident", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_link_try"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_link_try_at", "link_try", ["at"])
    op.create_index("ix_link_try_resident_id", "link_try", ["resident_id"])


def downgrade() -> None:
    """Drops them; chats that were joined stay so."""
    op.drop_table("link_try")
    op.drop_table("link_code")
