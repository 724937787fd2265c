"""Announcements: a body per language with a title, more ways to say who is meant, approval, repetition."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0016"
down_revision = "0015"

REBUILT: dict[str, Any] = {"recreate": "auto", "table_kwargs": {"sqlite_autoincrement": True}}

_announcement = sa.table(
    "announcement",
    sa.column("id", sa.BigInteger()),
    sa.column("texts", sa.JSON()),
    sa.column("bodies", sa.JSON()),
    sa.column("language", sa.String()),
)
_EMPTY = {"title": "", "alt": "", "of": "", "draft": False, "machine": False}


def upgrade() -> None:
    """Adds what is new; what was one text per language becomes bodies without a title."""
    with op.batch_alter_table("announcement", **REBUILT) as batch:
        batch.alter_column("author_id", existing_type=sa.BigInteger(), nullable=True)
        for column in _new_columns():
            batch.add_column(column)
    connection = op.get_bind()
    for number, texts in connection.execute(sa.select(_announcement.c.id, _announcement.c.texts)).all():
        bodies = {code: {**_EMPTY, "text": text} for code, text in texts.items()}
        main = "de" if "de" in texts or not texts else next(iter(texts))
        changed = sa.update(_announcement).where(_announcement.c.id == number)
        connection.execute(changed.values(bodies=bodies, language=main))
    with op.batch_alter_table("announcement", **REBUILT) as batch:
        batch.drop_column("texts")
        batch.create_unique_constraint(
            op.f("uq_announcement_series_id_series_day"), ["series_id", "series_day"]
        )
        batch.create_index("ix_announcement_event_id", ["event_id"])
        batch.create_foreign_key(
            op.f("fk_announcement_event_id_event"), "event", ["event_id"], ["id"], ondelete="SET NULL"
        )
        for name in _DEFAULTED:
            batch.alter_column(name, server_default=None)
    with op.batch_alter_table("delivery", **REBUILT) as batch:
        batch.alter_column("resident_id", existing_type=sa.BigInteger(), nullable=True)
        batch.add_column(sa.Column("together", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("message_id", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("sent_at", UTCDateTime(), nullable=True))
    _move_message_ids()
    with op.batch_alter_table("delivery", **REBUILT) as batch:
        batch.alter_column("together", server_default=None)


def downgrade() -> None:
    """Keeps the texts; whatever else is new is lost, and so are copies for public channels."""
    op.execute(sa.text("DELETE FROM delivery WHERE resident_id IS NULL"))
    op.execute(sa.text("DELETE FROM announcement WHERE author_id IS NULL"))
    op.execute(
        sa.text("UPDATE delivery SET detail = CAST(message_id AS VARCHAR(20)) WHERE message_id IS NOT NULL")
    )
    with op.batch_alter_table("delivery", **REBUILT) as batch:
        for name in ("together", "message_id", "sent_at"):
            batch.drop_column(name)
        batch.alter_column("resident_id", existing_type=sa.BigInteger(), nullable=False)
    with op.batch_alter_table("announcement", **REBUILT) as batch:
        batch.add_column(sa.Column("texts", sa.JSON(), nullable=False, server_default="{}"))
    connection = op.get_bind()
    for number, bodies in connection.execute(sa.select(_announcement.c.id, _announcement.c.bodies)).all():
        texts = {code: _as_text(body) for code, body in bodies.items()}
        connection.execute(sa.update(_announcement).where(_announcement.c.id == number).values(texts=texts))
    with op.batch_alter_table("announcement", **REBUILT) as batch:
        batch.alter_column("texts", server_default=None)
        batch.drop_constraint(op.f("fk_announcement_event_id_event"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_announcement_series_id_series_day"), type_="unique")
        batch.drop_index("ix_announcement_event_id")
        for column in _new_columns():
            batch.drop_column(column.name)
        batch.alter_column("author_id", existing_type=sa.BigInteger(), nullable=False)


def _as_text(body: dict[str, str]) -> str:
    return "\n\n".join(part for part in (body["title"], body["text"]) if part)


def _move_message_ids() -> None:
    op.execute(
        sa.text(
            "UPDATE delivery SET message_id = CAST(detail AS BIGINT), detail = '' "
            "WHERE status = 'sent' AND detail <> ''"
        )
    )


def _text(name: str, default: str = "") -> sa.Column[Any]:
    return sa.Column(name, AutoString(), nullable=False, server_default=default)


def _time(name: str) -> sa.Column[Any]:
    return sa.Column(name, UTCDateTime(), nullable=True)


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=True)


def _json(name: str, default: str) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(), nullable=False, server_default=default)


def _new_columns() -> list[sa.Column[Any]]:
    return [
        _json("bodies", "{}"),
        _text("language", "de"),
        _text("where_missing", "with_note"),
        _number("picture_id"),
        _text("button_kind"),
        _text("button_target"),
        _text("urgent"),
        _time("expires_at"),
        _json("channels", "[]"),
        sa.Column("every_topic", sa.Boolean(), nullable=False, server_default=sa.false()),
        _json("languages", "[]"),
        _number("people_of"),
        _text("people", "participants"),
        sa.Column("not_recent_days", sa.Integer(), nullable=False, server_default="0"),
        _number("event_id"),
        _text("event_news"),
        _number("series_id"),
        _text("series_day"),
        _time("submitted_at"),
        _number("approved_by"),
        _time("approved_at"),
        _text("approved_hash"),
        _time("corrected_at"),
    ]


_DEFAULTED = tuple(column.name for column in _new_columns() if column.server_default is not None)
