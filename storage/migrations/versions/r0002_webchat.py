"""The web chat: visitors, transcripts, the queue of updates and the settings."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0002"
down_revision = "0001"

_TO_DROP = "web_file web_notice web_message web_visitor web_update web_setting web_counter"


def refers(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    """A foreign key to the id of another table."""
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete
    )


def upgrade() -> None:
    """Makes the tables."""
    _counters()
    _visitors()
    _transcripts()


def downgrade() -> None:
    """Drops them, those that refer to others first."""
    for table in _TO_DROP.split():
        op.drop_table(table)


def _counters() -> None:
    op.create_table(
        "web_counter",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_web_counter"),
    )
    op.create_table(
        "web_setting",
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("value", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_web_setting"),
    )
    op.create_table(
        "web_update",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("visitor_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("body", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_web_update"),
    )
    op.create_index("ix_web_update_visitor_id", "web_update", ["visitor_id"])


def _visitors() -> None:
    op.create_table(
        "web_visitor",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("created", UTCDateTime(), nullable=False),
        sa.Column("seen", UTCDateTime(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_message_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_web_visitor"),
        sa.UniqueConstraint("token_hash", name="uq_web_visitor_token_hash"),
    )
    op.create_index("ix_web_visitor_seen", "web_visitor", ["seen"])


def _transcripts() -> None:
    op.create_table(
        "web_message",
        sa.Column("visitor_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("date", UTCDateTime(), nullable=False),
        sa.Column("body", AutoString(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        refers("web_message", "visitor_id", "web_visitor", "CASCADE"),
        sa.PrimaryKeyConstraint("visitor_id", "id", name="pk_web_message"),
    )
    op.create_index("ix_web_message_date", "web_message", ["date"])
    op.create_index("ix_web_message_visitor_id_seq", "web_message", ["visitor_id", "seq"])
    op.create_table(
        "web_notice",
        sa.Column("visitor_id", sa.BigInteger(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("date", UTCDateTime(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("alert", sa.Boolean(), nullable=False),
        refers("web_notice", "visitor_id", "web_visitor", "CASCADE"),
        sa.PrimaryKeyConstraint("visitor_id", "seq", name="pk_web_notice"),
    )
    op.create_index("ix_web_notice_date", "web_notice", ["date"])
    op.create_table(
        "web_file",
        sa.Column("id", AutoString(), nullable=False),
        sa.Column("visitor_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("mime", AutoString(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(id) <= 64", name=op.f("ck_web_file_id_length")),
        sa.ForeignKeyConstraint(
            ["visitor_id", "message_id"],
            ["web_message.visitor_id", "web_message.id"],
            name="fk_web_file_visitor_id_message_id_web_message",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_web_file"),
    )
    op.create_index("ix_web_file_visitor_id_message_id", "web_file", ["visitor_id", "message_id"])
