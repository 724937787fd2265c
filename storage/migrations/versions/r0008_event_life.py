"""What a real office needs of events and registrations: ways to give seats, questions, offers, arrivals."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0008"
down_revision = "0007"

# A rebuild on SQLite cannot read these from the database.
REBUILT: dict[str, Any] = {"recreate": "auto", "table_kwargs": {"sqlite_autoincrement": True}}
JSON, BIG, INT, FLAG, TEXT = sa.JSON, sa.BigInteger, sa.Integer, sa.Boolean, AutoString
# Each with the value of the rows that are there; None is null.
EVENT: dict[str, tuple[Any, str | None]] = {
    "opens_at": (UTCDateTime, None),
    "way": (TEXT, "first_come"),
    "draw_at": (UTCDateTime, None),
    "draw_seed": (TEXT, ""),
    "drawn_at": (UTCDateTime, None),
    "questions": (JSON, "[]"),
    "age_from": (INT, None),
    "age_to": (INT, None),
    "photos": (FLAG, "false"),
    "offer_hours": (INT, "24"),
    "reminders": (JSON, "[48, 3]"),
    "release_after": (INT, None),
    "series": (BIG, None),
    "latitude": (sa.Float, None),
    "longitude": (sa.Float, None),
    "sequence": (INT, "0"),
    "listing_only": (FLAG, "false"),
    "link": (TEXT, ""),
    "text_states": (JSON, "{}"),
}
REGISTRATION: dict[str, tuple[Any, str | None]] = {
    "others": (JSON, "[]"),
    "answers": (JSON, "{}"),
    "need_details": (JSON, "{}"),
    "age_confirmed": (FLAG, None),
    "photos": (FLAG, None),
    "reminders": (JSON, None),
    "offered": (INT, "0"),
    "offer_until": (UTCDateTime, None),
    "told": (JSON, "{}"),
    "phone": (TEXT, ""),
    "language": (TEXT, ""),
    "entered_by": (BIG, None),
    "arrived": (INT, "0"),
    "arrived_at": (UTCDateTime, None),
    "arrived_by": (BIG, None),
    "sequence": (INT, "0"),
}
CHECKS = {
    "offered": "offered BETWEEN 0 AND people",
    "arrived": "arrived BETWEEN 0 AND people",
    "offer": "(offer_until IS NOT NULL) = (status = 'offered')",
}
BY_STAFF = ("entered_by", "arrived_by")


def upgrade() -> None:
    """Adds the columns; a registration need not belong to an account any more."""
    _add("event", EVENT)
    _add("registration", REGISTRATION)
    with op.batch_alter_table("registration", **REBUILT) as registration:
        registration.alter_column("resident_id", existing_type=BIG(), nullable=True)
        for name, rule in CHECKS.items():
            registration.create_check_constraint(op.f(f"ck_registration_{name}"), rule)
        for column in BY_STAFF:
            key = f"fk_registration_{column}_resident"
            registration.create_foreign_key(key, "resident", [column], ["id"], ondelete="SET NULL")
    op.create_index("ix_registration_offer_until", "registration", ["offer_until"])


def downgrade() -> None:
    """Takes them away again, with the registrations of people without an account."""
    op.execute("DELETE FROM registration WHERE resident_id IS NULL")
    op.execute("UPDATE registration SET status = 'waiting' WHERE status IN ('pending', 'offered')")
    op.execute(
        "UPDATE registration SET status = 'cancelled' WHERE status IN ('passed', 'released', 'declined')"
    )
    op.drop_index("ix_registration_offer_until", "registration")
    with op.batch_alter_table("registration", **REBUILT) as registration:
        for name in CHECKS:
            registration.drop_constraint(op.f(f"ck_registration_{name}"), type_="check")
        for column in BY_STAFF:
            registration.drop_constraint(f"fk_registration_{column}_resident", type_="foreignkey")
        registration.alter_column("resident_id", existing_type=BIG(), nullable=False)
        for column in REGISTRATION:
            registration.drop_column(column)
    with op.batch_alter_table("event", **REBUILT) as event:
        for column in EVENT:
            event.drop_column(column)


def _add(table: str, columns: dict[str, tuple[Any, str | None]]) -> None:
    with op.batch_alter_table(table, **REBUILT) as rows:
        for name, (kind, value) in columns.items():
            default = sa.text(value) if kind is FLAG and value else value
            rows.add_column(sa.Column(name, kind(), nullable=value is None, server_default=default))
    # The defaults were for the rows that were there.
    with op.batch_alter_table(table, **REBUILT) as rows:
        for name, (kind, value) in columns.items():
            if value is not None:
                rows.alter_column(name, existing_type=kind(), server_default=None)
