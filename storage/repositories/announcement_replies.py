"""Questions that reply to announcements, and those that do not."""

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.questions import Question, QuestionStatus
from storage.repositories.questions import WAITS_SINCE, as_question
from storage.tables import QuestionRow

_OPEN = QuestionRow.status == QuestionStatus.OPEN.value


class SqlAnnouncementReplies:
    """Implements `civic.announcement_replies.AnnouncementReplies`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def threads(self) -> list[tuple[int, int]]:
        """Announcements with open questions, by the oldest of these, and how many there are."""
        number = col(QuestionRow.announcement_id)
        counted = select(number, func.count()).where(_OPEN, number.is_not(None)).group_by(number)
        rows = (await self._session.exec(counted.order_by(func.min(WAITS_SINCE), number))).all()
        return [(announcement_id, n) for announcement_id, n in rows if announcement_id is not None]

    async def open_of(self, announcement_id: int) -> list[Question]:
        """Open questions to an announcement, oldest first."""
        found = select(QuestionRow).where(_OPEN, QuestionRow.announcement_id == announcement_id)
        rows = await self._session.exec(found.order_by(WAITS_SINCE, col(QuestionRow.id)))
        return [as_question(row) for row in rows]

    async def count(self, announcement_id: int) -> int:
        """How many people's questions to an announcement there are, answered or not."""
        every = select(func.count()).where(QuestionRow.announcement_id == announcement_id)
        return (await self._session.exec(every)).one()

    async def open_others(self, limit: int) -> list[Question]:
        """Open questions that reply to nothing, oldest first."""
        others = select(QuestionRow).where(_OPEN, col(QuestionRow.announcement_id).is_(None))
        rows = await self._session.exec(others.order_by(WAITS_SINCE, col(QuestionRow.id)).limit(limit))
        return [as_question(row) for row in rows]

    async def count_others(self) -> int:
        """How many of these there are."""
        others = select(func.count()).where(_OPEN, col(QuestionRow.announcement_id).is_(None))
        return (await self._session.exec(others)).one()
