"""Residents: who writes to the bot, through which channel, in which language, and what they subscribed to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.time import Clock

ALL_TOPICS = "all"


class Channel(StrEnum):
    """A messenger through which residents are reached."""

    TELEGRAM = "telegram"
    WEB = "web"


@dataclass(frozen=True)
class Address:
    """An account: one private chat of one channel. It belongs to exactly one resident."""

    channel: Channel
    chat_id: int


@dataclass(frozen=True)
class Cause:
    """The update that made somebody act. What it causes happens once, however often it is delivered."""

    channel: Channel
    update_id: int


class NewsWhen(StrEnum):
    """When a resident wants announcements: each at once, or what came together on a day or in a week."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Resident:
    """A person who wrote to the bot. `name` is what they gave at their last registration."""

    id: int
    language: str
    created_at: datetime
    language_chosen: bool = False
    name: str = ""
    notice_version: str = ""
    district: str = ""
    news_when: NewsWhen = NewsWhen.AT_ONCE


async def meet(uow: UnitOfWork, clock: Clock, address: Address, guess: str) -> Resident:
    """The resident behind an account; a new one, with the guessed language, at their first message."""
    async with uow.reading() as r:
        known = await r.residents.at(address)
    if known is not None:
        return known
    async with uow.writing() as w:
        resident = await w.residents.at(address) or await w.residents.add(
            Resident(0, guess, clock()), address
        )
        await w.commit()
        return resident


async def choose_language(
    uow: UnitOfWork, resident_id: int, language: str, *, by_person: bool = True
) -> Resident:
    """Stores the language of a person; every later text is in it. A link's guess is no choice."""
    async with uow.writing() as w:
        resident = await w.residents.lock(resident_id)
        changed = replace(resident, language=language, language_chosen=by_person or resident.language_chosen)
        await w.residents.update(changed)
        await w.commit()
        return changed


async def choose_district(uow: UnitOfWork, resident_id: int, district: str) -> Resident:
    """Stores the part of town a person lives in; an empty one forgets it."""
    async with uow.writing() as w:
        changed = replace(await w.residents.lock(resident_id), district=district)
        await w.residents.update(changed)
        await w.commit()
        return changed


async def toggle_topic(
    uow: UnitOfWork, resident_id: int, topic: str, cause: Cause | None = None
) -> frozenset[str]:
    """Subscribes to a topic, or ends that subscription; returns the topics afterwards.

    Copies that none of the topics left is a reason for, and that nobody is sending, stay unsent.
    """
    async with uow.writing(cause) as w:
        topics = await w.residents.topics(resident_id)
        if topic in topics:
            await w.residents.unsubscribe(resident_id, topic)
        else:
            await w.residents.subscribe(resident_id, topic)
        left = topics ^ {topic}
        await w.waiting_copies.skip_unwanted(resident_id, left)
        await w.commit()
        return left


async def subscribe(uow: UnitOfWork, resident_id: int, topic: str) -> bool:
    """Subscribes to a topic. False where the person already had."""
    async with uow.writing() as w:
        if topic in await w.residents.topics(resident_id):
            return False
        await w.residents.subscribe(resident_id, topic)
        await w.commit()
        return True


async def unsubscribe_all(uow: UnitOfWork, resident_id: int) -> bool:
    """Ends every subscription; copies that nobody is sending stay unsent. False where there was none.

    Copies for the people of an event are sent: those are about their registrations.
    """
    async with uow.writing() as w:
        topics = await w.residents.topics(resident_id)
        await w.residents.unsubscribe(resident_id)
        await w.waiting_copies.skip_unwanted(resident_id, ())
        await w.commit()
        return bool(topics)


async def became_unreachable(uow: UnitOfWork, address: Address) -> None:
    """The person blocked the bot or left: announcements end at once, registrations stay."""
    await _reachable(uow, address, reachable=False)


async def became_reachable(uow: UnitOfWork, address: Address) -> None:
    """The person unblocked the bot: what they missed about their registrations is due again.

    Subscriptions do not come back by themselves.
    """
    await _reachable(uow, address, reachable=True)


async def _reachable(uow: UnitOfWork, address: Address, *, reachable: bool) -> None:
    async with uow.writing() as w:
        resident = await w.residents.at(address)
        if resident is None:
            return
        await w.residents.set_reachable(address, reachable)
        if reachable:
            await w.unheard.reopen(resident.id)
        else:
            await w.residents.unsubscribe(resident.id)
            await w.deliveries.skip_of(resident.id)
        await w.commit()
