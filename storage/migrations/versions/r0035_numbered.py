"""People who read without buttons: the choice, and what they can choose at present."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0035"
down_revision = "0034"

REBUILT: dict[str, Any] = {"recreate": "auto", "table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    """Everybody goes on with buttons."""
    with op.batch_alter_table("resident", **REBUILT) as batch:
        batch.add_column(sa.Column("numbered", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("resident", **REBUILT) as batch:
        batch.alter_column("numbered", server_default=None)
        batch.create_index("ix_resident_numbered", ["numbered"])
    op.create_table(
        "shown_screen",
        sa.Column("account_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("step", AutoString(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("asked_id", sa.BigInteger(), nullable=False),
        sa.Column("asked", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_shown_screen_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_shown_screen"),
    )


def downgrade() -> None:
    """Everybody has buttons again."""
    op.drop_table("shown_screen")
    with op.batch_alter_table("resident", **REBUILT) as batch:
        batch.drop_index("ix_resident_numbered")
        batch.drop_column("numbered")
