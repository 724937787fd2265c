"""Announcements that repeat."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "announcement_series",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("template_id", sa.BigInteger(), nullable=False),
        *(_text(name) for name in ("status", "every", "at", "zone")),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("month_day", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        *(_text(name) for name in ("starts_on", "ends_on")),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("skipped", sa.JSON(), nullable=False),
        _text("next_day"),
        sa.Column("next_at", UTCDateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["resident.id"],
            name=op.f("fk_announcement_series_author_id_resident"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_series_template_id_announcement"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_series")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcement_series_status_next_at", "announcement_series", ["status", "next_at"])
    op.create_index("ix_announcement_series_template_id", "announcement_series", ["template_id"])


def downgrade() -> None:
    """Drops it; what was made of a series stays."""
    op.drop_table("announcement_series")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, AutoString(), nullable=False)
