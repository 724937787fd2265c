"""An announcement that came from a file: kept as a draft, with who would get it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civic.announcement_log import Did, note
from civic.announcements import Announcement, ButtonKind, WhereMissing
from civic.events import EventStatus
from civic.notices import NewNotice, NoticeKind
from civic.staff_rights import may_write_announcements

if TYPE_CHECKING:
    from civic.ports import UnitOfWork, Work
    from civic.time import Clock


@dataclass(frozen=True)
class Reach:
    """What the store says of an announcement: heads by language, and the events that are not there for it."""

    heads: Mapping[str, int]
    no_such_audience: bool = False
    no_such_target: bool = False

    def recipients(self, one: Announcement) -> int:
        """How many people would get it."""
        return sum(self.with_text(one).values())

    def with_text(self, one: Announcement) -> dict[str, int]:
        """The same by language; nobody where the text is missing and nobody is to get another one."""
        only_those = one.where_missing is WhereMissing.SKIP
        return {code: n for code, n in sorted(self.heads.items()) if not only_those or code in one.sendable}


async def reach(uow: UnitOfWork, one: Announcement) -> Reach:
    """Looks, and changes nothing."""
    button = one.button
    target = int(button.target) if button is not None and button.kind is ButtonKind.EVENT else None
    async with uow.reading() as r:
        no_audience = one.audience.event_id is not None and not await _is_there(r, one.audience.event_id)
        no_target = target is not None and not await _is_there(r, target)
        heads = {} if no_audience else await r.announcements.head_counts(one.audience)
    return Reach(heads, no_audience, no_target)


async def keep_from_file(
    uow: UnitOfWork, clock: Clock, one: Announcement, *, tell_staff: bool
) -> Announcement:
    """Keeps a draft that nobody of the staff wrote, and tells them where one of them has to release it."""
    now = clock()
    async with uow.writing() as w:
        kept = await w.announcements.add(replace(one, id=0, author_id=None, created_at=now))
        await note(w, kept, Did.FROM_FILE, None)
        for member in filter(may_write_announcements, await w.staff.everybody() if tell_staff else ()):
            await w.notices.add(NewNotice(member.resident_id, NoticeKind.FILE_DRAFTED, kept.id, now))
        await w.commit()
        return kept


async def _is_there(r: Work, event_id: int) -> bool:
    found = await r.events.get(event_id)
    return found is not None and found.event.status is not EventStatus.DRAFT
