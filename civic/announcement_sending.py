"""Sending announcements: planned once as one row per recipient, stopped, closed when all copies ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from civic.announcement_escalation import held
from civic.announcement_events import hold_if_unfit
from civic.announcement_hours import UNHURRIED, Hours
from civic.announcement_log import Did, note
from civic.announcement_missed import is_missed, note_missed
from civic.announcements import Announcement, AnnouncementStatus, SkipReason
from civic.news_times import NewsRules, plan_times
from civic.notices import NewNotice, NoticeKind
from civic.staff_rights import Right, demand, topics_of

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


async def stop(
    uow: UnitOfWork, clock: Clock, announcement_id: int, cause: Cause | None = None, *, by: int | None
) -> bool:
    """Stops a scheduled or running announcement; what is not sent stays unsent. False if too late."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement_id)
        running = (AnnouncementStatus.SCHEDULED, AnnouncementStatus.SENDING)
        if current is None or current.status not in running:
            return False
        demand(w, Right.SEND, topics_of(current))
        stopped = replace(current, status=AnnouncementStatus.STOPPED, finished_at=clock())
        await w.announcements.update(stopped)
        await w.deliveries.skip_open(announcement_id, SkipReason.STOPPED)
        await note(w, stopped, Did.STOPPED, by)
        await w.commit()
        return True


async def plan_due(uow: UnitOfWork, clock: Clock, rules: NewsRules | None = None) -> list[int]:
    """Freezes the audience of everything that is due into delivery rows; returns what was planned.

    What comes too late is missed instead, so a row that was planned is never older than that. What would go
    out in quiet hours is planned at their end: whoever is meant is decided then.
    """
    hours = rules.hours if rules is not None else UNHURRIED
    async with uow.reading() as r:
        now = clock()
        due = [number for number in await r.announcements.due(now) if await _acts(r, number, now, hours)]
    planned = []
    for announcement_id in due:
        async with uow.writing() as w:
            current = await w.announcements.lock(announcement_id)
            now = clock()
            if current is None or not _is_due(current, now):
                continue
            # Before it could be missed: nobody is asked about inviting to what takes nobody any more.
            if await hold_if_unfit(w, current, now):
                await w.commit()
                continue
            if is_missed(current, now, hours):
                await note_missed(w, current, now, hours)
                await w.commit()
                continue
            if current.series_day and not await w.announcement_series.stands(current):
                continue
            if hours.from_(current, now) > now:
                continue
            if await held(w, current, now):
                await w.commit()
                continue
            times = plan_times(current, rules, now) if rules is not None else None
            copies = await w.deliveries.plan(current, times)
            await w.announcements.update(replace(current, status=AnnouncementStatus.SENDING))
            await note(w, current, Did.PLANNED, None, number=copies)
            await w.commit()
            planned.append(announcement_id)
    return planned


async def _acts(r: Work, announcement_id: int, now: datetime, hours: Hours) -> bool:
    """Whether it does more than wait for the morning, which it would otherwise be locked for each second."""
    one = await r.announcements.get(announcement_id)
    return one is not None and (is_missed(one, now, hours) or hours.from_(one, now) <= now)


def _is_due(current: Announcement, now: datetime) -> bool:
    """It may have got another time since it was found."""
    scheduled = current.status is AnnouncementStatus.SCHEDULED
    return scheduled and current.due_at is not None and current.due_at <= now


async def expire(uow: UnitOfWork, clock: Clock) -> None:
    """What has not been sent when an announcement's time is over stays unsent."""
    async with uow.reading() as r:
        over = await r.outcomes.expired(clock())
    for announcement_id in over:
        async with uow.writing() as w:
            await w.deliveries.skip_open(announcement_id, SkipReason.EXPIRED)
            await w.commit()


async def finish(uow: UnitOfWork, clock: Clock) -> list[Announcement]:
    """Closes every announcement that has no open copy left and tells its author, unless they see it in the
    message that shows the progress; returns those."""
    async with uow.reading() as r:
        done = await r.announcements.without_open_deliveries()
    finished = []
    for announcement_id in done:
        async with uow.writing() as w:
            current = await w.announcements.lock(announcement_id)
            if current is None or current.status is not AnnouncementStatus.SENDING:
                continue
            now = clock()
            closed = replace(current, status=AnnouncementStatus.SENT, finished_at=now)
            await w.announcements.update(closed)
            await note(w, closed, Did.FINISHED, None)
            shown = await w.progress.get(announcement_id)
            # A message that showed the progress becomes the report; there is no second one.
            if current.author_id is not None and (shown is None or shown.reported):
                done_notice = NewNotice(current.author_id, NoticeKind.ANNOUNCEMENT_DONE, current.id, now)
                await w.notices.add(done_notice)
            await w.commit()
            finished.append(closed)
    return finished
