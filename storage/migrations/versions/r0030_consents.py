"""Consents, and since when somebody knows the privacy notice."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0030"
down_revision = "0029"

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_STANDING = (
    ("uq_consent_stands", ["resident_id", "purpose"], "NULL"),
    ("uq_consent_stands_for_event", ["resident_id", "purpose", "event_id"], "NOT NULL"),
)


def upgrade() -> None:
    """Whoever gets announcements or said yes to photos has agreed; in which words and when was not noted, so
    the version is empty and the time is that of this upgrade."""
    with op.batch_alter_table("resident", **_rebuilt()) as batch:
        batch.add_column(sa.Column("notice_at", UTCDateTime(), nullable=True))
    consent = op.create_table(
        "consent",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("resident_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", AutoString(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("version", AutoString(), nullable=False),
        sa.Column("language", AutoString(), nullable=False),
        sa.Column("given_at", UTCDateTime(), nullable=False),
        sa.Column("withdrawn_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_consent_resident_id_resident"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_consent_event_id_event"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sqlite_autoincrement=True,
    )
    for name, columns, which in _STANDING:
        stands = sa.text(f"withdrawn_at IS NULL AND event_id IS {which}")
        op.create_index(name, "consent", columns, unique=True, sqlite_where=stands, postgresql_where=stands)
    op.create_index("ix_consent_resident_id", "consent", ["resident_id"])
    op.create_index("ix_consent_event_id", "consent", ["event_id"])
    _agreed(consent)


def downgrade() -> None:
    """Forgets them."""
    op.drop_table("consent")
    with op.batch_alter_table("resident", **_rebuilt()) as batch:
        batch.drop_column("notice_at")


def _rebuilt() -> dict[str, Any]:
    """SQLite describes a table as the code does only where it is written anew."""
    on_sqlite = op.get_context().dialect.name == "sqlite"
    return {"recreate": "always" if on_sqlite else "never", "table_kwargs": {"sqlite_autoincrement": True}}


def _agreed(consent: sa.Table) -> None:
    """What people agreed to before."""
    resident = sa.table("resident", sa.column("id"), sa.column("language"))
    subscribed = sa.table("subscription", sa.column("resident_id"))
    registration = sa.table(
        "registration", sa.column("resident_id"), sa.column("event_id"), sa.column("photos", sa.Boolean())
    )
    words = (sa.literal(""), resident.c.language, sa.literal(datetime.now(UTC), UTCDateTime()))
    news = sa.select(resident.c.id, sa.literal("announcements"), sa.null(), *words).where(
        resident.c.id.in_(sa.select(subscribed.c.resident_id))
    )
    seen = sa.select(resident.c.id, sa.literal("photos"), registration.c.event_id, *words).where(
        registration.c.resident_id == resident.c.id, registration.c.photos.is_(True)
    )
    columns = ["resident_id", "purpose", "event_id", "version", "language", "given_at"]
    for given in (news, seen):
        op.execute(consent.insert().from_select(columns, given))
