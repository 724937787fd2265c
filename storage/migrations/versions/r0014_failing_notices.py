"""Notices whose text cannot be made are tried again with pauses, and given up after a day."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import UTCDateTime

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Adds the column."""
    with op.batch_alter_table("notice", **_rebuilt()) as notice:
        notice.add_column(sa.Column("failing_since", UTCDateTime(), nullable=True))


def downgrade() -> None:
    """Drops it."""
    with op.batch_alter_table("notice", **_rebuilt()) as notice:
        notice.drop_column("failing_since")


def _rebuilt() -> dict[str, Any]:
    """SQLite would write an added column behind the constraints, where no other revision has one."""
    recreate = "always" if op.get_context().dialect.name == "sqlite" else "never"
    return {"recreate": recreate, "table_kwargs": {"sqlite_autoincrement": True}}
