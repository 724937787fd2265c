"""Notices about announcements: a correction or a recall has reached its end."""

from civic.notices import Notice, NoticeKind
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import announcement_changes as view

KINDS = (NoticeKind.ANNOUNCEMENT_CHANGED,)


async def announcement_changed(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where its reason is gone."""
    async with services.uow.reading() as r:
        change = await r.changes.get(notice.subject_id)
        numbers = await r.changes.report(notice.subject_id)
    if change is None:
        return None
    return view.change_report(services.catalogues[notice.language], change, numbers)
