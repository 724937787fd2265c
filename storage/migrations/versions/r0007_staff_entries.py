"""Entries that coordinators write, the weekly digest, and the counts it is made of."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0007"
down_revision = "0006"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TO_DROP = (
    "staff_entry_version staff_entry_text staff_entry_asker staff_entry "
    "gap_cluster gap_week digest digest_plan entry_use"
)


def refers(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """A foreign key to the id of another table."""
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete
    )


def upgrade() -> None:
    """Makes the tables."""
    _entries()
    _texts()
    _askers()
    _digests()
    _counts()


def downgrade() -> None:
    """Drops them, those that refer to others first."""
    for table in _TO_DROP.split():
        op.drop_table(table)


def _entries() -> None:
    op.create_table(
        "staff_entry",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("edited_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        refers("staff_entry", "created_by", "resident", "SET NULL"),
        refers("staff_entry", "edited_by", "resident", "SET NULL"),
        refers("staff_entry", "question_id", "question", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_entry"),
        sa.UniqueConstraint("question_id", name="uq_staff_entry_question_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_staff_entry_status", "staff_entry", ["status"])


def _texts() -> None:
    op.create_table(
        "staff_entry_text",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("question", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("based_on", AutoString(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=True),
        refers("staff_entry_text", "entry_id", "staff_entry", "CASCADE"),
        refers("staff_entry_text", "written_by", "resident", "SET NULL"),
        sa.PrimaryKeyConstraint("entry_id", "language", name="pk_staff_entry_text"),
    )
    op.create_table(
        "staff_entry_version",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("hash", AutoString(), nullable=False),
        sa.Column("published_at", UTCDateTime(), nullable=False),
        sa.Column("written_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("alone", sa.Boolean(), nullable=False),
        refers("staff_entry_version", "approved_by", "resident", "SET NULL"),
        refers("staff_entry_version", "entry_id", "staff_entry", "CASCADE"),
        refers("staff_entry_version", "written_by", "resident", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_entry_version"),
        sa.UniqueConstraint("entry_id", "number", name="uq_staff_entry_version_entry_id_number"),
        sqlite_autoincrement=True,
    )


def _askers() -> None:
    op.create_table(
        "staff_entry_asker",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("question_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("got", AutoString(), nullable=False),
        sa.Column("got_language", AutoString(), nullable=False),
        sa.Column("updated", sa.Boolean(), nullable=False),
        refers("staff_entry_asker", "entry_id", "staff_entry", "CASCADE"),
        refers("staff_entry_asker", "question_id", "question", "SET NULL"),
        refers("staff_entry_asker", "resident_id", "resident", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_staff_entry_asker"),
        sa.UniqueConstraint("entry_id", "resident_id", name="uq_staff_entry_asker_entry_id_resident_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_staff_entry_asker_question_id", "staff_entry_asker", ["question_id"])
    op.create_index("ix_staff_entry_asker_resident_id", "staff_entry_asker", ["resident_id"])


def _digests() -> None:
    op.create_table(
        "digest_plan",
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("next_at", UTCDateTime(), nullable=True),
        refers("digest_plan", "resident_id", "resident", "CASCADE"),
        sa.PrimaryKeyConstraint("resident_id", name="pk_digest_plan"),
    )
    op.create_index("ix_digest_plan_next_at", "digest_plan", ["next_at"])
    op.create_table(
        "digest",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("week", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        refers("digest", "resident_id", "resident", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_digest"),
        sa.UniqueConstraint("resident_id", "week", name="uq_digest_resident_id_week"),
        sqlite_autoincrement=True,
    )


def _counts() -> None:
    op.create_table(
        "entry_use",
        sa.Column("entry", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("month", AutoString(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.CheckConstraint("shown > 0", name=op.f("ck_entry_use_shown")),
        sa.PrimaryKeyConstraint("entry", "language", "month", name="pk_entry_use"),
    )
    op.create_index("ix_entry_use_month", "entry_use", ["month"])
    op.create_table(
        "gap_week",
        sa.Column("week", AutoString(), nullable=False),
        sa.Column("counted_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("week", name="pk_gap_week"),
    )
    op.create_table(
        "gap_cluster",
        sa.Column("week", AutoString(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.CheckConstraint("people >= 3", name=op.f("ck_gap_cluster_people")),
        sa.ForeignKeyConstraint(
            ["week"], ["gap_week.week"], name="fk_gap_cluster_week_gap_week", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("week", "place", name="pk_gap_cluster"),
    )
