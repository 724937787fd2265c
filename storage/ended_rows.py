"""What ends with rows that are more than themselves: residents, visitors, questions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import room_rows
from storage.quotes import erase_questions
from storage.repositories.personal_data import SqlPersonalData
from storage.tables import QuestionNoteRow, QuestionRow, TranslationRow, WebVisitorRow

Keys = Sequence[Sequence[Any]]
"""Primary keys of rows."""


async def without_texts(session: AsyncSession, keys: Keys) -> None:
    """Empties questions, and deletes what was said after them, also from the staff's chats."""
    old = [number for (number,) in keys]
    await erase_questions(session, old)
    await session.exec(delete(QuestionNoteRow).where(col(QuestionNoteRow.question_id).in_(old)))
    await session.exec(delete(TranslationRow).where(col(TranslationRow.question_id).in_(old)))
    await session.exec(update(QuestionRow).where(col(QuestionRow.id).in_(old)).values(text="", answer=""))


async def end_visitors(session: AsyncSession, keys: Keys) -> None:
    """Deletes visitors of the web chat with everything of theirs."""
    await room_rows.delete_visitors(session, col(WebVisitorRow.id).in_([number for (number,) in keys]))


async def end_residents(session: AsyncSession, keys: Keys) -> None:
    """Deletes residents with every row that is declared as theirs; what they wrote for all stays."""
    data = SqlPersonalData(session)
    for (number,) in keys:
        await data.erase(await data.person(number), keep_chat=False)
