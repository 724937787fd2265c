"""Registrations and waiting lists."""

from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, func, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.events import Event
from civic.extra_questions import Answers
from civic.registrations import ENDED, Need, Registration, RegistrationStatus
from storage.repositories.events import to_event
from storage.repositories.rows import Columns
from storage.tables import EventRow, RegistrationRow

_WAITING = RegistrationStatus.WAITING.value
_ENDED = sorted(status.value for status in ENDED)


class SqlRegistrations:
    """Implements `civic.ports.Registrations`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, registration_id: int) -> Registration | None:
        """One registration."""
        return await self._one(col(RegistrationRow.id) == registration_id)

    async def of(self, event_id: int, resident_id: int) -> Registration | None:
        """A resident's registration for an event, whatever its status."""
        return await self._one(
            col(RegistrationRow.event_id) == event_id, col(RegistrationRow.resident_id) == resident_id
        )

    async def by_code(self, code: str) -> Registration | None:
        """The registration with a code."""
        return await self._one(col(RegistrationRow.code) == code)

    async def add(self, registration: Registration) -> Registration:
        """Keeps a new registration; returns it with its id."""
        new_row = insert(RegistrationRow).values(_columns(registration)).returning(RegistrationRow)
        return _registration((await self._session.exec(new_row)).scalar_one())

    async def update(self, registration: Registration) -> None:
        """Replaces the row of a registration."""
        changed = update(RegistrationRow).where(col(RegistrationRow.id) == registration.id)
        await self._session.exec(changed.values(_columns(registration)))

    async def seats_taken(self, event_id: int) -> int:
        """People with a confirmed seat."""
        taken = select(func.coalesce(func.sum(col(RegistrationRow.people)), 0)).where(
            RegistrationRow.event_id == event_id,
            RegistrationRow.status == RegistrationStatus.CONFIRMED.value,
        )
        return (await self._session.exec(taken)).one()

    async def next_queue(self, event_id: int) -> int:
        """The number that puts a registration at the end of the queue."""
        last = select(func.coalesce(func.max(col(RegistrationRow.queue)), 0)).where(
            RegistrationRow.event_id == event_id
        )
        return (await self._session.exec(last)).one() + 1

    async def first_waiting(self, event_id: int) -> Registration | None:
        """The head of the waiting list; a group larger than the whole event keeps nobody waiting."""
        seats = select(EventRow.seats).where(EventRow.id == event_id).scalar_subquery()
        return await self._one(
            col(RegistrationRow.event_id) == event_id,
            col(RegistrationRow.status) == _WAITING,
            col(RegistrationRow.people) <= seats,
        )

    async def position(self, registration: Registration) -> int:
        """The place in the waiting list, from 1; 0 for one that does not wait."""
        if registration.status is not RegistrationStatus.WAITING:
            return 0
        up_to = select(func.count()).where(
            RegistrationRow.event_id == registration.event_id,
            RegistrationRow.status == _WAITING,
            RegistrationRow.queue <= registration.queue,
        )
        return (await self._session.exec(up_to)).one()

    async def of_resident(self, resident_id: int, now: datetime) -> list[tuple[Registration, Event]]:
        """Registrations that have or await a seat, of events that have not ended, soonest first."""
        coming = (
            select(RegistrationRow, EventRow)
            .join(EventRow, col(EventRow.id) == col(RegistrationRow.event_id))
            .where(
                RegistrationRow.resident_id == resident_id,
                col(RegistrationRow.status).not_in(_ENDED),
                EventRow.ends_at > now,
            )
            .order_by(col(EventRow.starts_at), col(RegistrationRow.id))
        )
        return [(_registration(row), to_event(event)) for row, event in await self._session.exec(coming)]

    async def of_event(self, event_id: int) -> list[Registration]:
        """Registrations of an event that have or await a seat, in order of the queue."""
        valid = select(RegistrationRow).where(
            RegistrationRow.event_id == event_id, col(RegistrationRow.status).not_in(_ENDED)
        )
        rows = await self._session.exec(valid.order_by(col(RegistrationRow.queue)))
        return [_registration(row) for row in rows]

    async def _one(self, *which: ColumnElement[bool]) -> Registration | None:
        first = select(RegistrationRow).where(*which).order_by(col(RegistrationRow.queue)).limit(1)
        row = (await self._session.exec(first)).first()
        return _registration(row) if row else None


def _registration(row: RegistrationRow) -> Registration:
    return Registration(
        id=row.id,
        event_id=row.event_id,
        resident_id=row.resident_id,
        code=row.code,
        name=row.name,
        people=row.people,
        status=RegistrationStatus(row.status),
        queue=row.queue,
        created_at=row.created_at,
        needs=frozenset(map(Need, row.needs)),
        cancelled_at=row.cancelled_at,
        others=tuple(row.others),
        answers=cast(Answers, row.answers),
        need_details=row.need_details,
        age_confirmed=row.age_confirmed,
        photos=row.photos,
        reminders=None if row.reminders is None else tuple(row.reminders),
        offered=row.offered,
        offer_until=row.offer_until,
        told=row.told,
        phone=row.phone,
        language=row.language,
        entered_by=row.entered_by,
        arrived=row.arrived,
        arrived_at=row.arrived_at,
        arrived_by=row.arrived_by,
        sequence=row.sequence,
    )


def _columns(registration: Registration) -> Columns:
    return {
        "event_id": registration.event_id,
        "resident_id": registration.resident_id,
        "code": registration.code,
        "name": registration.name,
        "people": registration.people,
        "status": registration.status.value,
        "queue": registration.queue,
        "needs": sorted(need.value for need in registration.needs),
        "created_at": registration.created_at,
        "cancelled_at": registration.cancelled_at,
        "others": list(registration.others),
        "answers": dict(registration.answers),
        "need_details": dict(registration.need_details),
        "age_confirmed": registration.age_confirmed,
        "photos": registration.photos,
        "reminders": None if registration.reminders is None else list(registration.reminders),
        "offered": registration.offered,
        "offer_until": registration.offer_until,
        "told": dict(registration.told),
        "phone": registration.phone,
        "language": registration.language,
        "entered_by": registration.entered_by,
        "arrived": registration.arrived,
        "arrived_at": registration.arrived_at,
        "arrived_by": registration.arrived_by,
        "sequence": registration.sequence,
    }
