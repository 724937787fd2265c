"""What writing on the web page needs of the store: links to sheets, and texts that are not saved yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from civic.text_sheets import SheetKey, Values


@dataclass(frozen=True)
class TextLink:
    """A way to one sheet. Of the link's token and of the browser's secret only the hashes are kept.

    With a `language` it is for one volunteer, who sees the main texts `given` (fingerprint `of`) and writes
    `results`. `taken_at`: the link was exchanged for a browser's secret, which works until `ends_at`.
    """

    id: int
    token_hash: str
    key: SheetKey
    made_by: int
    created_at: datetime
    expires_at: datetime
    language: str = ""
    source: str = ""
    of: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)
    secret_hash: str = ""
    taken_at: datetime | None = None
    ends_at: datetime | None = None
    done_at: datetime | None = None
    settled_at: datetime | None = None
    revoked_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether a volunteer handed it in and nobody has decided about it."""
        return self.done_at is not None and self.settled_at is None


@dataclass(frozen=True)
class TextDraft:
    """What somebody has typed into a box and not saved. `base`: the stamp of the texts kept at that time."""

    key: SheetKey
    language: str
    values: Values
    base: str
    at: datetime


class TextLinks(Protocol):
    """Links by which the texts of one thing are written in a browser."""

    async def add(self, link: TextLink) -> TextLink:
        """Keeps a new one; returns it with its id."""

    async def get(self, number: int, *, locked: bool = False) -> TextLink | None:
        """One link, perhaps locked until the end of the transaction."""

    async def by_token(self, token_hash: str, *, locked: bool = False) -> TextLink | None:
        """The one with this token."""

    async def update(self, link: TextLink) -> None:
        """Stores whoever took it, what was written, and what was decided."""

    async def waiting(self, key: SheetKey) -> list[TextLink]:
        """Translations of a sheet that were handed in and not decided about, oldest first."""

    async def revoke(self, key: SheetKey, now: datetime) -> int:
        """Ends every link of a sheet that still works; returns how many there were."""


class TextDrafts(Protocol):
    """Unsaved texts; whoever opens the same sheet goes on with them."""

    async def of_sheet(self, key: SheetKey) -> list[TextDraft]:
        """Those of every language."""

    async def lock(self, key: SheetKey, language: str, now: datetime) -> TextDraft | None:
        """The one of a language. Until the end of the transaction nobody else changes or makes it."""

    async def put(self, draft: TextDraft) -> None:
        """Keeps one in the place of an earlier one."""

    async def remove(self, key: SheetKey, language: str) -> None:
        """Deletes the one of a language."""
