"""What imports need from a store: generations of each source, with their texts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from civic.answers.entries import Entry
from civic.answers.imports import Generation


class Imports(Protocol):
    """Generations of imported knowledge."""

    async def generations(self, source: str | None = None) -> list[Generation]:
        """All generations, or those of one source, newest first."""

    async def revision(self) -> tuple[int, ...]:
        """The ids of the active generations: a different answer means different knowledge. Cheap."""

    async def entries(self, generation_id: int) -> list[Entry]:
        """The entries of a generation, in the order they came. ValueError where a row cannot be used."""

    async def begin(self, generation: Generation) -> Generation | None:
        """Keeps a generation that is being built; None where another one of its source is."""

    async def add(self, generation_id: int, first: int, entries: Sequence[Entry]) -> None:
        """Adds entries; `first` is the place of the first of them."""

    async def check(self, generation_id: int, now: datetime) -> bool:
        """Notes a sign of life; False where the generation is not there any more."""

    async def activate(self, generation_id: int, now: datetime) -> bool:
        """Makes what was built the active generation, and the active one the previous; older ones are
        deleted. False where it is not being built any more."""

    async def reject(self, generation_id: int, detail: str) -> None:
        """Keeps the reason and deletes the texts."""

    async def go_back(self, source: str, now: datetime, detail: str) -> Generation | None:
        """Makes the previous generation active again and rejects the active one; None without one."""

    async def remove(self, generation_ids: Sequence[int]) -> None:
        """Deletes generations with their texts."""
