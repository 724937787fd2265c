"""What was wrong with the program."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0031"
down_revision = "0030"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Creates the table."""
    op.create_table(
        "alert",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("trouble", AutoString(), nullable=False),
        sa.Column("began_at", UTCDateTime(), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.Column("over_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sa.UniqueConstraint("trouble", name="uq_alert_trouble"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Drops it."""
    op.drop_table("alert")
