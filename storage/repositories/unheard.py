"""Messages about registrations that did not reach anybody."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import DeliveryStatus
from civic.calls import IMPORTANT, Missed
from civic.notices import NoticeKind
from civic.registrations import Registration
from civic.residents import Channel
from storage.repositories.audience import newest_account
from storage.repositories.registrations import to_registration
from storage.tables import AccountRow, NoticeRow, RegistrationRow, WebVisitorRow

_KINDS = [kind.value for kind in IMPORTANT]
_OFFER = NoticeKind.SEAT_OFFERED.value
_SENT = DeliveryStatus.SENT.value
_NOT_ARRIVED = [
    status.value for status in (DeliveryStatus.UNREACHABLE, DeliveryStatus.REFUSED, DeliveryStatus.UNKNOWN)
]


class SqlUnheard:
    """Implements `civic.event_message_ports.Unheard`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_event(self, event_id: int, unseen_before: datetime) -> list[Missed]:
        """What did not arrive, newest first, or waits on the web since before `unseen_before`."""
        missed = (
            select(RegistrationRow, NoticeRow.kind, NoticeRow.created_at, NoticeRow.status)
            .join(NoticeRow, col(NoticeRow.subject_id) == col(RegistrationRow.id))
            .where(
                RegistrationRow.event_id == event_id,
                NoticeRow.resident_id == RegistrationRow.resident_id,
                col(NoticeRow.kind).in_(_KINDS),
                or_(col(NoticeRow.status).in_(_NOT_ARRIVED), _unseen(unseen_before)),
            )
            .order_by(col(NoticeRow.id).desc())
        )
        rows = await self._session.exec(missed)
        return [
            Missed(to_registration(row), NoticeKind(kind), at, status == _SENT)
            for row, kind, at, status in rows
        ]

    async def without_account(self, event_id: int) -> list[Registration]:
        """Registrations of people whom nobody can write to, whatever their status."""
        found = select(RegistrationRow).where(
            RegistrationRow.event_id == event_id, col(RegistrationRow.resident_id).is_(None)
        )
        rows = await self._session.exec(found.order_by(col(RegistrationRow.queue)))
        return [to_registration(row) for row in rows]

    async def reopen(self, resident_id: int) -> None:
        """Makes what somebody missed due again, now that they can be written to; an offer went on by then."""
        missed = select(NoticeRow.id, NoticeRow.kind, NoticeRow.subject_id).where(
            NoticeRow.resident_id == resident_id,
            col(NoticeRow.kind).in_(_KINDS),
            NoticeRow.status == DeliveryStatus.UNREACHABLE.value,
        )
        rows = (await self._session.exec(missed.order_by(col(NoticeRow.id)))).all()
        # Of several changes the newest message says it all.
        newest = {(kind, subject): number for number, kind, subject in rows if kind != _OFFER}.values()
        again = {"status": DeliveryStatus.OPEN.value, "claimable_at": col(NoticeRow.created_at)}
        await self._session.exec(update(NoticeRow).where(col(NoticeRow.id).in_(newest)).values(again))
        others = [number for number, *_ in rows if number not in newest]
        skipped = update(NoticeRow).where(col(NoticeRow.id).in_(others))
        await self._session.exec(skipped.values(status=DeliveryStatus.SKIPPED.value))


def _unseen(before: datetime) -> ColumnElement[bool]:
    """Whether a message waits on a page that nobody has opened since it was written."""
    visitor = (
        exists()
        .where(
            col(AccountRow.id) == newest_account(col(NoticeRow.resident_id)),
            col(AccountRow.channel) == Channel.WEB.value,
            col(WebVisitorRow.id) == col(AccountRow.chat_id),
            col(WebVisitorRow.seen) < col(NoticeRow.created_at),
        )
        .correlate(NoticeRow)
    )
    sent = col(NoticeRow.status) == _SENT
    return and_(sent, col(NoticeRow.created_at) < before, visitor)
