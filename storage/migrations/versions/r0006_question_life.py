"""The life of a question: claims, reminders, additions, translations, topics of staff, pushes."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0006"
down_revision = "0005"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# A rebuild on SQLite cannot read these from the database.
REBUILT: dict[str, Any] = {"recreate": "auto", "table_kwargs": {"sqlite_autoincrement": True}}
TIMES = ("opened_at", "claimed_at", "reminded_at", "escalated_at", "told_at", "closed_at")
TEXTS = ("topic", "answer_language", "translated")
TO_DROP = ("translation", "question_note", "staff_push", "staff_topic")


def refers(table: str, column: str, to: str, key: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """A foreign key to another table."""
    name = f"fk_{table}_{column}_{to}"
    return sa.ForeignKeyConstraint([column], [f"{to}.{key}"], name=name, ondelete=ondelete)


def upgrade() -> None:
    """Adds columns and tables."""
    _columns()
    _sayings()
    _staff()


def downgrade() -> None:
    """Takes them away again."""
    for table in TO_DROP:
        op.drop_table(table)
    with op.batch_alter_table("question", **REBUILT) as question:
        question.drop_constraint("fk_question_claimed_by_resident", type_="foreignkey")
        for column in (*TEXTS, *TIMES, "claimed_by", "ending"):
            question.drop_column(column)
    with op.batch_alter_table("notice", **REBUILT) as notice:
        notice.drop_column("part")


def _columns() -> None:
    with op.batch_alter_table("question", **REBUILT) as question:
        for column in TEXTS:
            question.add_column(sa.Column(column, AutoString(), nullable=False, server_default=""))
        for column in TIMES:
            question.add_column(sa.Column(column, UTCDateTime(), nullable=True))
        question.add_column(sa.Column("ending", AutoString(), nullable=True))
        question.add_column(sa.Column("claimed_by", sa.BigInteger(), nullable=True))
        question.create_foreign_key(
            "fk_question_claimed_by_resident", "resident", ["claimed_by"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("notice", **REBUILT) as notice:
        notice.add_column(sa.Column("part", sa.Integer(), nullable=False, server_default="0"))
    # The defaults were for the rows that were there.
    with op.batch_alter_table("question", **REBUILT) as question:
        for column in TEXTS:
            question.alter_column(column, server_default=None)
    with op.batch_alter_table("notice", **REBUILT) as notice:
        notice.alter_column("part", server_default=None)


def _sayings() -> None:
    op.create_table(
        "question_note",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        refers("question_note", "question_id", "question", "id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_question_note"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_question_note_question_id", "question_note", ["question_id"])
    op.create_table(
        "translation",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("token_hash", AutoString(), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=False),
        sa.Column("part", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("source", AutoString(), nullable=False),
        sa.Column("target", AutoString(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("taken_by", sa.BigInteger(), nullable=True),
        sa.Column("result", AutoString(), nullable=False),
        sa.Column("done_at", UTCDateTime(), nullable=True),
        refers("translation", "asked_by", "resident", "id", "CASCADE"),
        refers("translation", "question_id", "question", "id", "CASCADE"),
        refers("translation", "taken_by", "resident", "id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_translation"),
        sa.UniqueConstraint("token_hash", name="uq_translation_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_translation_question_id", "translation", ["question_id"])


def _staff() -> None:
    op.create_table(
        "staff_topic",
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", AutoString(), nullable=False),
        refers("staff_topic", "resident_id", "staff_member", "resident_id", "CASCADE"),
        sa.PrimaryKeyConstraint("resident_id", "topic", name="pk_staff_topic"),
    )
    op.create_table(
        "staff_push",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", AutoString(), nullable=True),
        sa.Column("chat_id", sa.BigInteger(), nullable=True),
        sa.Column("since", UTCDateTime(), nullable=True),
        sa.Column("sending_since", UTCDateTime(), nullable=True),
        sa.Column("next_at", UTCDateTime(), nullable=False),
        sa.CheckConstraint(
            "(resident_id IS NULL) = (chat_id IS NOT NULL)", name=op.f("ck_staff_push_reader")
        ),
        refers("staff_push", "resident_id", "staff_member", "resident_id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_push"),
        sa.UniqueConstraint("channel", "chat_id", name="uq_staff_push_channel_chat_id"),
        sa.UniqueConstraint("resident_id", name="uq_staff_push_resident_id"),
        sqlite_autoincrement=True,
    )
