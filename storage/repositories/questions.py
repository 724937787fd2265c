"""Questions waiting for a person, and counted opinions on answers."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.question_notes import NoteKind, QuestionNote
from civic.questions import Ending, Question, QuestionStatus, Translated
from storage.repositories.audience import newest_account
from storage.repositories.rows import Columns, insert_into
from storage.tables import QuestionNoteRow, QuestionRow, RatingRow

_OPEN = QuestionStatus.OPEN.value
WAITS_SINCE = func.coalesce(col(QuestionRow.opened_at), col(QuestionRow.asked_at))
ENDED_AT = func.coalesce(col(QuestionRow.answered_at), col(QuestionRow.closed_at), col(QuestionRow.asked_at))


class SqlQuestions:
    """Implements `civic.ports.Questions`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, question_id: int) -> Question | None:
        """One question."""
        row = (await self._session.exec(select(QuestionRow).where(QuestionRow.id == question_id))).first()
        return as_question(row) if row else None

    async def lock(self, question_id: int) -> Question | None:
        """The same, locked until the end of the transaction."""
        locked = select(QuestionRow).where(QuestionRow.id == question_id).with_for_update(key_share=True)
        row = (await self._session.exec(locked)).first()
        return as_question(row) if row else None

    async def add(self, question: Question) -> Question:
        """Keeps a new question; returns it with its id."""
        new_row = insert(QuestionRow).values(_columns(question)).returning(QuestionRow)
        return as_question((await self._session.exec(new_row)).scalar_one())

    async def update(self, question: Question) -> None:
        """Replaces the row of a question."""
        changed = update(QuestionRow).where(col(QuestionRow.id) == question.id)
        await self._session.exec(changed.values(_columns(question)))

    async def open(self, limit: int | None) -> list[Question]:
        """Open questions, oldest first."""
        return await self._open(limit=limit)

    async def open_since(self, since: datetime) -> list[Question]:
        """Open questions that were asked, or opened again, then or later, oldest first."""
        return await self._open(since <= WAITS_SINCE)

    async def open_of_unreachable(self, *, lock: bool) -> list[Question]:
        """Open questions of residents who cannot be written to; `lock` until the end of the transaction."""
        account = newest_account(col(QuestionRow.resident_id))
        questions = select(QuestionRow).where(QuestionRow.status == _OPEN, account.is_(None))
        ordered = questions.order_by(col(QuestionRow.id))
        chosen = ordered.with_for_update(key_share=True, of=QuestionRow) if lock else ordered
        return [as_question(row) for row in await self._session.exec(chosen)]

    async def waits(self, limit: int) -> list[timedelta]:
        """How long the last answered questions waited."""
        times = select(QuestionRow.asked_at, QuestionRow.opened_at, QuestionRow.answered_at)
        last = times.where(col(QuestionRow.answered_at).is_not(None))
        rows = await self._session.exec(last.order_by(col(QuestionRow.answered_at).desc()).limit(limit))
        return [
            answered - (opened or asked) for asked, opened, answered in rows.all() if answered is not None
        ]

    async def add_note(self, note: QuestionNote) -> None:
        """Keeps what was said after a question."""
        columns = {
            "question_id": note.question_id,
            "kind": note.kind.value,
            "text": note.text,
            "at": note.at,
        }
        await self._session.exec(insert(QuestionNoteRow).values(columns))

    async def notes(self, question_id: int) -> list[QuestionNote]:
        """What was said after a question, in order."""
        said = select(QuestionNoteRow).where(QuestionNoteRow.question_id == question_id)
        rows = await self._session.exec(said.order_by(col(QuestionNoteRow.id)))
        return [QuestionNote(row.question_id, NoteKind(row.kind), row.text, row.at) for row in rows]

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
        oldest_first = questions.order_by(WAITS_SINCE, col(QuestionRow.id)).limit(limit)
        return [as_question(row) for row in await self._session.exec(oldest_first)]


def as_question(row: QuestionRow) -> Question:
    """The question of a row."""
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
        topic=row.topic,
        opened_at=row.opened_at,
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at,
        reminded_at=row.reminded_at,
        escalated_at=row.escalated_at,
        told_at=row.told_at,
        closed_at=row.closed_at,
        ending=Ending(row.ending) if row.ending else None,
        answer_language=row.answer_language,
        translated=Translated(row.translated),
        announcement_id=row.announcement_id,
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
        "topic": question.topic,
        "opened_at": question.opened_at,
        "claimed_by": question.claimed_by,
        "claimed_at": question.claimed_at,
        "reminded_at": question.reminded_at,
        "escalated_at": question.escalated_at,
        "told_at": question.told_at,
        "closed_at": question.closed_at,
        "ending": question.ending.value if question.ending else None,
        "answer_language": question.answer_language,
        "translated": question.translated.value,
        "announcement_id": question.announcement_id,
    }
