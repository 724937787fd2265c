"""Notices are found by what they are about: whether an offer arrived, and what is taken back."""

from alembic import op

revision = "0015"
down_revision = "0014"

INDEX = "ix_notice_subject_id_kind"


def upgrade() -> None:
    """Adds the index."""
    op.create_index(INDEX, "notice", ["subject_id", "kind"])


def downgrade() -> None:
    """Drops it."""
    op.drop_index(INDEX, "notice")
