"""Announcements are reviewed: a log, who was shown what, topics without review, when staff was last seen."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0017"
down_revision = "0016"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables and the two columns."""
    _make_log()
    op.create_table(
        "announcement_shown",
        sa.Column("announcement_id", sa.BigInteger(), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", AutoString(), nullable=False),
        _refers("announcement_shown", "announcement_id", "announcement"),
        _refers("announcement_shown", "resident_id", "resident"),
        sa.PrimaryKeyConstraint("announcement_id", "resident_id", name="pk_announcement_shown"),
    )
    op.create_table(
        "topic_alone",
        sa.Column("topic", AutoString(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("topic", name="pk_topic_alone"),
    )
    op.create_table(
        "event_move",
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        _refers("event_move", "event_id", "event"),
        sa.PrimaryKeyConstraint("event_id", name="pk_event_move"),
    )
    with op.batch_alter_table("announcement", **_numbered(), **_rebuilt()) as batch:
        batch.add_column(sa.Column("escalated_at", UTCDateTime(), nullable=True))
    with op.batch_alter_table("staff_member", **_rebuilt()) as batch:
        batch.add_column(sa.Column("seen_at", UTCDateTime(), nullable=True))


def downgrade() -> None:
    """Drops them; what waits for a review is a draft again, since the release before knows of none."""
    with op.batch_alter_table("staff_member", **_rebuilt()) as batch:
        batch.drop_column("seen_at")
    with op.batch_alter_table("announcement", **_numbered(), **_rebuilt()) as batch:
        batch.drop_column("escalated_at")
    op.execute(sa.text("UPDATE announcement SET status = 'draft' WHERE status IN ('in_review', 'approved')"))
    for table in ("event_move", "topic_alone", "announcement_shown", "announcement_log"):
        op.drop_table(table)


def _rebuilt() -> dict[str, Any]:
    """SQLite would write an added column behind the constraints, where no other revision has one."""
    return {"recreate": "always" if op.get_context().dialect.name == "sqlite" else "never"}


def _numbered() -> dict[str, Any]:
    return {"table_kwargs": {"sqlite_autoincrement": True}}


def _make_log() -> None:
    op.create_table(
        "announcement_log",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("announcement_id", sa.BigInteger(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("what", AutoString(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", AutoString(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("note", AutoString(), nullable=False),
        _refers("announcement_log", "announcement_id", "announcement"),
        sa.PrimaryKeyConstraint("id", name="pk_announcement_log"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcement_log_announcement_id_id", "announcement_log", ["announcement_id", "id"])


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"), ondelete="CASCADE"
    )
