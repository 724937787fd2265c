"""Public channels: the bot posts announcements there, in one language each or in the main one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from civic.people import cleaned
from civic.residents import Address, became_unreachable

if TYPE_CHECKING:
    from civic.announcements import Delivery
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock

TITLE_LIMIT = 128


@dataclass(frozen=True)
class PublicChannel:
    """A channel to which a member of staff added the bot.

    `language`: in which it is written; empty where it is for everybody, so in each one's main language.
    """

    id: int
    address: Address
    title: str
    language: str
    added_at: datetime


class PublicChannels(Protocol):
    """Channels that the bot may post in."""

    async def everyone(self) -> list[PublicChannel]:
        """All of them, in the order in which they were added."""

    async def get(self, channel_id: int) -> PublicChannel | None:
        """One channel."""

    async def at(self, address: Address) -> PublicChannel | None:
        """The channel with that chat."""

    async def add(self, channel: PublicChannel) -> PublicChannel:
        """Keeps a new channel, or the present title of a known one; returns it."""

    async def update(self, channel: PublicChannel) -> None:
        """Replaces a channel."""

    async def remove(self, channel_id: int) -> None:
        """Forgets a channel; posts that nobody has begun to send are skipped."""


async def added_to_channel(
    uow: UnitOfWork, clock: Clock, address: Address, title: str, cause: Cause | None = None
) -> PublicChannel:
    """A member of staff added the bot: it is for everybody until somebody says for whom."""
    async with uow.writing(cause) as w:
        new = PublicChannel(0, address, cleaned(title, TITLE_LIMIT), "", clock())
        kept = await w.public_channels.add(new)
        await w.commit()
        return kept


async def choose_channel_language(
    uow: UnitOfWork, channel_id: int, language: str, cause: Cause | None = None
) -> PublicChannel | None:
    """Stores in which language a channel is written. None where it is no longer known."""
    async with uow.writing(cause) as w:
        found = await w.public_channels.get(channel_id)
        if found is None:
            return None
        changed = replace(found, language=language)
        await w.public_channels.update(changed)
        await w.commit()
        return changed


async def remove_channel(
    uow: UnitOfWork, channel_id: int, cause: Cause | None = None
) -> PublicChannel | None:
    """Nothing is posted there any more. None where it was not known."""
    async with uow.writing(cause) as w:
        found = await w.public_channels.get(channel_id)
        if found is not None:
            await w.public_channels.remove(channel_id)
            await w.commit()
        return found


async def left_channel(uow: UnitOfWork, address: Address) -> None:
    """The bot was removed from a channel, or may not post there."""
    async with uow.writing() as w:
        found = await w.public_channels.at(address)
        if found is not None:
            await w.public_channels.remove(found.id)
            await w.commit()


async def copy_unreachable(uow: UnitOfWork, delivery: Delivery) -> None:
    """Nobody can be written to at a copy's address: a person left, or a channel shut the bot out."""
    if delivery.resident_id is None:
        await left_channel(uow, delivery.address)
    else:
        await became_unreachable(uow, delivery.address)
