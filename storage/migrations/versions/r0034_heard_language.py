"""Which language somebody was asked about, so that they are asked once."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Adds the column; nobody was asked."""
    with op.batch_alter_table("resident", **_rebuilt()) as batch:
        batch.add_column(sa.Column("heard_language", AutoString(), nullable=False, server_default=""))
    with op.batch_alter_table("resident", **_rebuilt()) as batch:
        batch.alter_column("heard_language", server_default=None)


def downgrade() -> None:
    """Drops it."""
    with op.batch_alter_table("resident", **_rebuilt()) as batch:
        batch.drop_column("heard_language")


def _rebuilt() -> dict[str, Any]:
    """SQLite describes a table as the code does only where it is written anew."""
    on_sqlite = op.get_context().dialect.name == "sqlite"
    return {"recreate": "always" if on_sqlite else "never"}
