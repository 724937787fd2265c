"""How much waits, and for how long."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from civic.announcements import AnnouncementStatus
from civic.questions import QuestionStatus
from civic.queues import Queue, Waiting
from storage.tables import AnnouncementRow, DeliveryRow, NoticeRow, OutgoingMailRow, QuestionRow


class SqlQueues:
    """Implements `civic.queues.Queues`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def waiting(self, now: datetime) -> Mapping[Queue, Waiting]:
        """Everything that is due now and has no outcome."""
        sending = col(AnnouncementRow.status) == AnnouncementStatus.SENDING.value
        claimable = col(DeliveryRow.claimable_at)
        copies = (
            select(func.count(), func.min(claimable))
            .select_from(DeliveryRow)
            .join(AnnouncementRow, col(AnnouncementRow.id) == col(DeliveryRow.announcement_id))
            .where(sending, claimable <= now)
        )
        asked = col(QuestionRow.asked_at)
        notice, mail = col(NoticeRow.claimable_at), col(OutgoingMailRow.claimable_at)
        is_open = col(QuestionRow.status) == QuestionStatus.OPEN.value
        selects: Mapping[Queue, Select[int, datetime | None] | Select[int, datetime]] = {
            Queue.COPIES: copies,
            Queue.NOTICES: select(func.count(), func.min(notice)).where(notice <= now),
            Queue.MAILS: select(func.count(), func.min(mail)).where(mail <= now),
            Queue.QUESTIONS: select(func.count(), func.min(asked)).where(is_open),
        }
        found = {}
        for queue, one in selects.items():
            count, oldest = (await self._session.exec(one)).one()
            found[queue] = Waiting(count, oldest)
        return found
