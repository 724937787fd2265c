"""Residents: who writes to the bot, through which channel, in which language, and what they subscribed to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from civic.consents import Purpose, Wording, stands

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
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
    """A person who wrote to the bot. `name` is what they gave at their last registration.

    `notice_version` is the privacy notice that they were shown last, `notice_at` since when they know it.
    `heard_language` is the last language other than theirs that they wrote in and were asked about, or their
    own where they first wrote in that; empty until a message was clear.
    `numbered`: they read without buttons and emoji, and choose by typing numbers.
    """

    id: int
    language: str
    created_at: datetime
    language_chosen: bool = False
    name: str = ""
    notice_version: str = ""
    district: str = ""
    news_when: NewsWhen = NewsWhen.AT_ONCE
    notice_at: datetime | None = None
    heard_language: str = ""
    numbered: bool = False


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


async def remember(w: Work, resident_id: int, name: str, notice_version: str, now: datetime) -> bool:
    """Stores what somebody gave at a registration. False for whoever is being forgotten, which begins under
    the same lock."""
    resident = await w.residents.lock(resident_id)
    if await w.erasures.of(resident_id) is not None:
        return False
    await w.residents.update(replace(with_notice(resident, notice_version, now), name=name))
    return True


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


def with_notice(resident: Resident, version: str, now: datetime) -> Resident:
    """The same resident, who was shown this privacy notice; the time of the first showing counts."""
    if resident.notice_version == version and resident.notice_at is not None:
        return resident
    return replace(resident, notice_version=version, notice_at=now)


async def notice_shown(uow: UnitOfWork, clock: Clock, resident_id: int, version: str) -> None:
    """Stores that somebody was shown a privacy notice."""
    async with uow.writing() as w:
        resident = await w.residents.lock(resident_id)
        await w.residents.update(with_notice(resident, version, clock()))
        await w.commit()


async def toggle_topic(
    uow: UnitOfWork, resident_id: int, topic: str, wording: Wording | None, cause: Cause | None = None
) -> frozenset[str] | None:
    """Subscribes to a topic, or ends that subscription; returns the topics afterwards.

    The first one is the consent to announcements, in these words; without words None, and nothing is changed.
    With the last one the consent is withdrawn. Copies that none of the topics left is a reason for, and that
    nobody is sending, stay unsent.
    """
    async with uow.writing(cause) as w:
        # The person may do so in two chats at once.
        await w.residents.lock(resident_id)
        topics = await w.residents.topics(resident_id)
        if topic in topics:
            await w.residents.unsubscribe(resident_id, topic)
        elif not await _added(w, resident_id, topic, wording):
            return None
        left = topics ^ {topic}
        if not left:
            await w.consents.withdraw(resident_id, Purpose.ANNOUNCEMENTS)
        await w.waiting_copies.skip_unwanted(resident_id, left)
        await w.commit()
        return left


async def subscribe(uow: UnitOfWork, resident_id: int, topic: str, wording: Wording | None) -> bool | None:
    """Subscribes to a topic, which is a consent in these words. False where the person already had; None
    where they have not agreed yet and there are no words that they agree in."""
    async with uow.writing() as w:
        await w.residents.lock(resident_id)
        if topic in await w.residents.topics(resident_id):
            return False
        if not await _added(w, resident_id, topic, wording):
            return None
        await w.commit()
        return True


async def _added(w: Work, resident_id: int, topic: str, wording: Wording | None) -> bool:
    if wording is not None:
        await w.consents.give(resident_id, Purpose.ANNOUNCEMENTS, wording)
    elif not any(
        one.purpose is Purpose.ANNOUNCEMENTS and stands(one) for one in await w.consents.of(resident_id)
    ):
        return False
    await w.residents.subscribe(resident_id, topic)
    return True


async def unsubscribe_all(uow: UnitOfWork, resident_id: int) -> bool:
    """Ends every subscription and the consent to them; copies that nobody is sending stay unsent. False where
    there was none.

    Copies for the people of an event are sent: those are about their registrations.
    """
    async with uow.writing() as w:
        await w.residents.lock(resident_id)
        topics = await w.residents.topics(resident_id)
        await w.residents.unsubscribe(resident_id)
        await w.consents.withdraw(resident_id, Purpose.ANNOUNCEMENTS)
        await w.waiting_copies.skip_unwanted(resident_id, ())
        await w.commit()
        return bool(topics)


async def became_unreachable(uow: UnitOfWork, address: Address) -> None:
    """The person blocked the bot or left: announcements end at once, registrations stay.

    Whoever has another chat that can be reached is written to there instead.
    """
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
        elif await _has_other_chat(w, resident.id):
            await w.links.redirect(resident.id)
        else:
            await w.residents.unsubscribe(resident.id)
            await w.consents.withdraw(resident.id, Purpose.ANNOUNCEMENTS)
            await w.deliveries.skip_of(resident.id)
        await w.commit()


async def _has_other_chat(w: Work, resident_id: int) -> bool:
    accounts = await w.links.accounts(resident_id)
    return any([await w.residents.is_reachable(each) for each in accounts])
