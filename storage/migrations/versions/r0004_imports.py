"""Knowledge from outside: generations of each source, and their texts."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "knowledge_generation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("title", AutoString(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("checked_at", UTCDateTime(), nullable=False),
        sa.Column("activated_at", UTCDateTime(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("fingerprint", AutoString(), nullable=False),
        sa.Column("detail", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_generation"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_knowledge_generation_source", "knowledge_generation", ["source"])
    for status in ("building", "active"):
        _one_of(status)
    _texts()


def downgrade() -> None:
    """Drops them, those that refer to others first."""
    op.drop_table("knowledge_text")
    op.drop_table("knowledge_generation")


def _one_of(status: str) -> None:
    which = sa.text(f"status = '{status}'")
    op.create_index(
        f"ix_knowledge_generation_{status}",
        "knowledge_generation",
        ["source"],
        unique=True,
        sqlite_where=which,
        postgresql_where=which,
    )


def _texts() -> None:
    op.create_table(
        "knowledge_text",
        sa.Column("generation_id", sa.BigInteger(), nullable=False),
        sa.Column("key", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("more", AutoString(), nullable=True),
        sa.Column("context", AutoString(), nullable=False),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("source_url", AutoString(), nullable=True),
        sa.Column("source_date", AutoString(), nullable=True),
        sa.Column("valid_until", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["generation_id"],
            ["knowledge_generation.id"],
            name="fk_knowledge_text_generation_id_knowledge_generation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("generation_id", "key", "language", name="pk_knowledge_text"),
    )
