"""Imported dates of calendars, addresses of private feeds, and versions of events in feeds."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "calendar_feed",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("checked_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_calendar_feed"),
    )
    op.create_table(
        "calendar_item",
        sa.Column("feed", AutoString(), nullable=False),
        sa.Column("uid", AutoString(), nullable=False),
        sa.Column("recurrence", AutoString(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("fingerprint", AutoString(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name="fk_calendar_item_event_id_event", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("feed", "uid", "recurrence", name="pk_calendar_item"),
    )
    op.create_index("ix_calendar_item_event_id", "calendar_item", ["event_id"])
    op.create_table(
        "feed_token",
        sa.Column("resident_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_hash", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name="fk_feed_token_resident_id_resident", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("resident_id", name="pk_feed_token"),
        sa.UniqueConstraint("token_hash", name="uq_feed_token_token_hash"),
    )
    op.create_table(
        "event_stamp",
        sa.Column("event_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name="fk_event_stamp_event_id_event", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name="pk_event_stamp"),
    )


def downgrade() -> None:
    """Drops them."""
    for table in ("event_stamp", "feed_token", "calendar_item", "calendar_feed"):
        op.drop_table(table)
