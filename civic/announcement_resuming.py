"""Going on with an announcement that was stopped: who was left out gets it, and nobody twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civic.announcement_changes import ChangeKind
from civic.announcement_log import Did, note
from civic.announcements import Announcement, AnnouncementStatus
from civic.news_times import NewsRules, plan_times
from civic.staff_rights import Right, demand, topics_of

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock


@dataclass(frozen=True)
class Resumed:
    """It goes on; `waiting` copies are due again. It has not been planned yet where there are none."""

    announcement: Announcement
    waiting: int


@dataclass(frozen=True)
class NotStopped:
    """It is not stopped, its time is over, it was taken back, or its copies are past their period."""


async def resume(
    uow: UnitOfWork,
    clock: Clock,
    announcement_id: int,
    cause: Cause | None = None,
    *,
    by: int | None,
    rules: NewsRules | None = None,
) -> Resumed | NotStopped:
    """Goes on where it was stopped; the log says who wanted that.

    What was in hand at the stop keeps its outcome. Whoever unsubscribed meanwhile stays left out. Quiet hours
    and people's choice of digests hold for what goes on as for what is planned.
    """
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(announcement_id)
        now = clock()
        if current is None or current.status is not AnnouncementStatus.STOPPED:
            return NotStopped()
        demand(w, Right.SEND, topics_of(current))
        if current.expires_at is not None and current.expires_at <= now:
            return NotStopped()
        if await _taken_back(w, current) or await w.kept_figures.are_kept(announcement_id):
            return NotStopped()
        planned = (await w.deliveries.report(announcement_id)).planned
        status = AnnouncementStatus.SENDING if planned else AnnouncementStatus.SCHEDULED
        going = replace(current, status=status, finished_at=None, revision=current.revision + 1)
        if not planned and current.due_at is not None and current.due_at < now:
            # Somebody wants it to go out: it is not missed for the time that it was stopped.
            going = replace(going, due_at=now, local_time="", zone="")
        await w.announcements.update(going)
        shown = await w.progress.get(announcement_id)
        if shown is not None and shown.message_id:
            await w.progress.keep(replace(shown, reported=False))
        times = plan_times(current, rules, now) if rules is not None else None
        waiting = await w.outcomes.reopen_stopped(announcement_id, now, times)
        await note(w, going, Did.RESUMED, by, number=waiting)
        await w.commit()
        return Resumed(going, waiting)


async def _taken_back(w: Work, one: Announcement) -> bool:
    changes = await w.changes.of(one.id)
    return any(change.kind is ChangeKind.RECALL for change in changes)
