"""Members of staff who are limited to topics; one log of what the staff decided."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0025"
down_revision = "0024"

REBUILT: dict[str, Any] = {"recreate": "auto", "table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    """Adds the columns; nobody is limited, and what was noted before concerns events."""
    for table in ("staff_member", "invitation"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("topics", sa.JSON(), nullable=False, server_default="[]"))
        with op.batch_alter_table(table) as batch:
            batch.alter_column("topics", server_default=None)
    with op.batch_alter_table("audit", **REBUILT) as batch:
        batch.alter_column("event_id", existing_type=sa.BigInteger(), nullable=True)
        batch.add_column(sa.Column("member_id", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("detail", AutoString(), nullable=False, server_default=""))
        batch.create_foreign_key(
            "fk_audit_member_id_resident", "resident", ["member_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index("ix_audit_member_id", ["member_id"])
        batch.create_index("ix_audit_at", ["at"])
    with op.batch_alter_table("audit", **REBUILT) as batch:
        batch.alter_column("detail", server_default=None)


def downgrade() -> None:
    """Drops them, and what was noted of anything else than events."""
    op.execute("DELETE FROM audit WHERE event_id IS NULL")
    with op.batch_alter_table("audit", **REBUILT) as batch:
        batch.drop_index("ix_audit_at")
        batch.drop_index("ix_audit_member_id")
        batch.drop_constraint("fk_audit_member_id_resident", type_="foreignkey")
        batch.drop_column("detail")
        batch.drop_column("member_id")
        batch.alter_column("event_id", existing_type=sa.BigInteger(), nullable=False)
    # The release before knows neither; as coordinators these people would see more than they may.
    op.execute(
        "DELETE FROM staff_topic WHERE resident_id IN"
        " (SELECT resident_id FROM staff_member WHERE role IN ('viewer', 'author'))"
    )
    op.execute(
        "DELETE FROM staff_push WHERE resident_id IN"
        " (SELECT resident_id FROM staff_member WHERE role IN ('viewer', 'author'))"
    )
    op.execute("DELETE FROM staff_member WHERE role IN ('viewer', 'author')")
    op.execute("DELETE FROM invitation WHERE kind IN ('viewer', 'author')")
    for table in ("invitation", "staff_member"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("topics")
