"""Vectors of passages."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "vector",
        sa.Column("text_hash", AutoString(), nullable=False),
        sa.Column("model", AutoString(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", "model", name="pk_vector"),
    )
    op.create_index("ix_vector_used_at", "vector", ["used_at"])


def downgrade() -> None:
    """Drops it."""
    op.drop_table("vector")
