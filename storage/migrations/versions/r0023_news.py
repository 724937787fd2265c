"""Feeds of others, and which of their items are known."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "news_feed",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("looked_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_news_feed"),
    )
    op.create_table(
        "news_item",
        sa.Column("feed", AutoString(), nullable=False),
        sa.Column("item", AutoString(), nullable=False),
        sa.Column("announcement_id", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name="fk_news_item_announcement_id_announcement",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("feed", "item", name="pk_news_item"),
    )
    op.create_index("ix_news_item_announcement_id", "news_item", ["announcement_id"])


def downgrade() -> None:
    """Drops them."""
    for table in ("news_item", "news_feed"):
        op.drop_table(table)
