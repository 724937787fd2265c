"""Confirmations of entries, and the reminders to give them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "entry_confirmation",
        sa.Column("entry", AutoString(), nullable=False),
        sa.Column("fingerprint", AutoString(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=False),
        sa.Column("confirmed_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["confirmed_by"],
            ["resident.id"],
            name="fk_entry_confirmation_confirmed_by_resident",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("entry", name="pk_entry_confirmation"),
    )
    op.create_index("ix_entry_confirmation_confirmed_by", "entry_confirmation", ["confirmed_by"])
    op.create_table(
        "entry_reminder",
        sa.Column("resident_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reminded_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name="fk_entry_reminder_resident_id_resident",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resident_id", name="pk_entry_reminder"),
    )


def downgrade() -> None:
    """Drops them."""
    op.drop_table("entry_reminder")
    op.drop_table("entry_confirmation")
