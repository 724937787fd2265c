"""Questions waiting for a person, and counted opinions on answers."""

from sqlalchemy import ColumnElement, func, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.questions import Question, QuestionStatus
from storage.repositories.rows import Columns, insert_into
from storage.tables import QuestionRow, RatingRow

_OPEN = QuestionStatus.OPEN.value


class SqlQuestions:
    """Implements `civic.ports.Questions`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, question_id: int) -> Question | None:
        """One question."""
        row = (await self._session.exec(select(QuestionRow).where(QuestionRow.id == question_id))).first()
        return _question(row) if row else None

    async def lock(self, question_id: int) -> Question | None:
        """The same, locked until the end of the transaction."""
        locked = select(QuestionRow).where(QuestionRow.id == question_id).with_for_update(key_share=True)
        row = (await self._session.exec(locked)).first()
        return _question(row) if row else None

    async def add(self, question: Question) -> Question:
        """Keeps a new question; returns it with its id."""
        new_row = insert(QuestionRow).values(_columns(question)).returning(QuestionRow)
        return _question((await self._session.exec(new_row)).scalar_one())

    async def update(self, question: Question) -> None:
        """Replaces the row of a question."""
        changed = update(QuestionRow).where(col(QuestionRow.id) == question.id)
        await self._session.exec(changed.values(_columns(question)))

    async def open(self, limit: int) -> list[Question]:
        """Open questions, oldest first."""
        return await self._open(limit=limit)

    async def open_of(self, resident_id: int) -> list[Question]:
        """Open questions of one resident."""
        return await self._open(col(QuestionRow.resident_id) == resident_id)

    async def count_open(self) -> int:
        """How many questions are open."""
        return (await self._session.exec(select(func.count()).where(QuestionRow.status == _OPEN))).one()

    async def rate(self, entry: str, language: str, *, helpful: bool) -> None:
        """Counts one opinion on an answer; who gave it is not kept."""
        first = {"helpful": int(helpful), "unhelpful": int(not helpful)}
        row = insert_into(self._session, RatingRow).values(entry=entry, language=language, **first)
        one_more = {
            "helpful": col(RatingRow.helpful) + row.excluded.helpful,
            "unhelpful": col(RatingRow.unhelpful) + row.excluded.unhelpful,
        }
        await self._session.exec(
            row.on_conflict_do_update(index_elements=["entry", "language"], set_=one_more)
        )

    async def _open(self, *which: ColumnElement[bool], limit: int | None = None) -> list[Question]:
        questions = select(QuestionRow).where(QuestionRow.status == _OPEN, *which)
        oldest_first = questions.order_by(col(QuestionRow.asked_at), col(QuestionRow.id)).limit(limit)
        return [_question(row) for row in await self._session.exec(oldest_first)]


def _question(row: QuestionRow) -> Question:
    return Question(
        id=row.id,
        resident_id=row.resident_id,
        language=row.language,
        text=row.text,
        asked_at=row.asked_at,
        entry=row.entry,
        score=row.score,
        status=QuestionStatus(row.status),
        answer=row.answer,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )


def _columns(question: Question) -> Columns:
    return {
        "resident_id": question.resident_id,
        "language": question.language,
        "text": question.text,
        "asked_at": question.asked_at,
        "entry": question.entry,
        "score": question.score,
        "status": question.status.value,
        "answer": question.answer,
        "answered_by": question.answered_by,
        "answered_at": question.answered_at,
    }
