"""Translations of events' texts that volunteers are asked for."""

from sqlalchemy import ColumnElement, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.event_translations import EventTranslation
from storage.repositories.rows import Columns
from storage.tables import EventTranslationRow


class SqlEventTexts:
    """Implements `civic.event_text_ports.EventTexts`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, translation: EventTranslation) -> EventTranslation:
        """Keeps a new one; returns it with its id."""
        new_row = insert(EventTranslationRow).values(_columns(translation)).returning(EventTranslationRow)
        return _translation((await self._session.exec(new_row)).scalar_one())

    async def get(self, number: int, *, locked: bool = False) -> EventTranslation | None:
        """One translation, perhaps locked until the end of the transaction."""
        return await self._one(col(EventTranslationRow.id) == number, locked=locked)

    async def by_token(self, token_hash: str, *, locked: bool = False) -> EventTranslation | None:
        """The one of a link."""
        return await self._one(col(EventTranslationRow.token_hash) == token_hash, locked=locked)

    async def update(self, translation: EventTranslation) -> None:
        """Stores who took it, its texts, and what was decided."""
        changed = update(EventTranslationRow).where(col(EventTranslationRow.id) == translation.id)
        await self._session.exec(changed.values(_columns(translation)))

    async def waiting(self, event_id: int) -> list[EventTranslation]:
        """Those of an event that were handed in and not decided about, oldest first."""
        done = select(EventTranslationRow).where(
            EventTranslationRow.event_id == event_id,
            col(EventTranslationRow.done_at).is_not(None),
            col(EventTranslationRow.settled_at).is_(None),
        )
        rows = await self._session.exec(done.order_by(col(EventTranslationRow.id)))
        return [_translation(row) for row in rows]

    async def _one(self, which: ColumnElement[bool], *, locked: bool) -> EventTranslation | None:
        one = select(EventTranslationRow).where(which)
        row = (await self._session.exec(one.with_for_update() if locked else one)).first()
        return _translation(row) if row else None


def _translation(row: EventTranslationRow) -> EventTranslation:
    return EventTranslation(
        id=row.id,
        token_hash=row.token_hash,
        event_id=row.event_id,
        texts=row.texts,
        fingerprint=row.fingerprint,
        source=row.source,
        target=row.target,
        asked_by=row.asked_by,
        expires_at=row.expires_at,
        taken_by=row.taken_by,
        results=row.results,
        done_at=row.done_at,
        settled_at=row.settled_at,
    )


def _columns(translation: EventTranslation) -> Columns:
    return {
        "token_hash": translation.token_hash,
        "event_id": translation.event_id,
        "texts": dict(translation.texts),
        "fingerprint": translation.fingerprint,
        "source": translation.source,
        "target": translation.target,
        "asked_by": translation.asked_by,
        "expires_at": translation.expires_at,
        "taken_by": translation.taken_by,
        "results": dict(translation.results),
        "done_at": translation.done_at,
        "settled_at": translation.settled_at,
    }
