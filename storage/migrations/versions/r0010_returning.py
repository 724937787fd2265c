"""Return links to registrations, e-mail addresses left for one, and the mails to them."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0010"
down_revision = "0009"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "return_link",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("registration_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("revoked_at", UTCDateTime(), nullable=True),
        sa.Column("last_used_at", UTCDateTime(), nullable=True),
        _of_registration("return_link"),
        sa.PrimaryKeyConstraint("id", name="pk_return_link"),
        sa.UniqueConstraint("token_hash", name="uq_return_link_token_hash"),
    )
    op.create_index("ix_return_link_registration_id", "return_link", ["registration_id"])
    op.create_table(
        "mail_address",
        sa.Column("registration_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("address", AutoString(), nullable=False),
        sa.Column("left_at", UTCDateTime(), nullable=False),
        _of_registration("mail_address"),
        sa.PrimaryKeyConstraint("registration_id", name="pk_mail_address"),
    )
    _mails()


def downgrade() -> None:
    """Drops them."""
    for table in ("outgoing_mail", "mail_address", "return_link"):
        op.drop_table(table)


def _mails() -> None:
    op.create_table(
        "outgoing_mail",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("registration_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("claimable_at", UTCDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("detail", AutoString(), nullable=False),
        sa.CheckConstraint("(claimable_at IS NOT NULL) = (status IN ('open', 'sending'))", name="claimable"),
        _of_registration("outgoing_mail"),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_mail"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outgoing_mail_claimable_at_id", "outgoing_mail", ["claimable_at", "id"])
    op.create_index("ix_outgoing_mail_registration_id", "outgoing_mail", ["registration_id"])
    op.create_index("ix_outgoing_mail_subject_id_kind", "outgoing_mail", ["subject_id", "kind"])


def _of_registration(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_registration_id_registration"
    return sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=name, ondelete="CASCADE")
