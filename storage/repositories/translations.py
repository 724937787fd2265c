"""Translations that volunteers are asked for."""

from sqlalchemy import ColumnElement, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.translations import Part, Translation
from storage.repositories.rows import Columns
from storage.tables import TranslationRow


class SqlTranslations:
    """Implements `civic.question_ports.Translations`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, translation: Translation) -> Translation:
        """Keeps a new one; returns it with its id."""
        new_row = insert(TranslationRow).values(_columns(translation)).returning(TranslationRow)
        return _translation((await self._session.exec(new_row)).scalar_one())

    async def get(self, number: int) -> Translation | None:
        """One translation."""
        return await self._one(col(TranslationRow.id) == number)

    async def lock(self, number: int) -> Translation | None:
        """The same, locked until the end of the transaction."""
        return await self._one(col(TranslationRow.id) == number, locked=True)

    async def by_token(self, token_hash: str) -> Translation | None:
        """The one of a link."""
        return await self._one(col(TranslationRow.token_hash) == token_hash)

    async def lock_token(self, token_hash: str) -> Translation | None:
        """The same, locked until the end of the transaction."""
        return await self._one(col(TranslationRow.token_hash) == token_hash, locked=True)

    async def update(self, translation: Translation) -> None:
        """Stores who took it, and the result."""
        changed = update(TranslationRow).where(col(TranslationRow.id) == translation.id)
        await self._session.exec(changed.values(_columns(translation)))

    async def of_question(self, question_id: int) -> list[Translation]:
        """All for one question, oldest first."""
        every = select(TranslationRow).where(TranslationRow.question_id == question_id)
        return [_translation(row) for row in await self._session.exec(every.order_by(col(TranslationRow.id)))]

    async def _one(self, which: ColumnElement[bool], *, locked: bool = False) -> Translation | None:
        one = select(TranslationRow).where(which)
        row = (await self._session.exec(one.with_for_update() if locked else one)).first()
        return _translation(row) if row else None


def _translation(row: TranslationRow) -> Translation:
    return Translation(
        id=row.id,
        token_hash=row.token_hash,
        question_id=row.question_id,
        part=Part(row.part),
        text=row.text,
        source=row.source,
        target=row.target,
        asked_by=row.asked_by,
        expires_at=row.expires_at,
        taken_by=row.taken_by,
        result=row.result,
        done_at=row.done_at,
    )


def _columns(translation: Translation) -> Columns:
    return {
        "token_hash": translation.token_hash,
        "question_id": translation.question_id,
        "part": translation.part.value,
        "text": translation.text,
        "source": translation.source,
        "target": translation.target,
        "asked_by": translation.asked_by,
        "expires_at": translation.expires_at,
        "taken_by": translation.taken_by,
        "result": translation.result,
        "done_at": translation.done_at,
    }
