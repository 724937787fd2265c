"""Links to the web page on which texts are written, and what was typed there and not saved."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0021"
down_revision = "0020"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "text_link",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("token_hash", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("of", AutoString(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("secret_hash", AutoString(), nullable=False),
        sa.Column("taken_at", UTCDateTime(), nullable=True),
        sa.Column("ends_at", UTCDateTime(), nullable=True),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"], ["resident.id"], name="fk_text_link_made_by_resident", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_text_link"),
        sa.UniqueConstraint("token_hash", name="uq_text_link_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_text_link_kind_subject_id", "text_link", ["kind", "subject_id"])
    op.create_index("ix_text_link_made_by", "text_link", ["made_by"])
    op.create_table(
        "text_draft",
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("base", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject_id", "language", name="pk_text_draft"),
    )
    op.create_index("ix_text_draft_at", "text_draft", ["at"])


def downgrade() -> None:
    """Drops them."""
    op.drop_table("text_draft")
    op.drop_table("text_link")
