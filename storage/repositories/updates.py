"""Updates that took effect."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.residents import Cause
from civic.time import Clock
from storage.repositories.rows import insert_into
from storage.tables import UpdateRow


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
        statement = (
            insert_into(self._session, UpdateRow)
            .values(channel=cause.channel.value, update_id=cause.update_id, handled_at=self._clock())
            .on_conflict_do_nothing()
            .returning(col(UpdateRow.update_id))
        )
        return (await self._session.exec(statement)).first() is not None
