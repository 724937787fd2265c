"""Who sends the copies of a bot, and the message that shows an author how far it is."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Adds both tables."""
    op.create_table(
        "sender_lease",
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("holder", AutoString(), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sender_lease")),
    )
    op.create_table(
        "announcement_progress",
        sa.Column("announcement_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("reported", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_announcement_progress_announcement_id_announcement"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("announcement_id", name=op.f("pk_announcement_progress")),
    )


def downgrade() -> None:
    """Drops them."""
    op.drop_table("announcement_progress")
    op.drop_table("sender_lease")
