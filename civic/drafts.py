"""Half-finished registrations: forgotten after a while, and whoever began one hears of it once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from civic.notices import NewNotice, NoticeKind

if TYPE_CHECKING:
    from civic.conversations import Json
    from civic.ports import UnitOfWork, Work
    from civic.time import Clock

SOME = 500
"""Forms in one transaction."""
DRAFT_OF, DRAFT_FOR = "resident_id", "event_id"
"""The names under which a draft holds whose it is and for which event."""


async def forget_drafts(uow: UnitOfWork, clock: Clock, kept: timedelta) -> int:
    """Deletes forms that nobody went on with for this long, and tells people of theirs; how many forms."""
    now, total = clock(), 0
    while True:
        async with uow.writing() as w:
            forgotten = await w.conversations.forget(now - kept, SOME)
            if not forgotten:
                return total
            for conversation in forgotten:
                owner, event_id = _draft(conversation.data)
                if owner and event_id and await _is_known(w, owner):
                    await w.notices.add(NewNotice(owner, NoticeKind.DRAFT_EXPIRED, event_id, now))
            await w.commit()
        total += len(forgotten)


def _draft(data: Mapping[str, Json]) -> tuple[int, int]:
    """Whose draft of a new registration it is, and for which event; zeros for other forms."""
    owner, event_id = data.get(DRAFT_OF), data.get(DRAFT_FOR)
    if not isinstance(owner, int) or not isinstance(event_id, int) or data.get("changing"):
        return 0, 0
    return owner, event_id


async def _is_known(w: Work, resident_id: int) -> bool:
    try:
        await w.residents.get(resident_id)
    except KeyError:  # forgotten meanwhile, with everything but this row
        return False
    return True
