"""Who is being forgotten, and how many were."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "erasure",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("accounts", sa.JSON(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("begun_at", UTCDateTime(), nullable=False),
        sa.Column("said_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
        sa.UniqueConstraint("resident_id", name="uq_erasure_resident_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "erasure_count",
        sa.Column("month", AutoString(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0", name=op.f("ck_erasure_count_people")),
        sa.PrimaryKeyConstraint("month", name="pk_erasure_count"),
    )


def downgrade() -> None:
    """Drops them."""
    for table in ("erasure_count", "erasure"):
        op.drop_table(table)
