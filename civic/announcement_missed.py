"""What became due while the bot was off: little late it goes out, later somebody is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from civic.announcement_hours import Hours
from civic.announcement_log import Did, note
from civic.announcement_states import moved
from civic.announcements import Announcement, AnnouncementStatus
from civic.notices import NewNotice, NoticeKind
from civic.staff import Role
from civic.staff_rights import Right, demand, topics_of

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.residents import Cause
    from civic.time import Clock

MOST_LATE = timedelta(minutes=60)
LATE, EXPIRED = "late", "expired"
"""Why something was missed; the note of its entry in the log."""


def is_missed(one: Announcement, now: datetime, hours: Hours) -> bool:
    """Whether something that is due comes too late: by more than an hour, or it is over by now.

    Quiet hours make nothing late: what was due in the night is so from the morning on.
    """
    if one.due_at is None or is_over(one, now):
        return True
    return now - hours.from_(one, one.due_at) > MOST_LATE


def is_over(one: Announcement, now: datetime) -> bool:
    """Whether nobody needs it any more."""
    return one.expires_at is not None and one.expires_at <= now


async def note_missed(w: Work, one: Announcement, now: datetime, hours: Hours) -> None:
    """Takes an announcement that is locked out of the plan and asks what to do, in this transaction.

    One of a series leaves it: it is decided about by itself.
    """
    missed = replace(moved(one, AnnouncementStatus.MISSED), series_id=None, series_day="")
    await w.announcements.update(missed)
    await note(w, missed, Did.MISSED, None, note=EXPIRED if is_over(one, now) else LATE)
    not_before = hours.from_(one, now)
    for resident_id in await responsible(w, one):
        asked = NewNotice(resident_id, NoticeKind.ANNOUNCEMENT_MISSED, one.id, now, not_before)
        await w.notices.add(asked)


async def responsible(w: Work, one: Announcement) -> list[int]:
    """Who answers for it: the author, else who approved it, else the owners; only who is on the staff."""
    staff = {member.resident_id: member for member in await w.staff.everybody()}
    for resident_id in (one.author_id, one.approved_by):
        if resident_id in staff:
            return [resident_id]
    return [number for number, member in staff.items() if member.role is Role.OWNER]


async def drop(
    uow: UnitOfWork, clock: Clock, shown: Announcement, by: int, cause: Cause | None = None
) -> bool:
    """Leaves one that was missed unsent for good. False where it is not that one any more."""
    async with uow.writing(cause) as w:
        current = await w.announcements.lock(shown.id)
        missed = current is not None and current.status is AnnouncementStatus.MISSED
        if current is None or not missed or current.revision != shown.revision:
            return False
        demand(w, Right.SEND, topics_of(current))
        dropped = replace(moved(current, AnnouncementStatus.STOPPED), finished_at=clock())
        await w.announcements.update(dropped)
        await note(w, dropped, Did.STOPPED, by)
        await w.commit()
        return True
