"""Codes of an app as the second factor of staff."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "second_factor",
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name="fk_second_factor_resident_id_resident",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resident_id", name="pk_second_factor"),
    )
    op.create_table(
        "second_factor_asked",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name="fk_second_factor_asked_account_id_account",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name="fk_second_factor_asked_resident_id_resident",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_second_factor_asked"),
    )
    op.create_index("ix_second_factor_asked_resident_id", "second_factor_asked", ["resident_id"])


def downgrade() -> None:
    """Drops them."""
    op.drop_table("second_factor_asked")
    op.drop_table("second_factor")
