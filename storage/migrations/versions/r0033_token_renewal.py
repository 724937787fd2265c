"""The next cookie of a visitor, offered before somebody becomes the staff's in the browser."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Adds the column; nobody has an offer."""
    with op.batch_alter_table("web_visitor", **_rebuilt()) as batch:
        batch.add_column(sa.Column("next_token_hash", sa.LargeBinary(), nullable=True))
        batch.create_index("ix_web_visitor_next_token_hash", ["next_token_hash"])


def downgrade() -> None:
    """Drops it."""
    with op.batch_alter_table("web_visitor", **_rebuilt()) as batch:
        batch.drop_index("ix_web_visitor_next_token_hash")
        batch.drop_column("next_token_hash")


def _rebuilt() -> dict[str, Any]:
    """SQLite describes a table as the code does only where it is written anew."""
    on_sqlite = op.get_context().dialect.name == "sqlite"
    return {"recreate": "always" if on_sqlite else "never"}
