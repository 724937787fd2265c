"""Registrations and waiting lists."""

from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, case, func, insert, true, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import DeliveryStatus
from civic.events import Event, EventStatus, Way
from civic.extra_questions import Answers
from civic.notices import NoticeKind
from civic.registrations import ENDED, Need, Registration, RegistrationStatus
from storage.repositories.events import to_event
from storage.repositories.rows import Columns
from storage.tables import EventRow, NoticeRow, RegistrationRow

_WAITING = RegistrationStatus.WAITING.value
_OFFERED = RegistrationStatus.OFFERED.value
_FAILED = (DeliveryStatus.UNREACHABLE.value, DeliveryStatus.REFUSED.value)
_ENDED = sorted(status.value for status in ENDED)


class SqlRegistrations:
    """Implements `civic.event_ports.Registrations`."""

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
        return to_registration((await self._session.exec(new_row)).scalar_one())

    async def update(self, registration: Registration) -> None:
        """Replaces the row of a registration."""
        changed = update(RegistrationRow).where(col(RegistrationRow.id) == registration.id)
        await self._session.exec(changed.values(_columns(registration)))

    async def seats_taken(self, event_id: int) -> int:
        """Seats of confirmed people, and those that are offered to somebody."""
        seated = col(RegistrationRow.status) == RegistrationStatus.CONFIRMED.value
        in_use = case((seated, col(RegistrationRow.people)), else_=col(RegistrationRow.offered))
        taken = select(func.coalesce(func.sum(in_use), 0)).where(RegistrationRow.event_id == event_id)
        return int((await self._session.exec(taken)).one())

    async def next_queue(self, event_id: int) -> int:
        """The number that puts a registration at the end of the queue."""
        last = select(func.coalesce(func.max(col(RegistrationRow.queue)), 0)).where(
            RegistrationRow.event_id == event_id
        )
        return (await self._session.exec(last)).one() + 1

    async def first_waiting(self, event_id: int, *, at_most: int | None = None) -> Registration | None:
        """The head of the waiting list, or the first in it of at most so many people."""
        which = [col(RegistrationRow.event_id) == event_id, col(RegistrationRow.status) == _WAITING]
        if at_most is not None:
            which.append(col(RegistrationRow.people) <= at_most)
        return await self._one(*which)

    async def offers(self, event_id: int) -> list[Registration]:
        """Open offers of an event, in order of the queue."""
        return await self._all(
            col(RegistrationRow.event_id) == event_id, col(RegistrationRow.status) == _OFFERED
        )

    async def entrants(self, event_id: int, drawn_at: datetime) -> list[Registration]:
        """Registrations that were there when the seats were drawn, also those that ended since; nobody who
        was let in at the door without one."""
        ended = col(RegistrationRow.cancelled_at)
        walked_in = col(RegistrationRow.arrived_at) == col(RegistrationRow.created_at)
        sent_away = (col(RegistrationRow.status) == RegistrationStatus.CANCELLED.value) & ended.is_(None)
        return await self._all(
            col(RegistrationRow.event_id) == event_id,
            col(RegistrationRow.created_at) <= drawn_at,
            ended.is_(None) | (ended > drawn_at),
            func.coalesce(~walked_in, true()),
            ~sent_away,
        )

    async def due_offers(self, now: datetime) -> list[Registration]:
        """Offers of published events whose time is over, or whose person turned out to be unreachable."""
        newest = (
            select(func.max(col(NoticeRow.id)))
            .where(
                NoticeRow.kind == NoticeKind.SEAT_OFFERED.value, NoticeRow.subject_id == RegistrationRow.id
            )
            .correlate(RegistrationRow)
            .scalar_subquery()
        )
        failed = select(NoticeRow.id).where(col(NoticeRow.id) == newest, col(NoticeRow.status).in_(_FAILED))
        published = select(EventRow.id).where(EventRow.status == EventStatus.PUBLISHED.value)
        return await self._all(
            col(RegistrationRow.status) == _OFFERED,
            col(RegistrationRow.event_id).in_(published),
            (col(RegistrationRow.offer_until) <= now) | failed.exists(),
        )

    async def position(self, registration: Registration) -> int:
        """The place in the waiting list, from 1; 0 for one that does not wait, or for a draw to come."""
        if registration.status is not RegistrationStatus.WAITING:
            return 0
        undrawn = (col(EventRow.way) == Way.DRAW.value) & col(EventRow.drawn_at).is_(None)
        up_to = select(func.count()).where(
            col(RegistrationRow.event_id).not_in(select(EventRow.id).where(undrawn)),
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
        return [(to_registration(row), to_event(event)) for row, event in await self._session.exec(coming)]

    async def of_event(self, event_id: int) -> list[Registration]:
        """Registrations of an event that have or await a seat, in order of the queue."""
        return await self._all(
            col(RegistrationRow.event_id) == event_id, col(RegistrationRow.status).not_in(_ENDED)
        )

    async def _all(self, *which: ColumnElement[bool]) -> list[Registration]:
        rows = await self._session.exec(
            select(RegistrationRow)
            .where(*which)
            .order_by(col(RegistrationRow.queue), col(RegistrationRow.id))
        )
        return [to_registration(row) for row in rows]

    async def _one(self, *which: ColumnElement[bool]) -> Registration | None:
        first = select(RegistrationRow).where(*which).order_by(col(RegistrationRow.queue)).limit(1)
        row = (await self._session.exec(first)).first()
        return to_registration(row) if row else None


def to_registration(row: RegistrationRow) -> Registration:
    """The registration of a row."""
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
