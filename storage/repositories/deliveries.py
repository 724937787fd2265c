"""One row per announcement and recipient: planned at once, claimed in small batches, settled one by one."""

from datetime import datetime

from sqlalchemy import ScalarSelect, case, func, literal, null, update
from sqlmodel import UTCDateTime, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import Announcement, AnnouncementStatus, Delivery, DeliveryStatus, Report
from civic.residents import Address, Channel
from storage.repositories.audience import newest_account, wants
from storage.repositories.rows import UNSETTLED, insert_into
from storage.tables import AccountRow, AnnouncementRow, DeliveryRow, NoticeRow, ResidentRow

_OPEN = DeliveryStatus.OPEN.value
_SENDING = DeliveryStatus.SENDING.value
_SENT = DeliveryStatus.SENT.value
_SKIPPED = DeliveryStatus.SKIPPED.value


class SqlDeliveries:
    """Implements `civic.ports.Deliveries`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def plan(self, announcement: Announcement) -> int:
        """Writes a row for each resident of the audience, set-based, once each; returns how many."""
        recipients = (
            select(ResidentRow.id, AccountRow.channel, AccountRow.chat_id, ResidentRow.language)
            .add_columns(literal(announcement.id), literal(_OPEN), literal(""))
            .add_columns(literal(announcement.due_at, UTCDateTime()))
            .join(AccountRow, col(AccountRow.id) == newest_account(col(ResidentRow.id)))
            .where(wants(announcement.audience))
            .order_by(col(ResidentRow.id))
        )
        names = ["resident_id", "channel", "chat_id", "language", "announcement_id", "status", "detail"]
        rows = insert_into(self._session, DeliveryRow).from_select([*names, "claimable_at"], recipients)
        planned = await self._session.exec(rows.on_conflict_do_nothing())
        return planned.rowcount

    async def claim(self, limit: int, now: datetime, lease_until: datetime) -> list[Delivery]:
        """Takes open rows, or rows whose lease ran out, of announcements being sent, oldest first."""
        # A CTE, since PostgreSQL may run a subquery with LIMIT and FOR UPDATE more than once.
        free = (
            select(DeliveryRow.id)
            .join(AnnouncementRow, col(AnnouncementRow.id) == col(DeliveryRow.announcement_id))
            .where(
                AnnouncementRow.status == AnnouncementStatus.SENDING.value,
                col(DeliveryRow.claimable_at) <= now,
            )
            .order_by(col(DeliveryRow.claimable_at), col(DeliveryRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True, of=DeliveryRow)
            .cte("free")
        )
        claimed = (
            update(DeliveryRow)
            .where(col(DeliveryRow.id).in_(select(free.c.id)))
            .values(status=_SENDING, claimable_at=lease_until)
            .returning(DeliveryRow)
        )
        rows = (await self._session.exec(claimed)).scalars()
        return sorted((_delivery(row) for row in rows), key=lambda delivery: delivery.id)

    async def record(self, delivery_id: int, status: DeliveryStatus, detail: str = "") -> None:
        """Stores the outcome of one copy; what was sent stays sent, whatever a second sender reports."""
        settled = update(DeliveryRow).where(
            col(DeliveryRow.id) == delivery_id, col(DeliveryRow.status) != _SENT
        )
        await self._session.exec(settled.values(status=status.value, claimable_at=None, detail=detail))

    async def postpone(self, delivery_id: int, until: datetime) -> None:
        """Gives a claimed copy back; nobody takes it before `until`, nor ever if the sending was stopped."""
        goes_on = (
            select(AnnouncementRow.status == AnnouncementStatus.SENDING.value)
            .where(col(AnnouncementRow.id) == col(DeliveryRow.announcement_id))
            .with_for_update(read=True)
            .scalar_subquery()
        )
        returned = update(DeliveryRow).where(
            col(DeliveryRow.id) == delivery_id, col(DeliveryRow.status) == _SENDING
        )
        await self._session.exec(
            returned.values(
                status=case((goes_on, _OPEN), else_=_SKIPPED),
                claimable_at=case((goes_on, until), else_=null()),
            )
        )

    async def skip_open(self, announcement_id: int) -> int:
        """Marks every copy that nobody holds as skipped; returns how many."""
        skipped = update(DeliveryRow).where(
            col(DeliveryRow.announcement_id) == announcement_id, col(DeliveryRow.status) == _OPEN
        )
        return (await self._session.exec(skipped.values(status=_SKIPPED, claimable_at=None))).rowcount

    async def report(self, announcement_id: int) -> Report:
        """Counts of one announcement, each its own COUNT over the rows; a claimed copy counts as open."""
        settled = ("sent", "unreachable", "refused", "unknown", "skipped")
        figures = select(_count(announcement_id)).add_columns(
            *(_count(announcement_id, status) for status in settled), _count(announcement_id, *UNSETTLED)
        )
        connection = await self._session.connection()
        return Report(*(await connection.execute(figures)).one())

    async def oldest_open(self) -> datetime | None:
        """Since when the oldest copy or notice that may go out is waiting.

        In the future where all that is left is postponed or in a sender's hands.
        """
        copies = select(func.min(col(DeliveryRow.claimable_at))).join(
            AnnouncementRow, col(AnnouncementRow.id) == col(DeliveryRow.announcement_id)
        )
        copies = copies.where(AnnouncementRow.status == AnnouncementStatus.SENDING.value)
        notices = select(func.min(col(NoticeRow.claimable_at)))
        found = [(await self._session.exec(oldest)).one() for oldest in (copies, notices)]
        return min((at for at in found if at is not None), default=None)


def _count(announcement_id: int, *statuses: str) -> ScalarSelect[int]:
    rows = select(func.count()).where(DeliveryRow.announcement_id == announcement_id)
    if statuses:
        rows = rows.where(col(DeliveryRow.status).in_(statuses))
    return rows.scalar_subquery()


def _delivery(row: DeliveryRow) -> Delivery:
    address = Address(Channel(row.channel), row.chat_id)
    return Delivery(row.id, row.announcement_id, row.resident_id, address, row.language)
