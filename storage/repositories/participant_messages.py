"""Messages to the people of events, a row for each of them, and what became of these."""

from sqlalchemy import ColumnElement, delete, func, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import DeliveryStatus, Report
from civic.notices import NoticeKind
from civic.participant_messages import ParticipantMessage, Recipients
from storage.repositories.rows import UNSETTLED, Columns
from storage.tables import NoticeRow, ParticipantCopyRow, ParticipantMessageRow


class SqlParticipantMessages:
    """Implements `civic.participant_messages.ParticipantMessages`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, message_id: int) -> ParticipantMessage | None:
        """One message."""
        found = select(ParticipantMessageRow).where(ParticipantMessageRow.id == message_id)
        row = (await self._session.exec(found)).first()
        return _message(row) if row else None

    async def lock(self, message_id: int) -> ParticipantMessage | None:
        """The same, locked until the end of the transaction."""
        found = select(ParticipantMessageRow).where(ParticipantMessageRow.id == message_id)
        row = (await self._session.exec(found.with_for_update())).first()
        return _message(row) if row else None

    async def add(self, message: ParticipantMessage) -> ParticipantMessage:
        """Keeps a new message; returns it with its id."""
        row = insert(ParticipantMessageRow).values(_columns(message)).returning(ParticipantMessageRow)
        return _message((await self._session.exec(row)).scalar_one())

    async def update(self, message: ParticipantMessage) -> None:
        """Replaces the row of a message."""
        changed = update(ParticipantMessageRow).where(col(ParticipantMessageRow.id) == message.id)
        await self._session.exec(changed.values(_columns(message)))

    async def of_event(self, event_id: int) -> list[ParticipantMessage]:
        """What was sent for an event, newest first."""
        sent = select(ParticipantMessageRow).where(
            ParticipantMessageRow.event_id == event_id, col(ParticipantMessageRow.sent_at).is_not(None)
        )
        rows = await self._session.exec(sent.order_by(col(ParticipantMessageRow.id).desc()))
        return [_message(row) for row in rows]

    async def add_copy(self, message_id: int, registration_id: int) -> int:
        """Keeps that a registration gets a message; the id of the copy."""
        row = insert(ParticipantCopyRow).values(message_id=message_id, registration_id=registration_id)
        made: int = (await self._session.exec(row.returning(col(ParticipantCopyRow.id)))).scalar_one()
        return made

    async def of_copy(self, copy_id: int) -> ParticipantMessage | None:
        """The message that a copy is of."""
        found = (
            select(ParticipantMessageRow)
            .join(ParticipantCopyRow, col(ParticipantCopyRow.message_id) == col(ParticipantMessageRow.id))
            .where(ParticipantCopyRow.id == copy_id)
        )
        row = (await self._session.exec(found)).first()
        return _message(row) if row else None

    async def report(self, message_id: int) -> Report:
        """What became of its copies; those without an account count as unreachable."""
        status = col(NoticeRow.status)
        nobody = col(NoticeRow.id).is_(None)
        its_notice = (col(NoticeRow.subject_id) == col(ParticipantCopyRow.id)) & (
            col(NoticeRow.kind) == NoticeKind.PARTICIPANT_MESSAGE.value
        )
        figures = (
            _count(status == DeliveryStatus.SENT.value),
            _count((status == DeliveryStatus.UNREACHABLE.value) | nobody),
            _count(status == DeliveryStatus.REFUSED.value),
            _count(status == DeliveryStatus.UNKNOWN.value),
            _count(status == DeliveryStatus.SKIPPED.value),
            _count(status.in_(UNSETTLED)),
        )
        counted = (
            select(func.count())
            .add_columns(*figures)
            .select_from(ParticipantCopyRow)
            .outerjoin(NoticeRow, its_notice)
            .where(col(ParticipantCopyRow.message_id) == message_id)
        )
        connection = await self._session.connection()
        return Report(*(await connection.execute(counted)).one())

    async def forget(self, event_id: int) -> int:
        """Deletes the messages of an event; how many."""
        of_event = delete(ParticipantMessageRow).where(col(ParticipantMessageRow.event_id) == event_id)
        return (await self._session.exec(of_event)).rowcount


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(which)


def _message(row: ParticipantMessageRow) -> ParticipantMessage:
    return ParticipantMessage(
        id=row.id,
        event_id=row.event_id,
        author_id=row.author_id,
        recipients=Recipients(row.recipients),
        texts=row.texts,
        created_at=row.created_at,
        machine=frozenset(row.machine),
        revision=row.revision,
        sent_at=row.sent_at,
    )


def _columns(message: ParticipantMessage) -> Columns:
    return {
        "event_id": message.event_id,
        "author_id": message.author_id,
        "recipients": message.recipients.value,
        "texts": dict(message.texts),
        "machine": sorted(message.machine),
        "revision": message.revision,
        "created_at": message.created_at,
        "sent_at": message.sent_at,
    }
