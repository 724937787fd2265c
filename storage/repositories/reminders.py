"""Reminders of events, and for what they were planned."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.events import Event, EventStatus
from civic.registrations import Registration, RegistrationStatus
from civic.reminders import Reminder, ReminderStatus
from storage.repositories.events import to_event
from storage.repositories.registrations import to_registration
from storage.repositories.rows import insert_into
from storage.tables import EventReminderRow, EventRow, RegistrationRow, ReminderPlanRow

_OPEN = col(EventReminderRow.status) == ReminderStatus.OPEN.value


class SqlReminders:
    """Implements `civic.event_message_ports.Reminders`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, reminder_id: int) -> Reminder | None:
        """One reminder."""
        found = select(EventReminderRow).where(EventReminderRow.id == reminder_id)
        row = (await self._session.exec(found)).first()
        return _reminder(row) if row else None

    async def of(self, registration_id: int) -> list[Reminder]:
        """The reminders of one registration, the earliest first."""
        found = select(EventReminderRow).where(EventReminderRow.registration_id == registration_id)
        rows = await self._session.exec(found.order_by(col(EventReminderRow.hours).desc()))
        return [_reminder(row) for row in rows]

    async def add(self, reminder: Reminder) -> None:
        """Keeps a new one; the one with the same hours is replaced."""
        values = {"due_at": reminder.due_at, "status": reminder.status.value}
        row = insert_into(self._session, EventReminderRow).values(
            registration_id=reminder.registration_id, hours=reminder.hours, **values
        )
        await self._session.exec(
            row.on_conflict_do_update(index_elements=["registration_id", "hours"], set_=values)
        )

    async def set(self, reminder: Reminder) -> None:
        """Stores when it is due and what became of it."""
        changed = update(EventReminderRow).where(col(EventReminderRow.id) == reminder.id)
        await self._session.exec(changed.values(due_at=reminder.due_at, status=reminder.status.value))

    async def plan(self, registration_id: int, starts_at: datetime, hours: Sequence[int]) -> None:
        """Notes for what the rows of a registration were settled."""
        values: dict[str, Any] = {"starts_at": starts_at, "hours": list(hours)}
        row = insert_into(self._session, ReminderPlanRow).values(registration_id=registration_id, **values)
        await self._session.exec(row.on_conflict_do_update(index_elements=["registration_id"], set_=values))

    async def is_due(self, now: datetime) -> bool:
        """Whether anything is unsettled or due; takes no lock."""
        due = select(EventReminderRow.id).where(_OPEN, EventReminderRow.due_at <= now).limit(1)
        if (await self._session.exec(due)).first() is not None:
            return True
        unsettled = _seats(RegistrationRow.id).where(_unsettled(now)).limit(1)
        return (await self._session.exec(unsettled)).first() is not None

    async def unsettled(self, now: datetime, limit: int) -> list[tuple[Registration, Event]]:
        """Seats at coming events whose rows were settled for another time or other hours, or never."""
        found = _seats(RegistrationRow, EventRow).where(_unsettled(now)).order_by(col(RegistrationRow.id))
        locked = found.limit(limit).with_for_update(skip_locked=True, key_share=True, of=RegistrationRow)
        return [(to_registration(row), to_event(event)) for row, event in await self._session.exec(locked)]

    async def lock_due(self, now: datetime, limit: int) -> list[tuple[Reminder, Registration, Event]]:
        """Open reminders whose time has come, locked until the end of the transaction."""
        found = (
            select(EventReminderRow, RegistrationRow, EventRow)
            .join(RegistrationRow, col(RegistrationRow.id) == col(EventReminderRow.registration_id))
            .join(EventRow, col(EventRow.id) == col(RegistrationRow.event_id))
            .where(_OPEN, EventReminderRow.due_at <= now)
            .order_by(col(EventReminderRow.due_at), col(EventReminderRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True, of=EventReminderRow)
        )
        return [
            (_reminder(row), to_registration(registration), to_event(event))
            for row, registration, event in await self._session.exec(found)
        ]

    async def drop_of(self, event_id: int) -> None:
        """Ends the open reminders of an event that does not take place."""
        registrations = select(RegistrationRow.id).where(RegistrationRow.event_id == event_id)
        dropped = update(EventReminderRow).where(
            _OPEN, col(EventReminderRow.registration_id).in_(registrations)
        )
        await self._session.exec(dropped.values(status=ReminderStatus.DROPPED.value))


def _seats(*what: Any) -> Any:
    return (
        select(*what)
        .join(EventRow, col(EventRow.id) == col(RegistrationRow.event_id))
        .outerjoin(ReminderPlanRow, col(ReminderPlanRow.registration_id) == col(RegistrationRow.id))
    )


def _unsettled(now: datetime) -> ColumnElement[bool]:
    """The hours are compared as they are written: a list of numbers has one spelling."""
    wanted = func.coalesce(
        cast(col(RegistrationRow.reminders), String), cast(col(EventRow.reminders), String)
    )
    return and_(
        col(EventRow.starts_at) > now,
        col(EventRow.status) == EventStatus.PUBLISHED.value,
        col(RegistrationRow.status) == RegistrationStatus.CONFIRMED.value,
        col(RegistrationRow.resident_id).is_not(None),
        or_(
            col(ReminderPlanRow.registration_id).is_(None),
            col(ReminderPlanRow.starts_at) != col(EventRow.starts_at),
            cast(col(ReminderPlanRow.hours), String) != wanted,
        ),
    )


def _reminder(row: EventReminderRow) -> Reminder:
    return Reminder(row.id, row.registration_id, row.hours, row.due_at, ReminderStatus(row.status))
