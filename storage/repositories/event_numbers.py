"""Figures of past events, as JSON."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from civic.event_numbers import EventNumbers
from civic.needs import NeedTotal
from civic.registrations import Need
from storage.repositories.rows import insert_into
from storage.tables import EventNumbersRow


class SqlEventNumbers:
    """Implements `civic.event_numbers.NumbersStore`."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, event_id: int) -> EventNumbers | None:
        """What was kept of an event."""
        found = select(EventNumbersRow).where(EventNumbersRow.event_id == event_id)
        row = (await self._session.exec(found)).first()
        return _numbers(row.figures) if row else None

    async def keep(self, event_id: int, numbers: EventNumbers) -> None:
        """Keeps the figures of an event, in place of earlier ones."""
        figures = asdict(numbers) | {"languages": list(map(list, numbers.languages.items()))}
        figures |= {"needs": [[one.need.value, one.detail, one.people] for one in numbers.needs]}
        row = insert_into(self._session, EventNumbersRow).values(event_id=event_id, figures=figures)
        kept = row.on_conflict_do_update(index_elements=["event_id"], set_={"figures": figures})
        await self._session.exec(kept)


def _numbers(figures: Mapping[str, Any]) -> EventNumbers:
    needs = tuple(NeedTotal(Need(need), detail, people) for need, detail, people in figures["needs"])
    return EventNumbers(**{**figures, "languages": dict(figures["languages"]), "needs": needs})
