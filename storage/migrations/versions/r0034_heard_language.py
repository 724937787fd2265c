"""Which language somebody was asked about, so that they are asked once."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0034"
down_revision = "0033"

REBUILT: dict[str, Any] = {"recreate": "auto", "table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    """Adds the column; nobody was asked."""
    with op.batch_alter_table("resident", **REBUILT) as batch:
        batch.add_column(sa.Column("heard_language", AutoString(), nullable=False, server_default=""))
    with op.batch_alter_table("resident", **REBUILT) as batch:
        batch.alter_column("heard_language", server_default=None)


def downgrade() -> None:
    """Drops it."""
    with op.batch_alter_table("resident", **REBUILT) as batch:
        batch.drop_column("heard_language")
