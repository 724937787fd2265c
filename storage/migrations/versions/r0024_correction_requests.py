"""Corrections that wait for a second person."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0024"
down_revision = "0023"

REBUILT: dict[str, Any] = {"recreate": "auto", "table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    """Adds the columns; of the corrections that there are, nobody is asked for any."""
    with op.batch_alter_table("announcement_change", **REBUILT) as batch:
        batch.add_column(sa.Column("asked_at", UTCDateTime(), nullable=True))
        batch.add_column(sa.Column("asked_again_at", UTCDateTime(), nullable=True))
        batch.add_column(sa.Column("why", AutoString(), nullable=False, server_default=""))
        batch.create_index("ix_announcement_change_asked_at", ["asked_at"])
    with op.batch_alter_table("announcement_change", **REBUILT) as batch:
        batch.alter_column("why", server_default=None)


def downgrade() -> None:
    """Drops them; corrections stay as drafts."""
    with op.batch_alter_table("announcement_change", **REBUILT) as batch:
        batch.drop_index("ix_announcement_change_asked_at")
        for column in ("why", "asked_again_at", "asked_at"):
            batch.drop_column(column)
