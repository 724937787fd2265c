"""Generations of imported knowledge and their texts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.answers.entries import Entry
from civic.answers.imports import Generation, GenerationStatus
from storage.knowledge_rows import entries_from, rows_from
from storage.repositories.rows import insert_into
from storage.tables import GenerationRow, KnowledgeTextRow

_BUILDING, _ACTIVE = GenerationStatus.BUILDING.value, GenerationStatus.ACTIVE.value
_PREVIOUS, _REJECTED = GenerationStatus.PREVIOUS.value, GenerationStatus.REJECTED.value


class SqlImports:
    """Implements `civic.answers.import_ports.Imports`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def generations(self, source: str | None = None) -> list[Generation]:
        """All generations, or those of one source, newest first."""
        rows = select(GenerationRow).order_by(col(GenerationRow.id).desc())
        if source is not None:
            rows = rows.where(GenerationRow.source == source)
        return [_generation(row) for row in await self._session.exec(rows)]

    async def revision(self) -> tuple[int, ...]:
        """The ids of the active generations."""
        active = select(GenerationRow.id).where(GenerationRow.status == _ACTIVE)
        return tuple(await self._session.exec(active.order_by(col(GenerationRow.id))))

    async def entries(self, generation_id: int) -> list[Entry]:
        """The entries of a generation, in the order they came. ValueError where a row cannot be used."""
        texts = select(KnowledgeTextRow).where(KnowledgeTextRow.generation_id == generation_id)
        in_order = texts.order_by(col(KnowledgeTextRow.place), col(KnowledgeTextRow.language))
        return entries_from([row.model_dump() for row in await self._session.exec(in_order)])

    async def begin(self, generation: Generation) -> Generation | None:
        """Keeps a generation that is being built; None where another one of its source is."""
        new = insert_into(self._session, GenerationRow).values(
            source=generation.source,
            title=generation.title,
            status=_BUILDING,
            created_at=generation.created_at,
            checked_at=generation.checked_at,
            activated_at=None,
            entries=generation.entries,
            texts=generation.texts,
            fingerprint=generation.fingerprint,
            detail=generation.detail,
        )
        kept = await self._session.exec(new.on_conflict_do_nothing().returning(GenerationRow))
        row = kept.scalar_one_or_none()
        return _generation(row) if row is not None else None

    async def add(self, generation_id: int, first: int, entries: Sequence[Entry]) -> None:
        """Adds entries; `first` is the place of the first of them."""
        rows = list(rows_from(generation_id, first, entries))
        if rows:
            await self._session.exec(insert(KnowledgeTextRow), params=rows)

    async def check(self, generation_id: int, now: datetime) -> bool:
        """Notes a sign of life; False where the generation is not there any more."""
        seen = update(GenerationRow).where(col(GenerationRow.id) == generation_id).values(checked_at=now)
        return (await self._session.exec(seen)).rowcount == 1

    async def activate(self, generation_id: int, now: datetime) -> bool:
        """Makes what was built the active generation, and the active one the previous."""
        built = select(GenerationRow.source).where(
            GenerationRow.id == generation_id, GenerationRow.status == _BUILDING
        )
        source = (await self._session.exec(built.with_for_update())).first()
        if source is None:
            return False
        of_source = col(GenerationRow.source) == source
        kept = col(GenerationRow.status).in_((_BUILDING, _ACTIVE))
        await self._session.exec(delete(GenerationRow).where(of_source, ~kept))
        active = update(GenerationRow).where(of_source, col(GenerationRow.status) == _ACTIVE)
        await self._session.exec(active.values(status=_PREVIOUS))
        await self._activate(generation_id, now)
        return True

    async def reject(self, generation_id: int, detail: str) -> None:
        """Keeps the reason and deletes the texts."""
        texts = col(KnowledgeTextRow.generation_id) == generation_id
        await self._session.exec(delete(KnowledgeTextRow).where(texts))
        turned_down = update(GenerationRow).where(col(GenerationRow.id) == generation_id)
        await self._session.exec(turned_down.values(status=_REJECTED, detail=detail))

    async def go_back(self, source: str, now: datetime, detail: str) -> Generation | None:
        """Makes the previous generation active again and rejects the active one; None without one."""
        of_source = select(GenerationRow).where(GenerationRow.source == source).with_for_update()
        states = {row.status: row.id for row in await self._session.exec(of_source)}
        if _PREVIOUS not in states:
            return None
        if _ACTIVE in states:
            await self.reject(states[_ACTIVE], detail)
        await self._activate(states[_PREVIOUS], now)
        known = await self.generations(source)
        return next(one for one in known if one.id == states[_PREVIOUS])

    async def remove(self, generation_ids: Sequence[int]) -> None:
        """Deletes generations with their texts."""
        if generation_ids:
            gone = delete(GenerationRow).where(col(GenerationRow.id).in_(generation_ids))
            await self._session.exec(gone)

    async def _activate(self, generation_id: int, now: datetime) -> None:
        row = update(GenerationRow).where(col(GenerationRow.id) == generation_id)
        await self._session.exec(row.values(status=_ACTIVE, activated_at=now, checked_at=now))


def _generation(row: GenerationRow) -> Generation:
    return Generation(
        id=row.id,
        source=row.source,
        title=row.title,
        status=GenerationStatus(row.status),
        created_at=row.created_at,
        checked_at=row.checked_at,
        activated_at=row.activated_at,
        entries=row.entries,
        texts=row.texts,
        fingerprint=row.fingerprint,
        detail=row.detail,
    )
