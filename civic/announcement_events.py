"""Announcements of an event: they invite no further when there is nothing left to be invited to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from civic.announcement_log import Did, note
from civic.announcement_states import moved, voided
from civic.announcements import Announcement, AnnouncementStatus, EventNews, SkipReason
from civic.events import EventStatus, EventWithSeats
from civic.notices import NewNotice, NoticeKind

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.time import Clock

NO_SEATS_TO_OFFER = "event"
"""Why something was held; the note of its entry in the log."""


def why_no_longer(news: EventNews | None, one: EventWithSeats, now: datetime) -> SkipReason | None:
    """Why nobody is to be invited to an event any more; None where they are, and for other news."""
    if news is not EventNews.INVITATION:
        return None
    event = one.event
    if event.status is not EventStatus.PUBLISHED or event.starts_at <= now:
        return SkipReason.EVENT_OFF
    # Without registration here nobody knows how many seats are left.
    return SkipReason.EVENT_FULL if one.free == 0 and not event.listing_only else None


async def stop_full_promotions(uow: UnitOfWork, clock: Clock) -> list[int]:
    """Ends the inviting to events that are full, cancelled or over: open copies are skipped with the
    reason, what was only scheduled is held. Can be repeated at any time; returns what it ended."""
    async with uow.reading() as r:
        inviting = [
            number for number in await r.announcements.inviting() if await _is_over(r, number, clock())
        ]
    ended = []
    for announcement_id in inviting:
        async with uow.writing() as w:
            current = await w.announcements.lock(announcement_id)
            if current is None:
                continue
            if current.status is AnnouncementStatus.SCHEDULED:
                done = await hold_if_unfit(w, current, clock())
            else:
                done = await _skip_rest(w, current, clock())
            if done:
                await w.commit()
                ended.append(announcement_id)
    return ended


async def hold_if_unfit(w: Work, one: Announcement, now: datetime) -> bool:
    """Takes a scheduled invitation back to a draft if its event takes nobody any more, and asks its author.

    To be called for a locked one before it is planned, so that no copy of it ever exists.
    """
    if one.status is not AnnouncementStatus.SCHEDULED or await _reason(w, one, now) is None:
        return False
    draft = voided(moved(one, AnnouncementStatus.DRAFT))
    await w.announcements.update(draft)
    await note(w, draft, Did.HELD, None, note=NO_SEATS_TO_OFFER)
    if one.author_id is not None:
        await w.notices.add(NewNotice(one.author_id, NoticeKind.ANNOUNCEMENT_EVENT, one.id, now))
    return True


async def _is_over(r: Work, announcement_id: int, now: datetime) -> bool:
    one = await r.announcements.get(announcement_id)
    return one is not None and await _reason(r, one, now) is not None


async def _skip_rest(w: Work, one: Announcement, now: datetime) -> bool:
    reason = await _reason(w, one, now) if one.status is AnnouncementStatus.SENDING else None
    return reason is not None and await w.deliveries.skip_open(one.id, reason) > 0


async def _reason(w: Work, one: Announcement, now: datetime) -> SkipReason | None:
    found = await w.events.get(one.event_id) if one.event_id is not None else None
    return why_no_longer(one.event_news, found, now) if found is not None else None
