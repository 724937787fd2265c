"""What deleting by itself needs: signs of residents, figures that stay, and how the rules went."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Adds the tables. Residents are counted as silent from the first clean-up on, not from before."""
    op.create_table(
        "resident_sign",
        sa.Column("resident_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("warned_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["resident_id"],
            ["resident.id"],
            name="fk_resident_sign_resident_id_resident",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("resident_id", name="pk_resident_sign"),
    )
    op.create_index("ix_resident_sign_last_on", "resident_sign", ["last_on"])
    op.create_table(
        "announcement_figures",
        sa.Column("announcement_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("kept_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name="fk_announcement_figures_announcement_id_announcement",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("announcement_id", name="pk_announcement_figures"),
    )
    op.create_table(
        "retention_run",
        sa.Column("rule", AutoString(), nullable=False),
        sa.Column("succeeded_at", UTCDateTime(), nullable=True),
        sa.Column("failing_since", UTCDateTime(), nullable=True),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("told_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("rule", name="pk_retention_run"),
    )


def downgrade() -> None:
    """Drops them; the figures of old announcements are lost."""
    for table in ("retention_run", "announcement_figures", "resident_sign"):
        op.drop_table(table)
