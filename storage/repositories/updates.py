"""Updates that took effect."""

from sqlalchemy import inspect
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.residents import Cause
from civic.time import Clock
from storage.repositories.rows import prepared_insert
from storage.tables import UpdateRow

_NOTE = prepared_insert(
    UpdateRow, lambda row: row.on_conflict_do_nothing().returning(inspect(UpdateRow).local_table.c.update_id)
)


class SqlUpdates:
    """Implements `civic.ports.Updates`."""

    def __init__(self, session: AsyncSession, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def seen(self, cause: Cause) -> bool:
        """Whether an update took effect before."""
        found = select(UpdateRow.update_id).where(
            UpdateRow.channel == cause.channel.value, UpdateRow.update_id == cause.update_id
        )
        return (await self._session.exec(found)).first() is not None

    async def note(self, cause: Cause) -> None:
        """Records an update as taken effect, if it is not yet."""
        await self.insert(cause)

    async def insert(self, cause: Cause) -> bool:
        """Records an update; False where it is there. Waits for a transaction that is recording it."""
        values = {
            "channel": cause.channel.value,
            "update_id": cause.update_id,
            "handled_at": self._clock(),
        }
        connection = await self._session.connection()
        return (await connection.execute(_NOTE[connection.dialect.name], values)).first() is not None
