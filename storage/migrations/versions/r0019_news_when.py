"""Announcements: when a resident wants them, public channels, and what goes out together."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0019"
down_revision = "0018"

REBUILT: dict[str, Any] = {"recreate": "auto", "table_kwargs": {"sqlite_autoincrement": True}}
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Everybody goes on getting announcements at once."""
    op.create_table(
        "public_channel",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("added_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_channel")),
        sa.UniqueConstraint("channel", "chat_id", name=op.f("uq_public_channel_channel_chat_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("resident", **REBUILT) as batch:
        batch.add_column(sa.Column("news_when", AutoString(), nullable=False, server_default="at_once"))
    with op.batch_alter_table("resident", **REBUILT) as batch:
        batch.alter_column("news_when", server_default=None)
    for name, columns, unique, on_sqlite, on_postgresql in _INDEXES:
        op.create_index(
            name,
            "delivery",
            columns,
            unique=unique,
            sqlite_where=sa.text(on_sqlite),
            postgresql_where=sa.text(on_postgresql),
        )


def downgrade() -> None:
    """Forgets the channels and the choices; what waits goes out one by one."""
    for name, *_ in _INDEXES:
        op.drop_index(name, "delivery")
    with op.batch_alter_table("resident", **REBUILT) as batch:
        batch.drop_column("news_when")
    op.drop_table("public_channel")


_NO_RESIDENT = "resident_id IS NULL"
_INDEXES = (
    (
        "uq_delivery_public_channel",
        ["announcement_id", "channel", "chat_id"],
        True,
        _NO_RESIDENT,
        _NO_RESIDENT,
    ),
    # SQLite takes an index only for the very words of a query.
    ("ix_delivery_together", ["claimable_at", "resident_id"], False, "together = 1", "together"),
)
