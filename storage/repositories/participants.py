"""The people of an event as its coordinators see them, and what is deleted of them afterwards."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, String, cast, delete, func, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.events import Event, EventStatus
from civic.participants import SEATED, Participant
from civic.registrations import RegistrationStatus
from storage.quotes import erase_people_lines
from storage.repositories.audience import newest_account
from storage.repositories.events import to_event
from storage.repositories.registrations import to_registration
from storage.tables import EventRow, NeedAlertRow, RegistrationRow, ResidentRow

_SEATED = sorted(status.value for status in SEATED)
_NO_LIST, _NO_DICT = "[]", "{}"


class SqlParticipants:
    """Implements `civic.participants.Participants`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_event(self, event_id: int) -> list[Participant]:
        """Everybody, whatever their status, in order of the queue; one statement, so one moment."""
        return await self._found(col(RegistrationRow.event_id) == event_id)

    async def get(self, registration_id: int) -> Participant | None:
        """One of them."""
        return next(iter(await self._found(col(RegistrationRow.id) == registration_id)), None)

    async def ended(self, now: datetime, limit: int) -> list[Event]:
        """The events that ended last, newest first."""
        past = select(EventRow).where(col(EventRow.ends_at) <= now)
        newest = past.order_by(col(EventRow.ends_at).desc(), col(EventRow.id).desc()).limit(limit)
        return [to_event(row) for row in await self._session.exec(newest)]

    async def need_marks(self, now: datetime) -> dict[int, str]:
        """For each event that has not ended, a mark that changes with the needs of people with seats."""
        row = RegistrationRow
        needs, details = cast(col(row.needs), String), cast(col(row.need_details), String)
        figures = (
            func.count(),
            func.sum(col(row.id)),
            func.sum(col(row.people)),
            func.sum(col(row.offered)),
            func.sum(col(row.sequence)),
            func.sum(func.length(needs)),
            func.sum(func.length(details)),
        )
        marks = (
            select(col(row.event_id))
            .add_columns(*figures)
            .join(EventRow, col(EventRow.id) == col(row.event_id))
            .where(col(EventRow.ends_at) > now, col(EventRow.status) == EventStatus.PUBLISHED.value)
            .where(col(row.status).in_(_SEATED), needs != _NO_LIST)
            .group_by(col(row.event_id))
        )
        return {event_id: str(tuple(mark)) for event_id, *mark in await self._rows(marks)}

    async def pending_since(self, now: datetime) -> dict[int, datetime]:
        """Events to come with registrations that wait for a decision, and when the newest of them came."""
        newest = (
            select(col(RegistrationRow.event_id))
            .add_columns(func.max(col(RegistrationRow.created_at)))
            .join(EventRow, col(EventRow.id) == col(RegistrationRow.event_id))
            .where(col(EventRow.starts_at) > now, col(EventRow.status) == EventStatus.PUBLISHED.value)
            .where(col(RegistrationRow.status) == RegistrationStatus.PENDING.value)
            .group_by(col(RegistrationRow.event_id))
        )
        return dict(await self._rows(newest))

    async def with_details(self, before: datetime) -> list[int]:
        """Events that ended before, of which needs, alerts of needs or answers are still kept."""
        # An alert outlives whoever asked for something and is gone by now.
        told = select(col(NeedAlertRow.event_id))
        detailed = select(col(RegistrationRow.event_id)).where(has_details())
        return await self._past(before, or_(col(EventRow.id).in_(told), col(EventRow.id).in_(detailed)))

    async def forget_details(self, event_id: int) -> int:
        """Deletes needs and answers of an event's registrations, also from the staff's chats; of how many."""
        of_event = update(RegistrationRow).where(col(RegistrationRow.event_id) == event_id, has_details())
        emptied = await self._session.exec(of_event.values(needs=[], need_details={}, answers={}))
        await erase_people_lines(self._session, event_id)
        return emptied.rowcount

    async def with_people(self, before: datetime) -> list[int]:
        """Events that ended before, of which registrations are still kept."""
        return await self._past(before, col(EventRow.id).in_(select(col(RegistrationRow.event_id))))

    async def forget_people(self, event_id: int) -> int:
        """Deletes an event's registrations; how many."""
        of_event = delete(RegistrationRow).where(col(RegistrationRow.event_id) == event_id)
        await erase_people_lines(self._session, event_id)
        deleted = await self._session.exec(of_event)
        return deleted.rowcount

    async def _found(self, which: ColumnElement[bool]) -> list[Participant]:
        language = func.coalesce(col(ResidentRow.language), col(RegistrationRow.language))
        account = newest_account(col(RegistrationRow.resident_id))  # type: ignore[arg-type]
        found = (
            select(RegistrationRow, language, account)
            .outerjoin(ResidentRow, col(ResidentRow.id) == col(RegistrationRow.resident_id))
            .where(which)
            .order_by(col(RegistrationRow.queue), col(RegistrationRow.id))
        )
        rows = await self._session.exec(found)
        return [Participant(to_registration(row), spoken, number is not None) for row, spoken, number in rows]

    async def _past(self, before: datetime, which: ColumnElement[bool]) -> list[int]:
        past = select(col(EventRow.id)).where(col(EventRow.ends_at) <= before, which)
        return list(await self._session.exec(past.order_by(col(EventRow.id))))

    async def _rows(self, query: Select[tuple[object, ...]]) -> Sequence[tuple]:  # type: ignore[type-arg]
        return (await (await self._session.connection()).execute(query)).all()


def has_details() -> ColumnElement[bool]:
    """Whether needs or answers of a registration are kept."""
    return or_(
        cast(col(RegistrationRow.needs), String) != _NO_LIST,
        cast(col(RegistrationRow.need_details), String) != _NO_DICT,
        cast(col(RegistrationRow.answers), String) != _NO_DICT,
    )
