"""What several repositories need: columns of a row, INSERT … ON CONFLICT, and states that are not final."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import DeliveryStatus
from storage.tables.base import Table

Columns = dict[str, object]
"""Values of a row by the names of its columns."""

UNSETTLED = (DeliveryStatus.OPEN.value, DeliveryStatus.SENDING.value)
"""States of a copy or a notice whose outcome is not known yet."""


def insert_into(session: AsyncSession, table: type[Table]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that takes `on_conflict_do_nothing` or `on_conflict_do_update`; each database has its own."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
