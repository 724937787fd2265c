"""Notices about what is deleted by itself: to whoever was silent for long, and to owners when it fails."""

from civic.keeping import late
from civic.notices import Notice, NoticeKind
from civic.retention_periods import WARNED_BEFORE
from handlers.screen import Screen
from handlers.services import Services
from handlers.views import retention as view

KINDS = (NoticeKind.INACTIVE, NoticeKind.RETENTION_FAILING)


async def retention_notice(services: Services, notice: Notice) -> Screen | None:
    """The screen; None where somebody was heard of meanwhile, or where it works again."""
    lang = services.catalogues[notice.language]
    async with services.uow.reading() as r:
        sign = await r.signs.of(notice.resident_id)
        runs = await r.rule_runs.all()
    if notice.kind is NoticeKind.INACTIVE:
        if sign is None or sign.warned_on is None:
            return None
        return view.inactive(lang, services, sign.warned_on + WARNED_BEFORE)
    failing = late(runs, services.clock())
    return view.failing(lang, failing) if failing else None
