"""Reading the list at the door."""

from datetime import datetime

from sqlalchemy import exists
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.events import Event, EventStatus
from civic.registrations import Registration, RegistrationStatus
from storage.repositories.events import to_event
from storage.repositories.registrations import to_registration
from storage.tables import EventRow, RegistrationRow


class SqlDoor:
    """Implements `civic.door_ports.Door`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def everybody(self, event_id: int) -> list[Registration]:
        """All registrations of an event, also those that ended, in the order in which they came in."""
        every = select(RegistrationRow).where(RegistrationRow.event_id == event_id)
        rows = await self._session.exec(every.order_by(col(RegistrationRow.queue), col(RegistrationRow.id)))
        return [to_registration(row) for row in rows]

    async def releasing(self, now: datetime) -> list[Event]:
        """Published events that are going on and give the seats away of people who do not come; only those
        where somebody was checked in, and somebody with a seat was not."""
        listed = exists().where(col(RegistrationRow.event_id) == col(EventRow.id))
        seated = col(RegistrationRow.status) == RegistrationStatus.CONFIRMED.value
        here = listed.where(col(RegistrationRow.arrived) > 0)
        missing = listed.where(seated, col(RegistrationRow.arrived) == 0)
        going_on = select(EventRow).where(
            EventRow.status == EventStatus.PUBLISHED.value,
            EventRow.starts_at <= now,
            EventRow.ends_at > now,
            col(EventRow.release_after).is_not(None),
            here,
            missing,
        )
        return [to_event(row) for row in await self._session.exec(going_on.order_by(col(EventRow.id)))]
