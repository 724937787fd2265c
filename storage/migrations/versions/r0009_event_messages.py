"""Reminders of events, and ratings afterwards."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "reminder",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("registration_id", sa.BigInteger(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.CheckConstraint("hours > 0", name=op.f("ck_reminder_hours")),
        _of_registration("reminder"),
        sa.PrimaryKeyConstraint("id", name="pk_reminder"),
        sa.UniqueConstraint("registration_id", "hours", name="uq_reminder_registration_id_hours"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reminder_status_due_at", "reminder", ["status", "due_at"])
    op.create_table(
        "reminder_plan",
        sa.Column("registration_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        _of_registration("reminder_plan"),
        sa.PrimaryKeyConstraint("registration_id", name="pk_reminder_plan"),
    )
    op.create_table(
        "event_rating",
        sa.Column("registration_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=True),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_event_rating_stars")),
        _of_registration("event_rating"),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name="fk_event_rating_event_id_event", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("registration_id", name="pk_event_rating"),
    )
    op.create_index("ix_event_rating_event_id", "event_rating", ["event_id"])


def _of_registration(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["registration_id"],
        ["registration.id"],
        name=f"fk_{table}_registration_id_registration",
        ondelete="CASCADE",
    )


def downgrade() -> None:
    """Drops them, with the messages that need them."""
    op.execute("DELETE FROM notice WHERE kind IN ('event_changed', 'event_reminder', 'event_thanks')")
    op.drop_table("event_rating")
    op.drop_table("reminder_plan")
    op.drop_table("reminder")
