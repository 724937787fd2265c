"""Translations of events' texts by volunteers."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "event_translation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", AutoString(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("fingerprint", AutoString(), nullable=False),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("target", AutoString(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("taken_by", sa.BigInteger(), nullable=True),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["resident.id"],
            name="fk_event_translation_asked_by_resident",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name="fk_event_translation_event_id_event", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"],
            ["resident.id"],
            name="fk_event_translation_taken_by_resident",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_event_translation"),
        sa.UniqueConstraint("token_hash", name="uq_event_translation_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_translation_event_id", "event_translation", ["event_id"])


def downgrade() -> None:
    """Drops it."""
    op.drop_table("event_translation")
