"""Notices about announcements whose event takes nobody any more."""

from civic.announcement_events import why_no_longer
from civic.notices import Notice, NoticeKind
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import announcement_from_event as view

KINDS = (NoticeKind.ANNOUNCEMENT_EVENT,)


async def announcement_event_notice(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where the announcement is gone."""
    async with services.uow.reading() as r:
        one = await r.announcements.get(notice.subject_id)
        found = await r.events.get(one.event_id) if one is not None and one.event_id is not None else None
    if one is None:
        return None
    unfit = why_no_longer(one.event_news, found, services.clock()) if found is not None else None
    return view.held(services.catalogues[notice.language], services, one, unfit)
