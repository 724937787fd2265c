"""Four eyes: who counts as a second person, when none is needed, and what an owner decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.announcement_outcomes import Alone, NotAllowed, Refusal
from civic.announcements import Announcement, EventNews
from civic.events import EventStatus
from civic.staff import StaffMember
from civic.staff_log import Noted, StaffNote
from civic.staff_rights import Right, may, topics_of

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

COUNTS_FOR = timedelta(days=14)
"""Who was not seen for longer does not count as a second person."""


@dataclass(frozen=True)
class FourEyesSet:
    """Whether announcements of the topic need a second person now."""

    topic: str
    on: bool


def is_active(member: StaffMember, now: datetime) -> bool:
    """Whether somebody used the bot, or became a member of staff, within the last 14 days."""
    seen = max(member.since, member.seen_at) if member.seen_at else member.since
    return seen >= now - COUNTS_FOR


async def others(r: Work, resident_id: int | None, one: Announcement) -> list[StaffMember]:
    """Everybody who may send an announcement, but for one: those who may approve it for that person."""
    able = [each for each in await r.staff.everybody() if may(each, Right.SEND, topics_of(one))]
    return [each for each in able if each.resident_id != resident_id]


async def lacks(r: Work, by: int, right: Right, one: Announcement) -> NotAllowed | None:
    """Why a member of staff may not do something with an announcement; None where they may."""
    member = await r.staff.member(by)
    if member is None:
        return NotAllowed(Refusal.NOT_STAFF)
    return None if may(member, right, topics_of(one)) else NotAllowed(Refusal.NO_RIGHT)


async def may_go_alone(
    uow: UnitOfWork, clock: Clock, announcement_id: int, by: int | None
) -> Alone | NotAllowed | None:
    """Whether somebody may release an announcement without a second person, and why; None if unknown."""
    async with uow.reading() as r:
        one = await r.announcements.get(announcement_id)
        return await why_alone(r, one, by, clock()) if one is not None else None


async def why_alone(r: Work, one: Announcement, by: int | None, now: datetime) -> Alone | NotAllowed:
    """The same inside of a transaction."""
    if by is None:
        return Alone.OPERATOR
    refused = await not_theirs(r, one.author_id, by, now)
    if refused is not None:
        return refused
    if await lacks(r, by, Right.SEND, one) is not None:
        return NotAllowed(Refusal.SECOND_NEEDED)
    alone = await _nobody_else(r, by, one, now) or await _news_of_event(r, one) or await _exempt(r, one)
    return alone or NotAllowed(Refusal.SECOND_NEEDED)


async def why_correct_alone(
    r: Work, one: Announcement, author_id: int | None, by: int, now: datetime
) -> Alone | NotAllowed:
    """The same for a correction that `author_id` wrote. Its text is free, so that news of an event are no
    reason here."""
    refused = await not_theirs(r, author_id, by, now) or await lacks(r, by, Right.SEND, one)
    if refused is not None:
        return refused
    return await _nobody_else(r, by, one, now) or await _exempt(r, one) or NotAllowed(Refusal.SECOND_NEEDED)


async def not_theirs(r: Work, author_id: int | None, by: int, now: datetime) -> NotAllowed | None:
    """Why somebody may not submit or release what `author_id` wrote: whoever does that is its author from
    then on.

    Somebody else's is taken over only where that person left, or was not seen for 14 days.
    """
    if await r.staff.member(by) is None:
        return NotAllowed(Refusal.NOT_STAFF)
    if author_id is None or author_id == by:
        return None
    author = await r.staff.member(author_id)
    return NotAllowed(Refusal.NOT_AUTHOR) if author is not None and is_active(author, now) else None


async def set_four_eyes(
    uow: UnitOfWork, clock: Clock, topic: str, on: bool, by: int, cause: Cause | None = None
) -> FourEyesSet | NotAllowed:
    """An owner says whether announcements of a topic (or `all`) need a second person."""
    async with uow.writing(cause) as w:
        if not may(await w.staff.member(by), Right.DECIDE):
            return NotAllowed(Refusal.NOT_OWNER)
        await w.reviews.set_second(topic, on, by, clock())
        what = Noted.TWO_ARE_NEEDED if on else Noted.ONE_IS_ENOUGH
        await w.staff_log.add(StaffNote(clock(), by, what, detail=topic))
        await w.commit()
        return FourEyesSet(topic, on)


async def _nobody_else(r: Work, by: int, one: Announcement, now: datetime) -> Alone | None:
    there = any(is_active(other, now) for other in await others(r, by, one))
    return None if there else Alone.NOBODY_ELSE


async def _exempt(r: Work, one: Announcement) -> Alone | None:
    topics = frozenset(one.audience.topics)
    exempt = one.audience.event_id is None and topics and topics <= await r.reviews.without_second()
    return Alone.TOPICS if exempt else None


async def _news_of_event(r: Work, one: Announcement) -> Alone | None:
    """That an event is cancelled or moved goes alone once each time it happens, if it did, and only to its
    people, or to readers of topics and channels that heard of it before."""
    if one.event_id is None or one.event_news not in (EventNews.CANCELLED, EventNews.MOVED):
        return None
    found = await r.events.get(one.event_id)
    if found is None or not await _concerns_only_its_people(r, one, one.event_id):
        return None
    since = None
    if one.event_news is EventNews.MOVED:
        since = await r.reviews.moved_at(one.event_id)
        if since is None or found.event.status is not EventStatus.PUBLISHED:
            return None
    elif found.event.status is not EventStatus.CANCELLED:
        return None
    if await r.reviews.told_news(one.event_id, one.event_news, since):
        return None
    return Alone.EVENT_MOVED if one.event_news is EventNews.MOVED else Alone.EVENT_CANCELLED


async def _concerns_only_its_people(r: Work, one: Announcement, event_id: int) -> bool:
    topics_told, channels_told = await r.reviews.told_of(event_id)
    if not channels_told.issuperset(one.channels):
        return False
    if one.audience.event_id is not None:
        return one.audience.event_id == event_id
    topics = frozenset(one.audience.topics)
    return bool(topics) and topics <= topics_told
