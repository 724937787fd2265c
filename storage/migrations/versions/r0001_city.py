"""Residents, staff, events, registrations, questions, announcements and their copies."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0001"
down_revision = None

_TO_DROP = (
    "conversation processed_update notice delivery announcement answer_rating "
    "question registration event chat_group invitation staff_member subscription "
    "account resident"
)

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def refers(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    """A foreign key to the id of another table."""
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}", ondelete=ondelete
    )


def upgrade() -> None:
    """Makes the tables."""
    _people()
    _staff()
    _events()
    _registrations()
    _questions()
    _announcements()
    _deliveries()
    _updates()


def downgrade() -> None:
    """Drops them, those that refer to others first."""
    for table in _TO_DROP.split():
        op.drop_table(table)


def _people() -> None:
    op.create_table(
        "resident",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("language_chosen", sa.Boolean(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("notice_version", AutoString(), nullable=False),
        sa.Column("district", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_resident"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "account",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        refers("account", "resident_id", "resident", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("channel", "chat_id", name="uq_account_channel_chat_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_account_resident_id", "account", ["resident_id"])
    op.create_table(
        "subscription",
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", AutoString(), nullable=False),
        refers("subscription", "resident_id", "resident", "CASCADE"),
        sa.PrimaryKeyConstraint("resident_id", "topic", name="pk_subscription"),
    )
    op.create_index("ix_subscription_topic", "subscription", ["topic"])


def _staff() -> None:
    op.create_table(
        "staff_member",
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("role", AutoString(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        refers("staff_member", "resident_id", "resident", "CASCADE"),
        sa.PrimaryKeyConstraint("resident_id", name="pk_staff_member"),
    )
    op.create_table(
        "invitation",
        sa.Column("token_hash", AutoString(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("expires_at", UTCDateTime(), nullable=False),
        sa.Column("used_at", UTCDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitation"),
    )
    op.create_table(
        "chat_group",
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("since", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "chat_id", name="pk_chat_group"),
    )


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("descriptions", sa.JSON(), nullable=False),
        sa.Column("starts_at", UTCDateTime(), nullable=False),
        sa.Column("ends_at", UTCDateTime(), nullable=False),
        sa.Column("deadline", UTCDateTime(), nullable=False),
        sa.Column("place", AutoString(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("cost", AutoString(), nullable=False),
        sa.Column("organiser", AutoString(), nullable=False),
        sa.Column("contact", AutoString(), nullable=False),
        sa.Column("step_free", sa.Boolean(), nullable=True),
        sa.Column("spoken", AutoString(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("example", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("seats >= 0", name=op.f("ck_event_seats")),
        sa.CheckConstraint("starts_at <= ends_at", name=op.f("ck_event_times")),
        refers("event", "created_by", "resident", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_ends_at", "event", ["ends_at"])
    op.create_index("ix_event_starts_at", "event", ["starts_at"])


def _registrations() -> None:
    op.create_table(
        "registration",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("code", AutoString(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("queue", sa.Integer(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("cancelled_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("people BETWEEN 1 AND 6", name=op.f("ck_registration_people")),
        refers("registration", "event_id", "event", "CASCADE"),
        refers("registration", "resident_id", "resident", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_registration"),
        sa.UniqueConstraint("code", name="uq_registration_code"),
        sa.UniqueConstraint("event_id", "resident_id", name="uq_registration_event_id_resident_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_registration_event_id_status_queue", "registration", ["event_id", "status", "queue"])
    op.create_index("ix_registration_resident_id", "registration", ["resident_id"])


def _questions() -> None:
    op.create_table(
        "question",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("text", AutoString(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("entry", AutoString(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("answer", AutoString(), nullable=False),
        sa.Column("answered_by", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", UTCDateTime(), nullable=True),
        refers("question", "answered_by", "resident", "SET NULL"),
        refers("question", "resident_id", "resident", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_question_resident_id_status", "question", ["resident_id", "status"])
    op.create_index("ix_question_status_asked_at", "question", ["status", "asked_at"])
    op.create_table(
        "answer_rating",
        sa.Column("entry", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("helpful", sa.Integer(), nullable=False),
        sa.Column("unhelpful", sa.Integer(), nullable=False),
        sa.CheckConstraint("helpful >= 0 AND unhelpful >= 0", name=op.f("ck_answer_rating_counts")),
        sa.PrimaryKeyConstraint("entry", "language", name="pk_answer_rating"),
    )


def _announcements() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("districts", sa.JSON(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("due_at", UTCDateTime(), nullable=True),
        sa.Column("local_time", AutoString(), nullable=False),
        sa.Column("zone", AutoString(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=True),
        sa.Column("finished_at", UTCDateTime(), nullable=True),
        refers("announcement", "author_id", "resident"),
        sa.PrimaryKeyConstraint("id", name="pk_announcement"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcement_status_due_at", "announcement", ["status", "due_at"])


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("announcement_id", sa.BigInteger(), nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("claimable_at", UTCDateTime(), nullable=True),
        sa.Column("detail", AutoString(), nullable=False),
        sa.CheckConstraint(
            "(claimable_at IS NOT NULL) = (status IN ('open', 'sending'))", name=op.f("ck_delivery_claimable")
        ),
        refers("delivery", "announcement_id", "announcement", "CASCADE"),
        refers("delivery", "resident_id", "resident", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("announcement_id", "resident_id", name="uq_delivery_announcement_id_resident_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_delivery_announcement_id_status", "delivery", ["announcement_id", "status"])
    op.create_index("ix_delivery_claimable_at_id", "delivery", ["claimable_at", "id"])
    op.create_index("ix_delivery_resident_id", "delivery", ["resident_id"])
    op.create_table(
        "notice",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("claimable_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint(
            "(claimable_at IS NOT NULL) = (status IN ('open', 'sending'))", name=op.f("ck_notice_claimable")
        ),
        refers("notice", "resident_id", "resident", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notice_claimable_at_id", "notice", ["claimable_at", "id"])
    op.create_index("ix_notice_resident_id", "notice", ["resident_id"])


def _updates() -> None:
    op.create_table(
        "processed_update",
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("handled_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "update_id", name="pk_processed_update"),
    )
    op.create_index("ix_processed_update_handled_at", "processed_update", ["handled_at"])
    op.create_table(
        "conversation",
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("thread_id", sa.BigInteger(), nullable=False),
        sa.Column("business_connection_id", AutoString(), nullable=False),
        sa.Column("destiny", AutoString(), nullable=False),
        sa.Column("state", AutoString(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "bot_id",
            "chat_id",
            "user_id",
            "thread_id",
            "business_connection_id",
            "destiny",
            name="pk_conversation",
        ),
    )
    op.create_index("ix_conversation_changed_at", "conversation", ["changed_at"])
