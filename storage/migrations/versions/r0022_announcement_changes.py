"""Pictures, corrections and recalls of announcements, and which announcement a question replies to."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0022"
down_revision = "0021"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REBUILT: dict[str, Any] = {"recreate": "auto", "table_kwargs": {"sqlite_autoincrement": True}}


def upgrade() -> None:
    """Makes the tables; the questions that there are reply to nothing."""
    _make_pictures()
    _make_changes()
    with op.batch_alter_table("question", **REBUILT) as batch:
        batch.add_column(sa.Column("announcement_id", sa.BigInteger(), nullable=True))
        batch.create_index("ix_question_announcement_id", ["announcement_id"])
        batch.create_foreign_key(
            op.f("fk_question_announcement_id_announcement"),
            "announcement",
            ["announcement_id"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    """Drops them; questions stay."""
    with op.batch_alter_table("question", **REBUILT) as batch:
        batch.drop_constraint(op.f("fk_question_announcement_id_announcement"), type_="foreignkey")
        batch.drop_index("ix_question_announcement_id")
        batch.drop_column("announcement_id")
    for table in ("announcement_edit", "announcement_change", "picture_file", "picture"):
        op.drop_table(table)


def _make_pictures() -> None:
    op.create_table(
        "picture",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("mime", AutoString(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", AutoString(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_picture"),
        sa.UniqueConstraint("sha256", name="uq_picture_sha256"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "picture_file",
        sa.Column("picture_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("file_id", AutoString(), nullable=False),
        _refers("picture_file", "picture_id", "picture"),
        sa.PrimaryKeyConstraint("picture_id", "bot_id", name="pk_picture_file"),
    )


def _make_changes() -> None:
    op.create_table(
        "announcement_change",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("announcement_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("bodies", sa.JSON(), nullable=False),
        sa.Column("base", AutoString(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.Column("planned_at", UTCDateTime(), nullable=True),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        _refers("announcement_change", "announcement_id", "announcement"),
        _refers("announcement_change", "by_id", "resident", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_announcement_change"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcement_change_announcement_id", "announcement_change", ["announcement_id"])
    op.create_index("ix_announcement_change_by_id", "announcement_change", ["by_id"])
    op.create_table(
        "announcement_edit",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_id", sa.BigInteger(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("claimable_at", UTCDateTime(), nullable=True),
        sa.Column("detail", AutoString(), nullable=False),
        sa.CheckConstraint(
            "(claimable_at IS NOT NULL) = (status IN ('open', 'sending'))",
            name=op.f("ck_announcement_edit_claimable"),
        ),
        _refers("announcement_edit", "change_id", "announcement_change"),
        _refers("announcement_edit", "delivery_id", "delivery"),
        sa.PrimaryKeyConstraint("id", name="pk_announcement_edit"),
        sa.UniqueConstraint("change_id", "delivery_id", name="uq_announcement_edit_change_id_delivery_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcement_edit_claimable_at_id", "announcement_edit", ["claimable_at", "id"])
    op.create_index("ix_announcement_edit_change_id_status", "announcement_edit", ["change_id", "status"])
    op.create_index("ix_announcement_edit_delivery_id", "announcement_edit", ["delivery_id"])


def _refers(table: str, column: str, to: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete
    )
