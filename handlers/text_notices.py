"""From a notice about a volunteer's translation to its screen."""

from civic.notices import Notice, NoticeKind
from civic.text_editing import open_sheet
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import text_links as view

KINDS = (NoticeKind.TEXT_HANDED_IN,)


async def text_notice(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where somebody has decided already, or the thing is gone."""
    async with services.uow.reading() as r:
        link = await r.text_links.get(notice.subject_id)
    opened = await open_sheet(services.uow, services.clock, link.key) if link and link.waits else None
    if link is None or opened is None:
        return None
    changed = link.of != opened.sheet.source
    return view.handed_in(services.catalogues[notice.language], services, link, changed=changed)
