"""What translations of events' texts need of the store."""

from typing import Protocol

from civic.event_translations import EventTranslation


class EventTexts(Protocol):
    """Translations of events' texts that volunteers are asked for."""

    async def add(self, translation: EventTranslation) -> EventTranslation:
        """Keeps a new one; returns it with its id."""

    async def get(self, number: int, *, locked: bool = False) -> EventTranslation | None:
        """One translation, perhaps locked until the end of the transaction."""

    async def by_token(self, token_hash: str, *, locked: bool = False) -> EventTranslation | None:
        """The one of a link."""

    async def update(self, translation: EventTranslation) -> None:
        """Stores who took it, its texts, and what was decided."""

    async def waiting(self, event_id: int) -> list[EventTranslation]:
        """Those of an event that were handed in and not decided about, oldest first."""
