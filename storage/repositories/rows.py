"""What several repositories need: columns of a row, INSERT … ON CONFLICT, and states that are not final."""

from collections.abc import Callable, Mapping

from sqlalchemy import Executable, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import DeliveryStatus
from storage.tables.base import Table

Columns = dict[str, object]
"""Values of a row by the names of its columns."""

UNSETTLED = (DeliveryStatus.OPEN.value, DeliveryStatus.SENDING.value)
"""States of a copy or a notice whose outcome is not known yet."""

_INSERTS: dict[str, Callable[..., postgresql.Insert | sqlite.Insert]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


def insert_into(session: AsyncSession, table: type[Table]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that takes `on_conflict_do_nothing` or `on_conflict_do_update`; each database has its own."""
    return _INSERTS[session.get_bind().dialect.name](table)


def prepared_insert(
    table: type[Table], build: Callable[[postgresql.Insert | sqlite.Insert], Executable]
) -> Mapping[str, Executable]:
    """An INSERT of one row, whose values are its parameters, for each kind of database.

    Building one anew each time costs more than running it.
    """
    rows = inspect(table).local_table
    return {name: build(insert(rows)) for name, insert in _INSERTS.items()}
