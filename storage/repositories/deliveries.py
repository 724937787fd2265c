"""One row per announcement and recipient: planned at once, claimed in small batches, settled one by one."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, true, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.announcements import (
    Announcement,
    AnnouncementStatus,
    Delivery,
    DeliveryStatus,
    Report,
    SkipReason,
)
from civic.news_times import PlanTimes
from civic.residents import Channel
from storage.repositories.copies import take
from storage.repositories.kept_figures import kept_report
from storage.repositories.planning import plan_channels, plan_residents
from storage.repositories.rows import UNSETTLED
from storage.tables import AnnouncementRow, DeliveryRow, NoticeRow

_OPEN = DeliveryStatus.OPEN.value
_SENDING = DeliveryStatus.SENDING.value
_SKIPPED = DeliveryStatus.SKIPPED.value
_BEING_SENT = col(AnnouncementRow.status) == AnnouncementStatus.SENDING.value
# Not a join: what is due is few, and SQLite would go through all copies of each announcement instead.
_OF = col(AnnouncementRow.id) == col(DeliveryRow.announcement_id)
_ONE_BEING_SENT = exists().where(_OF, _BEING_SENT)
_LEFT_IN_HAND = and_(
    col(DeliveryRow.status) == _SENDING,
    exists().where(_OF, col(AnnouncementRow.status) == AnnouncementStatus.STOPPED.value),
)


class SqlDeliveries:
    """Implements `civic.sending_ports.Deliveries`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def plan(self, announcement: Announcement, times: PlanTimes | None = None) -> int:
        """Writes a row for each resident and channel that is meant, set-based, once; returns how many."""
        planned = await plan_residents(self._session, announcement, times)
        return planned + await plan_channels(self._session, announcement, times)

    async def is_due(self, now: datetime, channel: Channel | None = None) -> bool:
        """Whether `claim` has anything to do; takes no lock."""
        due = select(DeliveryRow.id).where(
            col(DeliveryRow.claimable_at) <= now, or_(_ONE_BEING_SENT, _LEFT_IN_HAND), _through(channel)
        )
        return (await self._session.exec(select(due.exists()))).one()

    async def claim(
        self, limit: int, now: datetime, lease_until: datetime, channel: Channel | None = None
    ) -> list[Delivery]:
        """Takes open rows, or rows whose lease ran out, of announcements being sent, oldest first.

        Of stopped announcements, rows whose lease ran out are settled as unknown on the way: whoever
        held them died, and nobody will send them again.
        """
        # Announcements before their copies, as everybody locks them: a correction waits until what was
        # taken before it is seen as such, and whoever takes a copy after it reads the corrected text.
        being_sent = select(AnnouncementRow.id).where(_BEING_SENT).order_by(col(AnnouncementRow.id))
        await self._session.exec(being_sent.with_for_update(read=True))
        await self._settle_left_behind(now)
        # A CTE, since PostgreSQL may run a subquery with LIMIT and FOR UPDATE more than once.
        free = (
            select(DeliveryRow.id)
            .where(_ONE_BEING_SENT, col(DeliveryRow.claimable_at) <= now, _through(channel))
            .where(~col(DeliveryRow.together))
            .order_by(col(DeliveryRow.claimable_at), col(DeliveryRow.id))
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("free")
        )
        return sorted(await take(self._session, free, lease_until), key=lambda delivery: delivery.id)

    async def skip_open(self, announcement_id: int, why: SkipReason) -> int:
        """Marks every copy that nobody holds as skipped; returns how many."""
        skipped = update(DeliveryRow).where(
            col(DeliveryRow.announcement_id) == announcement_id, col(DeliveryRow.status) == _OPEN
        )
        values = skipped.values(status=_SKIPPED, claimable_at=None, detail=why.value)
        return (await self._session.exec(values)).rowcount

    async def skip_of(self, resident_id: int) -> None:
        """Marks every copy for one resident that nobody holds as skipped, and what a stop left unsent."""
        left = and_(col(DeliveryRow.status) == _SKIPPED, col(DeliveryRow.detail) == SkipReason.STOPPED.value)
        skipped = update(DeliveryRow).where(
            col(DeliveryRow.resident_id) == resident_id, or_(col(DeliveryRow.status) == _OPEN, left)
        )
        why = SkipReason.UNSUBSCRIBED.value
        await self._session.exec(skipped.values(status=_SKIPPED, claimable_at=None, detail=why))

    async def report(self, announcement_id: int) -> Report:
        """Counts of one announcement, each its own COUNT over the rows; a claimed copy counts as open.

        Of old copies, as they were counted once.
        """
        kept = await kept_report(self._session, announcement_id)
        if kept is not None:
            return kept
        settled = ("sent", "unreachable", "refused", "unknown", "skipped")
        figures = select(_count(announcement_id)).add_columns(
            *(_count(announcement_id, status) for status in settled), _count(announcement_id, *UNSETTLED)
        )
        connection = await self._session.connection()
        return Report(*(await connection.execute(figures)).one())

    async def oldest_open(self) -> datetime | None:
        """When the oldest copy or notice without an outcome became due, however often it was postponed.

        For what goes out in a digest that is when it may go next, perhaps in the future.
        """
        unsettled = select(DeliveryRow.id).where(
            col(DeliveryRow.announcement_id) == col(AnnouncementRow.id),
            col(DeliveryRow.status).in_(UNSETTLED),
            ~col(DeliveryRow.together),
        )
        copies = select(func.min(col(AnnouncementRow.due_at))).where(_BEING_SENT, unsettled.exists())
        digests = select(func.min(col(DeliveryRow.claimable_at))).where(
            col(DeliveryRow.together), col(DeliveryRow.claimable_at).is_not(None), _ONE_BEING_SENT
        )
        notices = select(func.min(col(NoticeRow.created_at))).where(col(NoticeRow.claimable_at).is_not(None))
        found = [(await self._session.exec(oldest)).one() for oldest in (copies, digests, notices)]
        return min((at for at in found if at is not None), default=None)

    async def _settle_left_behind(self, now: datetime) -> None:
        left = (
            select(DeliveryRow.id)
            .where(_LEFT_IN_HAND, col(DeliveryRow.claimable_at) <= now)
            .with_for_update(skip_locked=True)
            .cte("left_behind")
        )
        settled = update(DeliveryRow).where(col(DeliveryRow.id).in_(select(left.c.id)))
        await self._session.exec(settled.values(status=DeliveryStatus.UNKNOWN.value, claimable_at=None))


def _through(channel: Channel | None) -> ColumnElement[bool]:
    return true() if channel is None else col(DeliveryRow.channel) == channel.value


def _count(announcement_id: int, *statuses: str) -> ScalarSelect[int]:
    rows = select(func.count()).where(DeliveryRow.announcement_id == announcement_id)
    if statuses:
        rows = rows.where(col(DeliveryRow.status).in_(statuses))
    return rows.scalar_subquery()
