"""Sending announcements: released once, planned once as one row per recipient, closed when all ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from civic.announcement_drafts import ChangedMeanwhile, is_that_draft
from civic.announcements import Announcement, AnnouncementStatus, SkipReason
from civic.notices import NewNotice, NoticeKind

if TYPE_CHECKING:
    from civic.ports import UnitOfWork
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class Scheduled:
    """The announcement will be planned and sent when it is due."""

    announcement: Announcement
    recipients: int


@dataclass(frozen=True)
class NoText:
    """There is no text in any language."""


@dataclass(frozen=True)
class NobodyThere:
    """Nobody would receive it."""


ScheduleOutcome = Scheduled | NoText | NobodyThere | ChangedMeanwhile


async def schedule(
    uow: UnitOfWork, shown: Announcement, due_at: datetime, cause: Cause | None = None
) -> ScheduleOutcome:
    """Releases the draft that was shown, for an instant in UTC (now or later)."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(shown.id)
        if current is None or not is_that_draft(current, shown.revision):
            return ChangedMeanwhile()
        if not current.sendable:
            return NoText()
        counts = await w.announcements.head_counts(current.audience)
        if not counts:
            return NobodyThere()
        released = replace(
            current,
            status=AnnouncementStatus.SCHEDULED,
            due_at=due_at,
            local_time=shown.local_time,
            zone=shown.zone,
            revision=current.revision + 1,
        )
        await w.announcements.update(released)
        await w.commit()
        return Scheduled(released, sum(counts.values()))


async def stop(uow: UnitOfWork, clock: Clock, announcement_id: int, cause: Cause | None = None) -> bool:
    """Stops a scheduled or running announcement; what is not sent stays unsent. False if too late."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement_id)
        running = (AnnouncementStatus.SCHEDULED, AnnouncementStatus.SENDING)
        if current is None or current.status not in running:
            return False
        stopped = replace(current, status=AnnouncementStatus.STOPPED, finished_at=clock())
        await w.announcements.update(stopped)
        await w.deliveries.skip_open(announcement_id, SkipReason.STOPPED)
        await w.commit()
        return True


async def plan_due(uow: UnitOfWork, clock: Clock) -> list[int]:
    """Freezes the audience of everything that is due into delivery rows; returns what was planned."""
    async with uow.reading() as r:
        due = await r.announcements.due(clock())
    planned = []
    for announcement_id in due:
        async with uow.writing() as w:
            current = await w.announcements.lock(announcement_id)
            if current is None or current.status is not AnnouncementStatus.SCHEDULED:
                continue
            await w.deliveries.plan(current)
            await w.announcements.update(replace(current, status=AnnouncementStatus.SENDING))
            await w.commit()
            planned.append(announcement_id)
    return planned


async def finish(uow: UnitOfWork, clock: Clock) -> list[Announcement]:
    """Closes every announcement that has no open copy left and tells its author; returns those."""
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
            if current.author_id is not None:
                done_notice = NewNotice(current.author_id, NoticeKind.ANNOUNCEMENT_DONE, current.id, now)
                await w.notices.add(done_notice)
            await w.commit()
            finished.append(closed)
    return finished
