"""The coordinators of events, and notes of what they did with an event's people."""

from sqlalchemy import delete, insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.event_teams import Audited, AuditEntry
from storage.repositories.rows import insert_into
from storage.tables import AuditRow, EventCoordinatorRow


class SqlEventTeams:
    """Implements `civic.event_teams.EventTeams`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of(self, event_id: int) -> frozenset[int]:
        """The residents on an event's team."""
        team = select(EventCoordinatorRow.resident_id).where(EventCoordinatorRow.event_id == event_id)
        return frozenset((await self._session.exec(team)).all())

    async def add(self, event_id: int, resident_id: int) -> None:
        """Puts somebody on it, once."""
        row = insert_into(self._session, EventCoordinatorRow)
        new_row = row.values(event_id=event_id, resident_id=resident_id).on_conflict_do_nothing()
        await self._session.exec(new_row)

    async def remove(self, event_id: int, resident_id: int) -> None:
        """Takes somebody off it."""
        of_event = col(EventCoordinatorRow.event_id) == event_id
        one = delete(EventCoordinatorRow).where(of_event, col(EventCoordinatorRow.resident_id) == resident_id)
        await self._session.exec(one)

    async def note(self, entry: AuditEntry) -> None:
        """Keeps what somebody did."""
        row = insert(AuditRow).values(
            at=entry.at, staff_id=entry.staff_id, what=entry.what.value, event_id=entry.event_id, detail=""
        )
        await self._session.exec(row)

    async def notes(self, event_id: int) -> list[AuditEntry]:
        """What was done with an event's people, oldest first."""
        kinds = [one.value for one in Audited]
        of_event = select(AuditRow).where(AuditRow.event_id == event_id, col(AuditRow.what).in_(kinds))
        rows = await self._session.exec(of_event.order_by(col(AuditRow.id)))
        return [AuditEntry(row.at, row.staff_id, Audited(row.what), event_id) for row in rows]
