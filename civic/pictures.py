"""Pictures of announcements: kept once, and known to each messenger by the name that it gave them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.time import Clock

# Of what staff send, in bytes; what is kept is much smaller.
PICTURE_LIMIT = 10 * 2**20
ALT_LIMIT = 200


@dataclass(frozen=True)
class Picture:
    """A picture that holds nothing but its pixels; width and height count them."""

    content: bytes
    mime: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """Of its content, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


class BadPicture(StrEnum):
    """Why something cannot be taken as a picture."""

    TOO_BIG = "too_big"
    NO_PICTURE = "no_picture"
    MOVING = "moving"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_NARROW = "too_narrow"


class Pictures(Protocol):
    """Pictures, and the names of their files with each bot."""

    async def add(self, picture: Picture, now: datetime) -> int:
        """Keeps a picture, or finds the one that is the same; its id."""

    async def get(self, picture_id: int) -> Picture | None:
        """One picture."""

    async def file_id(self, picture_id: int, bot_id: int) -> str:
        """The name that a bot's messenger gave it; empty before it was sent."""

    async def set_file_id(self, picture_id: int, bot_id: int, file_id: str) -> None:
        """Notes it; an empty one forgets it."""


async def keep_picture(uow: UnitOfWork, clock: Clock, picture: Picture) -> int:
    """Keeps a picture and returns its id."""
    async with uow.writing() as w:
        kept = await w.pictures.add(picture, clock())
        await w.commit()
        return kept
