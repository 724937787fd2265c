"""From a notice about the program itself to its screen."""

from civic.notices import Notice, NoticeKind
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import alerts as view

KINDS = (NoticeKind.ALERT, NoticeKind.ALERT_OVER)


async def alert_notice(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where it began or ended again meanwhile."""
    async with services.uow.reading() as r:
        alert = await r.alerts.get(notice.subject_id)
    if alert is None or alert.goes_on is not (notice.kind is NoticeKind.ALERT):
        return None
    show = view.began if alert.goes_on else view.over
    return show(services.catalogues[notice.language], services, alert)
