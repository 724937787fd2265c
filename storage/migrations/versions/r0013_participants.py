"""What coordinators do with the people of an event: teams, notes of it, messages, needs, figures."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0013"
down_revision = "0012"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables."""
    _make_teams()
    _make_messages()
    _make_needs()
    op.create_table(
        "pending_push",
        _event(primary_key=True),
        sa.Column("told_at", UTCDateTime(), nullable=False),
        sa.Column("newest", UTCDateTime(), nullable=False),
        _refers("pending_push", "event_id", "event"),
        sa.PrimaryKeyConstraint("event_id", name="pk_pending_push"),
    )
    op.create_table(
        "event_numbers",
        _event(primary_key=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        _refers("event_numbers", "event_id", "event"),
        sa.PrimaryKeyConstraint("event_id", name="pk_event_numbers"),
    )


def downgrade() -> None:
    """Drops them."""
    for table in (
        "event_numbers",
        "pending_push",
        "need_alert",
        "need_threshold",
        "participant_copy",
        "participant_message",
        "audit",
        "event_coordinator",
    ):
        op.drop_table(table)


def _make_teams() -> None:
    op.create_table(
        "event_coordinator",
        _event(primary_key=True),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        _refers("event_coordinator", "event_id", "event"),
        _refers("event_coordinator", "resident_id", "resident"),
        sa.PrimaryKeyConstraint("event_id", "resident_id", name="pk_event_coordinator"),
    )
    op.create_index("ix_event_coordinator_resident_id", "event_coordinator", ["resident_id"])
    op.create_table(
        "audit",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=True),
        sa.Column("what", AutoString(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        _refers("audit", "staff_id", "resident", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_event_id_id", "audit", ["event_id", "id"])
    op.create_index("ix_audit_staff_id", "audit", ["staff_id"])


def _make_messages() -> None:
    op.create_table(
        "participant_message",
        sa.Column("id", BIG_ID, nullable=False),
        _event(),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("recipients", AutoString(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("machine", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=True),
        _refers("participant_message", "event_id", "event"),
        _refers("participant_message", "author_id", "resident", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_participant_message"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_participant_message_author_id", "participant_message", ["author_id"])
    op.create_index("ix_participant_message_event_id", "participant_message", ["event_id"])
    op.create_table(
        "participant_copy",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("registration_id", sa.BigInteger(), nullable=False),
        _refers("participant_copy", "message_id", "participant_message"),
        _refers("participant_copy", "registration_id", "registration"),
        sa.PrimaryKeyConstraint("id", name="pk_participant_copy"),
        sa.UniqueConstraint(
            "message_id", "registration_id", name="uq_participant_copy_message_id_registration_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_participant_copy_registration_id", "participant_copy", ["registration_id"])


def _make_needs() -> None:
    op.create_table(
        "need_threshold",
        _event(primary_key=True),
        sa.Column("need", AutoString(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.CheckConstraint("least >= 0", name=op.f("ck_need_threshold_least")),
        _refers("need_threshold", "event_id", "event"),
        sa.PrimaryKeyConstraint("event_id", "need", name="pk_need_threshold"),
    )
    op.create_table(
        "need_alert",
        sa.Column("id", BIG_ID, nullable=False),
        _event(),
        sa.Column("need", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        _refers("need_alert", "event_id", "event"),
        sa.PrimaryKeyConstraint("id", name="pk_need_alert"),
        sa.UniqueConstraint("event_id", "need", "language", name="uq_need_alert_event_id_need_language"),
        sqlite_autoincrement=True,
    )


def _event(*, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(
        "event_id", sa.BigInteger(), nullable=False, autoincrement=False if primary_key else "auto"
    )


def _refers(table: str, column: str, to: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete
    )
