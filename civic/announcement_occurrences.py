"""The announcements of a series: each is made a day before it is due, once, of what was approved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from civic.announcement_hours import Hours
from civic.announcement_log import Did, note
from civic.announcement_missed import is_missed, responsible
from civic.announcement_series import Series, SeriesStatus, withdraw
from civic.announcement_times import timed
from civic.announcements import Announcement, AnnouncementStatus, content_hash
from civic.notices import NewNotice, NoticeKind

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.time import Clock

AHEAD = timedelta(hours=24)
# One tick makes no more of one series; daily ones need a few at most.
MOST_AT_ONCE = 400


async def follow_series(uow: UnitOfWork, clock: Clock, hours: Hours) -> list[int]:
    """Takes back what was made of a template that changed since, makes what is due within a day; returns it.

    Catches up after a stop, and may be called by several processes at once.
    """
    now = clock()
    async with uow.reading() as r:
        stale, due = await r.announcement_series.stale(), await r.announcement_series.due(now + AHEAD)
    for series_id in stale:
        async with uow.writing() as w:
            series = await w.announcement_series.lock(series_id)
            if series is not None:
                await w.announcement_series.update(await withdraw(w, series, now))
                await w.commit()
    made: list[int] = []
    for series_id in due:
        async with uow.writing() as w:
            made += await _make_due(w, series_id, now, hours)
            await w.commit()
    return made


async def _make_due(w: Work, series_id: int, now: datetime, hours: Hours) -> list[int]:
    series = await w.announcement_series.lock(series_id)
    if series is None or series.status is not SeriesStatus.ACTIVE or series.next_day is None:
        return []
    template = await w.announcements.lock(series.template_id)
    if template is None or not is_approved(template):
        return []
    days = [
        day for day in series.days_from(series.next_day, MOST_AT_ONCE) if series.instant(day) <= now + AHEAD
    ]
    if not days:
        return []
    # What was changed by hand stays, also where the days before it come again.
    known = {one.series_day for one in await w.announcement_series.announcements(series_id)}
    last = days[-1]
    days = [day for day in days if day.isoformat() not in known]
    late = [day for day in days if is_missed(_occurrence(series, template, day, now), now, hours)]
    made = []
    # Of what nobody was there to send only the last is asked about: the others are past caring.
    for day in [day for day in days if day not in late[:-1]]:
        one = await w.announcements.add(_occurrence(series, template, day, now))
        await note(w, one, Did.DRAFTED, None, note="series")
        made.append(one.id)
        if day not in late:
            await _tell(w, one, now, hours)
    await w.announcement_series.update(series.beginning(last + timedelta(days=1)))
    return made


def is_approved(template: Announcement) -> bool:
    """Whether what it says now is what was approved."""
    approved = template.status is AnnouncementStatus.APPROVED
    return approved and template.approved_hash == content_hash(template)


def _occurrence(series: Series, template: Announcement, day: date, now: datetime) -> Announcement:
    one = replace(
        template,
        id=0,
        status=AnnouncementStatus.SCHEDULED,
        revision=0,
        created_at=now,
        series_day=day.isoformat(),
        expires_at=None,
        corrected_at=None,
    )
    return timed(one, series.instant(day), series.zone)


async def _tell(w: Work, one: Announcement, now: datetime, hours: Hours) -> None:
    for resident_id in await responsible(w, one):
        coming = NewNotice(resident_id, NoticeKind.ANNOUNCEMENT_COMING, one.id, now, hours.from_(one, now))
        await w.notices.add(coming)
